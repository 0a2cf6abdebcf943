// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A planned network as emit works on it: steps over pointers, in a line but for loops over strips, free of MLIR.
#pragma once

#include "kernels/KernelSpec.h"
#include "layers/Tensor.h"
#include "support/Target.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace evenstride::emit {

/// An input or output of the network: [C, H, W] without gaps, fp32; an input may be of bytes, and [H, W, C].
struct Port {
  std::string name;
  layers::Shape shape;
  bool bytes = false, interleaved = false;

  std::string_view elementType() const { return bytes ? "uint8_t" : "float"; }
};

/// Where a buffer begins when the network runs.
struct Pointer {
  enum class Base { Arena, Input, Output };
  Base base = Base::Arena;
  int index = 0;       // of the input or output
  int64_t offset = 0;  // in bytes
  int64_t advance = 0; // in bytes, for every turn of a loop after the first one that the step runs in
};

/// The turns of a loop in which a step runs, from the first to before the second; none outside of loops.
struct Turns {
  int64_t first = 0, end = 0;
  int64_t count() const { return end - first; }
  bool operator==(const Turns &) const = default;
};

/// One number per channel; see PlanDialect.td, Plan_VectorAttr.
struct VectorSource {
  enum class Part { Tensor, Values, NormScale, NormShift };
  Part part = Part::Tensor;
  std::string name; // of the tensor, or the path of the batch normalisation
  double epsilon = 0;
  std::vector<double> values;
};

/// Names of the tensors that a kernel packs; empty where there is none. See Plan_WeightsAttr.
struct WeightNames {
  std::string weight, bias;
  std::string norm; // path of the batch normalisation folded into both
  double epsilon = 0;
  std::optional<VectorSource> priorScale = {}, priorShift = {}; // of the normalisation folded from before the layer
};

struct KernelCall {
  kernels::KernelSpec spec;
  std::vector<Pointer> inputs;
  Pointer output;
  WeightNames weights;
  std::vector<VectorSource> vectors;
  std::vector<std::string> layers; // paths; empty for a copy
  int64_t macs = 0;                // of the image; 0 of the strips at its ends that have a kernel of their own
  Turns turns = {};

  /// "conv1 + relu1", or "copy".
  std::string title() const;
};

struct ZeroHalo {
  Pointer buffer;
  kernels::Layout layout;
  Turns turns = {};
};

/// Moves the rows of a rolling buffer up, in every block of channels.
struct SlideRows {
  Pointer buffer;
  int64_t blocks = 0, planeBytes = 0; // from one block to the next
  int64_t byBytes = 0, keptBytes = 0;
  Turns turns = {};
};

/// The next `steps` steps run in turns.
struct Loop {
  int64_t turns = 0;
  size_t steps = 0;
};

using Step = std::variant<ZeroHalo, KernelCall, SlideRows, Loop>;

/// The turns of the loop around it in which a step runs.
Turns turnsOf(const Step &step);

struct Program {
  std::string name;
  const support::Target *target = nullptr;
  std::string symbolSuffix; // ".x86-64-avx2" where the library holds other targets too, else empty
  std::vector<Port> inputs, outputs;
  int64_t arenaBytes = 0;
  std::vector<Step> steps;

  /// The kernel calls in order; pointers stay valid as long as `steps` is not changed.
  std::vector<const KernelCall *> calls() const;
  /// Names of the inputs, then of the outputs: the parameters of the generated functions, in order.
  std::vector<std::string> portNames() const;
};

} // namespace evenstride::emit
