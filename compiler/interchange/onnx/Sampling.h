// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Resizing along one axis: where its outputs lie, and how layers take just those elements.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace evenstride::interchange::onnx {

/// An axis of `input` elements of which `output` are made; `scale` is the number that coordinates are divided by.
struct ResizedAxis {
  int64_t input = 1, output = 1;
  double scale = 1;

  /// By how much it grows, where that is a whole number of times; nothing where it is not.
  std::optional<int64_t> wholeFactor() const;
  /// By how much it shrinks, likewise.
  std::optional<int64_t> wholeDivisor() const;
};

/// Element `(step * i + first) / repeats`, rounded down, for each output i: each element so many times, and every
/// `step`th of those.
struct Sampling {
  int64_t repeats = 1, step = 1, first = 0;
};

/// How the nearest elements are chosen, in ONNX's words.
struct NearestRule {
  std::string coordinates, rounding;
};

/// The sampling of nearest elements; nothing where none gives them. Throws Refusal where the words are not known, or
/// the nearest element depends on how its place is rounded.
std::optional<Sampling> nearestSampling(const ResizedAxis &axis, const NearestRule &rule);

} // namespace evenstride::interchange::onnx
