// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution and Deconvolution.
#include "interchange/caffe/Types.h"
#include "interchange/caffe/Windows.h"

#include <fmt/format.h>

namespace evenstride::interchange::caffe {

namespace {

/// What the parameters of a convolution say beside its window.
struct Filters {
  WindowFields window;
  int64_t count, groups;
  bool hasBias;
};

} // namespace

static Filters filtersOf(Layer &layer) {
  Fields &fields = layer.parameters("convolution_param");
  fields.ignore({"weight_filler", "bias_filler", "engine", "force_nd_im2col"});
  Filters filters{windowOf(fields), atLeast(fields, "num_output", 1, 0), atLeast(fields, "group", 1, 1),
                  fields.boolean("bias_term", true)};
  filters.window.dilation = dilationOf(fields);
  int64_t axis = fields.integer("axis", 1);
  if (axis != 1 && axis != -3)
    fields.fault({fmt::format("its channels are axis {}; axis 1 is built", axis), fields.placeOf("axis")});
  if (filters.count == 0)
    throw Refusal{"it has no `num_output`"};
  layer.faults().stop();
  return filters;
}

static void checkGroups(Layer &layer, const Filters &filters, int64_t channels) {
  if (channels % filters.groups != 0 || filters.count % filters.groups != 0)
    throw Refusal{
        fmt::format("{} channels and {} filters do not divide into {} groups", channels, filters.count, filters.groups),
        layer.parameters("convolution_param").placeOf("group")};
}

static std::vector<DraftWeight> expected(const Filters &filters, std::vector<int64_t> shape) {
  std::vector<DraftWeight> weights = {{"weight", std::move(shape), {}}};
  if (filters.hasBias)
    weights.push_back({"bias", {filters.count}, {}});
  return weights;
}

void importConvolution(Layer &layer) {
  layer.expectBlobs(1, 1);
  Filters filters = filtersOf(layer);
  DraftValue input = layer.image(0);
  int64_t channels = layer.shapeOf(input).channels;
  checkGroups(layer, filters, channels);
  bool isDepthwise = filters.groups == channels && channels > 1;
  LayerRequest request = layer.request(isDepthwise ? "depthwise_conv" : "conv", {input});
  request.arguments = filters.window.arguments();
  if (isDepthwise) {
    request.arguments["multiplier"] = filters.count / channels;
  } else {
    request.arguments["filters"] = filters.count;
    request.arguments["groups"] = filters.groups;
  }
  request.arguments["bias"] = filters.hasBias;
  request.label = layer.label();
  const auto &kernel = filters.window.kernel;
  request.weights = layer.weights(expected(filters, {filters.count, channels / filters.groups, kernel[0], kernel[1]}));
  layer.setImage(layer.builder().addWindow(std::move(request), Rounding::Down));
}

void importDeconvolution(Layer &layer) {
  layer.expectBlobs(1, 1);
  Filters filters = filtersOf(layer);
  DraftValue input = layer.image(0);
  int64_t channels = layer.shapeOf(input).channels;
  checkGroups(layer, filters, channels);
  LayerRequest request = layer.request("deconv", {input});
  request.arguments = filters.window.arguments();
  request.arguments["filters"] = filters.count;
  request.arguments["groups"] = filters.groups;
  request.arguments["bias"] = filters.hasBias;
  request.label = layer.label();
  const auto &kernel = filters.window.kernel;
  request.weights = layer.weights(expected(filters, {channels, filters.count / filters.groups, kernel[0], kernel[1]}));
  layer.setImage(layer.builder().add(std::move(request)));
}

} // namespace evenstride::interchange::caffe
