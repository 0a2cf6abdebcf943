// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the axes of tensors are that are no batches of images [N, C, H, W]. A file does not say: [2, 3, 4] may be an
// image, two lines of three channels each, or six rows of numbers. All of them are the same bytes in the same order; an
// import takes the first reading under which layers say the whole network.
#pragma once

#include "interchange/View.h"

#include <array>

namespace evenstride::interchange::onnx {

enum class Reading : char {
  Images,       // [C, H, W], [N, C], [C]
  Matrices,     // [C, H, W], [C, W], [C]
  Lines,        // [N, C, W], [N, C], [C]
  UprightLines, // [N, C, H], [N, C], [C]: as older exporters have it, which append an axis
  Rows,         // the last axis is channels, and all before are images
};
constexpr auto allReadings =
    std::to_array({Reading::Images, Reading::Matrices, Reading::Lines, Reading::UprightLines, Reading::Rows});

/// By axis, of tensors of up to four.
std::vector<Base> basesOf(Reading reading, size_t rank);

/// A tensor each of whose axes is one whole axis of its value, or of the batch: what layers work on.
struct PlainTensor {
  View view;
  std::vector<Base> bases; // by axis of the tensor

  DraftValue value() const { return view.value; }
  /// What a layer makes of the value, with axes in the same places. Throws Refusal where there is no axis for what it
  /// makes longer.
  View with(DraftValue result, const layers::Shape &shape) const;
};

/// Nothing where an axis is a piece of one, or is made of several.
std::optional<PlainTensor> plainTensor(const View &view, const layers::Shape &shape, Reading reading);

/// Axes of one element before a tensor's own, where it has fewer than `rank`.
View withLeadingAxes(View view, size_t rank);

/// A whole input of these extents, and the image of which it is a batch.
struct InputTensor {
  layers::Shape image = {1, 1, 1};
  int64_t batch = 1;
  std::vector<Axis> axes;
};
InputTensor inputTensor(std::span<const int64_t> shape, Reading reading);

} // namespace evenstride::interchange::onnx
