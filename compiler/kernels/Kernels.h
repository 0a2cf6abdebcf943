// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// KernelSpec to native code: one Halide pipeline each, compiled in process. The only door to Halide.
#pragma once

#include "kernels/KernelSpec.h"
#include "support/MachineCosts.h"

#include <span>
#include <string>
#include <variant>
#include <vector>

namespace evenstride::kernels {

/// A compiled kernel: an object file with the function
///   int symbol(void *user_context, halide_buffer_t *input0, …,
///              [halide_buffer_t *weights, halide_buffer_t *bias,] [halide_buffer_t *vector0, …,]
///              halide_buffer_t *output)
/// Of a buffer only `host` is read (`dim` may be null). Other defined symbols are global too, the bodies of tasks: they
/// begin with "<symbol>_par_for_"; whoever links objects of several networks makes them local.
/// Undefined symbols are halide_do_par_for, halide_malloc, halide_free, memcpy and memset at most.
struct KernelObject {
  std::string symbol;
  std::vector<char> bytes;
  std::string schedule; // one line on the algorithm and tiles chosen, for `--emit plan` and reports
  /// What it asks halide_malloc for: the largest single request, and how many of them one thread holds at once. The
  /// runtime sets this much aside per thread when a context is made, because running allocates nothing.
  int64_t scratchBytes = 0;
  int scratchSlots = 0;
  /// Of one request besides these that all threads use: made before tasks begin, and held until they have ended.
  int64_t sharedScratchBytes = 0;
};

/// What went wrong inside Halide or LLVM: a fault of the compiler, never of the user's file.
struct KernelError {
  std::string message;
};

/// Compiles one kernel. Thread safe; takes from tens of milliseconds to seconds. Never throws.
std::variant<KernelObject, KernelError> compileKernel(const KernelSpec &spec, std::string_view symbol);

/// Weights in the order in which the kernel reads them.
struct PackedWeights {
  std::vector<float> weights; // to be placed on a 64-byte boundary
  std::vector<float> bias;    // likewise; one zero vector at least
};

/// Packs a layer's weights (OIHW, IOHW of a deconvolution, depthwise [C*multiplier, 1, KH, KW], dense [out,
/// in]) and bias ([out], or empty).
PackedWeights packWeights(const KernelSpec &spec, std::span<const float> weights, std::span<const float> bias);
/// Sizes in floats of what packWeights gives, without the weights.
struct PackedSizes {
  int64_t weights = 0, bias = 0;

  int64_t bytes() const { return (weights + bias) * int64_t(sizeof(float)); }
};
PackedSizes packedSizes(const KernelSpec &spec);

/// How the kernel is computed where its spec leaves the choice to the model. Direct, also of other families, adds up
/// products of inputs and weights, whatever the order, and no transforms of them.
Algorithm algorithmOf(const KernelSpec &spec);

/// The same kernel computed in all other ways that there are, without the one that the model chooses: Winograd's
/// convolution with each tile that is possible and in groups of several sizes, and plain sums and pools with the tiles
/// of accumulators that the model ranks first. None of a kernel that is such a way itself. Inputs, output and their
/// layouts are the same; packed weights differ.
std::vector<KernelSpec> ways(const KernelSpec &spec);

/// Those of them that are worth a measurement on a machine of these costs, the most promising first.
std::vector<KernelSpec> alternatives(const KernelSpec &spec, const support::MachineCosts &costs);

/// What a convolution may take on one core, by the model of its cost; 0 of other families, which have no choice.
double estimatedCycles(const KernelSpec &spec, const support::MachineCosts &costs = {});

/// The multiply-adds that the kernel makes where plain sums make so many: fewer with Winograd's convolution and
/// with Strassen's algorithm, with the products of tiles that stick out.
int64_t realMultiplyAdds(const KernelSpec &spec, int64_t ofPlainSums);

/// Part of the key of every cached kernel: changes whenever generated code can change.
std::string_view kernelVersion();

} // namespace evenstride::kernels
