// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Inputs and outputs of a network as `run` and `bench` read and write them.
#pragma once

#include "check/Graph.h"
#include "driver/Array.h"
#include "driver/Files.h"

#include <optional>
#include <string>
#include <vector>

namespace evenstride::driver {

/// Images in memory, one array per input and output, in the network's order; images follow each other.
struct Batch {
  size_t count = 1;
  bool named = false;                              // the files had an axis for the batch, so the results get one too
  std::vector<std::vector<float>> inputs, outputs; // [C, H, W]
  /// Of inputs of bytes, as the network reads them, which may be [H, W, C]; else empty.
  std::vector<std::vector<uint8_t>> bytes;

  std::vector<const void *> inputPointers() const;
  std::vector<float *> outputPointers();
};

/// Reads `[name=]FILE` for each input; the outputs are allocated. Arrays are [C, H, W], [N, C, H, W], or [H, W] for one
/// channel; channels come last where the input's do. A picture is 0 to 1 for an input of fp32 and 0 to 255 for one of
/// bytes. Reports E0012 (wrong size) and E0013 (wrong names), besides what readArray does.
std::optional<Batch> readInputs(const check::Graph &graph, const std::vector<std::string> &arguments,
                                diagnostics::Sink &sink);

/// One image of uniform random numbers from `low` to 1, or bytes from 0 to 255; the same for equal seeds.
Batch randomInputs(const check::Graph &graph, uint64_t seed, float low);

/// Where each output goes; empty for none. Reports E0013.
std::optional<std::vector<std::string>>
matchOutputs(const check::Graph &graph, const std::vector<std::string> &arguments, diagnostics::Sink &sink);

/// Writes the outputs that have a file (`paths` from matchOutputs): all or, after an error, none.
bool writeOutputs(const check::Graph &graph, const Batch &batch, const std::vector<std::string> &paths,
                  diagnostics::Sink &sink);

} // namespace evenstride::driver
