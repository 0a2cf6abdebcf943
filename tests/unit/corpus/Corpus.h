// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The corpus of specifications that real people got wrong (badspecs.csv), read into numbers.
#pragma once

#include "geometry/Window.h"

#include <optional>
#include <string>
#include <vector>

namespace evenstride::corpus {

/// What the row says about one axis.
struct ExpectedAxis {
  geometry::Window window;
  int64_t input = 1;
  std::string faultClass; // by exactness.md
  std::optional<int64_t> output, remainder, unread, effectiveKernel, paddedInput;
  std::optional<int64_t> sizeBelow, sizeAbove, floorOutput, ceilOutput;
};

struct Row {
  std::string source, verdict, kind, layer, reason, expected;
  bool same = false;              // `pad: same` instead of numbers
  std::vector<ExpectedAxis> axes; // {rows, columns}; one for a row about a single axis
  std::string program() const;    // a network of one layer
  bool mentions(const std::string &text) const { return expected.find(text) != std::string::npos; }
};

std::vector<Row> readCorpus();

} // namespace evenstride::corpus
