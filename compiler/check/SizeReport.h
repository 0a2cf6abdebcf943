// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which sizes a network accepts, axis by axis, in words of the text: what `evenstride sizes` tells.
#pragma once

#include "check/Flow.h"
#include "diagnostics/Diagnostic.h"

#include <span>
#include <string>

namespace evenstride::check {

struct AxisSizes {
  std::string name; // "H", "image.height"
  Axis axis = Rows;
  std::optional<SizeRun> range = {}; // that the text claims for a name
  SizeSet sizes = {};
  ResidueClasses classes = {}; // of a set that is not empty; `least` is in the range if there is one in it
  std::vector<std::pair<std::string, int64_t>> factors = {}; // paths of layers
  std::optional<std::pair<int32_t, int32_t>> conflict = {};  // layers that exclude each other, -1: the input
  std::string weightsOf = {}; // a layer whose weights fit one size, though the text asks for more or for another one
  bool partial = false;       // only the remainders that roundings leave now were looked for

  /// The nearest sizes below and above, or just the size itself; those of the range and its step if it has any.
  std::vector<int64_t> near(int64_t wanted) const;
};

/// One for each size that the caller has not set.
std::vector<AxisSizes> sizesOf(const Flow &flow);

/// Whether what the check found is about sizes alone, so that the network is known as far as they go.
bool isKnownBesideSizes(const Flow &flow, std::span<const diagnostics::Diagnostic> found);

} // namespace evenstride::check
