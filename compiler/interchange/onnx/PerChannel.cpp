// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Broadcasting, from the last axis on.
#include "interchange/onnx/PerChannel.h"
#include "interchange/onnx/Operators.h"

namespace evenstride::interchange::onnx {

/// Whether the constant is one number for each step of `base`, along which it lies when it is broadcast.
static bool liesAlong(const Constant &constant, const PlainTensor &tensor, Base base) {
  std::vector<int64_t> shape = tensor.view.shape();
  size_t offset = shape.size() - constant.shape.size();
  for (size_t i = 0; i < constant.shape.size(); ++i)
    if (constant.shape[i] != 1) {
      if (constant.shape[i] != shape[offset + i])
        throw Refusal{"its constant does not fit its other input"};
      if (tensor.bases[offset + i] != base)
        return false;
    }
  return true;
}

size_t axesBehindSecond(const Node &node, size_t firstRank, size_t secondRank) {
  if (node.opset() >= 7 || node.integer("broadcast", 0) == 0 || !node.attribute("axis"))
    return 0;
  size_t end = axisOf(node.integer("axis", 0), firstRank) + secondRank;
  if (end > firstRank)
    throw Refusal{"its second input has more axes than there are from its `axis` on"};
  return firstRank - end;
}

PerChannel perChannel(Node &node, View computed, const Constant &constant) {
  View view = withLeadingAxes(std::move(computed), constant.shape.size());
  if (constant.size() == 1)
    return {std::move(view), {float(constant.at(0))}};
  PlainTensor tensor = node.plainOf(view);
  if (!liesAlong(constant, tensor, Base::Channels))
    throw Refusal{"its constant differs from pixel to pixel, and no layer has such weights"};
  std::vector<float> values;
  for (size_t i = 0; i < constant.size(); ++i)
    values.push_back(float(constant.at(i)));
  return {tensor.view, std::move(values)};
}

} // namespace evenstride::interchange::onnx
