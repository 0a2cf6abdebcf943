// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Joining along an axis: of channels, or of whole rows of numbers.
#include "interchange/onnx/Operators.h"

#include <fmt/format.h>

namespace evenstride::interchange::onnx {

/// Channels of tensors whose other axes are the same.
static View concatChannels(Node &node, const std::vector<PlainTensor> &tensors, size_t axis) {
  LayerRequest request{.keyword = "concat", .operands = {}};
  for (const PlainTensor &tensor : tensors) {
    std::vector<Axis> own = tensor.view.axes, first = tensors[0].view.axes;
    own[axis] = first[axis] = {};
    if (own != first || tensor.bases != tensors[0].bases)
      throw Refusal{"its inputs do not fit each other"};
    request.operands.push_back(tensor.value());
  }
  DraftValue result = node.builder().add(std::move(request));
  return tensors[0].with(result, node.shapeOf(result));
}

/// Tensors, whatever they are made of, along the first axis behind the images: one row of each image of each.
static View concatRows(Node &node, size_t axis) {
  LayerRequest request{.keyword = "concat", .operands = {}};
  std::vector<int64_t> shape = node.view(0).shape();
  int64_t images = elementsOf(std::span(shape).first(axis));
  shape[axis] = 0;
  for (size_t i = 0; i < node.inputs(); ++i) {
    std::vector<int64_t> own = node.view(i).shape(), rows = {images, elementsOf(own) / images};
    request.operands.push_back(rowOf(reshaped(node.view(i), rows), node.builder()));
    shape[axis] += own[axis];
  }
  DraftValue result = node.builder().add(std::move(request));
  return reshaped(plainView(result, node.shapeOf(result), images, 2), shape);
}

/// Whether all axes before this one are the images of the batch, and this one is not.
static bool isBehindBatch(const Node &node, const View &view, size_t axis) {
  int64_t images = 1;
  for (size_t before = 0; before < axis; ++before)
    for (const Atom &atom : view.axes[before])
      if (atom.base != Base::Batch)
        return false;
      else
        images *= atom.extent;
  return images == node.batch();
}

static bool fitBesides(std::vector<int64_t> one, std::vector<int64_t> other, size_t axis) {
  if (one.size() == other.size())
    one[axis] = other[axis];
  return one == other;
}

void importConcat(Node &node) {
  if (node.inputs() == 1) {
    node.set(node.value(0));
    return;
  }
  size_t rank = node.view(0).axes.size(), axis = axisOf(node.integer("axis", 1), rank);
  std::vector<PlainTensor> tensors;
  bool arePlain = true;
  for (size_t i = 0; i < node.inputs(); ++i) {
    if (!fitBesides(node.view(i).shape(), node.view(0).shape(), axis))
      throw Refusal{"its inputs do not fit each other"};
    auto tensor = rank == 4 && axis == 1 ? node.plain(i)
                                         : plainTensor(node.view(i), node.shapeOf(node.view(i).value), node.reading());
    arePlain = arePlain && tensor && tensor->bases[axis] == Base::Channels;
    if (arePlain)
      tensors.push_back(*tensor);
  }
  if (arePlain)
    node.set(concatChannels(node, tensors, axis));
  else if (isBehindBatch(node, node.view(0), axis))
    node.set(concatRows(node, axis));
  else
    throw Refusal{
        fmt::format("it joins along axis {} of {}; channels are joined here", axis, shapeText(node.view(0).shape()))};
}

} // namespace evenstride::interchange::onnx
