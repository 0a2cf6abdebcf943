// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// InnerProduct, which sees each image as a row.
#include "interchange/caffe/Types.h"
#include "interchange/caffe/Windows.h"

#include <fmt/format.h>

namespace evenstride::interchange::caffe {

/// Weights [inputs, outputs] as [outputs, inputs].
static DraftWeight turned(Layer &layer, const DraftWeight &weight) {
  size_t inputs = size_t(weight.shape[0]), outputs = size_t(weight.shape[1]);
  std::vector<float> values(inputs * outputs);
  for (size_t o = 0; o < outputs; ++o)
    for (size_t i = 0; i < inputs; ++i)
      values[o * inputs + i] = weight.values[i * outputs + o];
  return {"weight", {weight.shape[1], weight.shape[0]}, layer.computed(std::move(values))};
}

/// All axes but the first as one.
static DraftValue rowFrom(Layer &layer) {
  std::vector<int64_t> shape = layer.bottom(0).shape(), row = {shape.empty() ? 1 : shape[0], 1};
  for (size_t i = 1; i < shape.size(); ++i)
    row[1] *= shape[i];
  return rowOf(reshaped(layer.bottom(0), row), layer.builder());
}

void importInnerProduct(Layer &layer) {
  layer.expectBlobs(1, 1);
  Fields &fields = layer.parameters("inner_product_param");
  fields.ignore({"weight_filler", "bias_filler"});
  int64_t outputs = atLeast(fields, "num_output", 1, 0), axis = fields.integer("axis", 1);
  bool hasBias = fields.boolean("bias_term", true), isTurned = fields.boolean("transpose", false);
  if (outputs == 0)
    throw Refusal{"it has no `num_output`"};
  if (axisOf(axis, layer.bottom(0).axes.size()) != 1)
    throw Refusal{fmt::format("it multiplies from axis {} on; axis 1 is built", axis), fields.placeOf("axis")};
  DraftValue row = rowFrom(layer);
  int64_t inputs = layer.shapeOf(row).elements();
  using Shape = std::vector<int64_t>;
  std::vector<DraftWeight> expected = {{"weight", isTurned ? Shape{inputs, outputs} : Shape{outputs, inputs}, {}}};
  if (hasBias)
    expected.push_back({"bias", {outputs}, {}});
  LayerRequest request = layer.request("dense", {row});
  request.arguments = {{"outputs", outputs}, {"bias", hasBias}};
  request.label = layer.label();
  request.weights = layer.weights(std::move(expected));
  if (isTurned && layer.hasWeights())
    request.weights[0] = turned(layer, request.weights[0]);
  layer.setRow(layer.builder().add(std::move(request)));
}

} // namespace evenstride::interchange::caffe
