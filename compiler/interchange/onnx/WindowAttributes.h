// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The attributes that ONNX's windows share, as arguments of layers: the only place that knows auto_pad.
#pragma once

#include "interchange/onnx/Node.h"

namespace evenstride::interchange::onnx {

struct WindowAttributes {
  std::vector<int64_t> kernel, stride, dilation; // vertical, horizontal
};

/// Sizes of a transposed convolution, vertical and horizontal.
struct TransposedSizes {
  std::vector<int64_t> input, outputPad, output = {};
};

/// Numbers for rows and columns, of which those of lines [N, C, L] are one kind; the other kind is `neutral`.
std::vector<int64_t> overPlane(const Node &node, const std::vector<int64_t> &given, int64_t neutral);

/// Two numbers of at least 0, `otherwise` where they are not given.
std::vector<int64_t> pairOf(const Node &node, std::string_view attribute, int64_t otherwise);

WindowAttributes windowAttributes(const Node &node, std::vector<int64_t> kernel);

/// `pads` as it is written: top, left, bottom, right.
std::vector<int64_t> writtenPads(const Node &node);
/// The same, or what `auto_pad` asks for.
std::vector<int64_t> padsOf(const Node &node, const WindowAttributes &window, const layers::Shape &input);

std::map<std::string, layers::Value, std::less<>> argumentsOf(const WindowAttributes &window,
                                                              std::vector<int64_t> pads);

} // namespace evenstride::interchange::onnx
