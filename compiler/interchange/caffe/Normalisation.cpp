// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// BatchNorm and the Scale that goes with it, factors and summands per channel, LRN.
#include "interchange/caffe/Types.h"
#include "interchange/caffe/Windows.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::caffe {

using Floats = std::vector<float>;

/// Sums over moving windows are stored with their weight, by which they have to be divided.
static std::span<const float> divided(Layer &layer, std::span<const float> sums, float weight) {
  if (weight == 1)
    return sums;
  Floats means(sums.size());
  for (size_t c = 0; c < means.size(); ++c)
    means[c] = weight == 0 ? 0 : float(double(sums[c]) / double(weight));
  return layer.computed(std::move(means));
}

static std::vector<DraftWeight> normWeights(Layer &layer, int64_t channels) {
  std::vector<DraftWeight> given =
      layer.weights({{"mean", {channels}, {}}, {"variance", {channels}, {}}, {"weight of its sums", {1}, {}}});
  if (given.empty())
    return {};
  float weight = given[2].values[0];
  return {{"weight", {channels}, layer.computed(Floats(size_t(channels), 1))},
          {"bias", {channels}, layer.computed(Floats(size_t(channels), 0))},
          {"running_mean", {channels}, divided(layer, given[0].values, weight)},
          {"running_var", {channels}, divided(layer, given[1].values, weight)}};
}

void importBatchNorm(Layer &layer) {
  layer.expectBlobs(1, 1);
  Fields &fields = layer.parameters("batch_norm_param");
  fields.ignore({"moving_average_fraction"});
  if (!fields.boolean("use_global_stats", true))
    throw Refusal{"it takes mean and variance from the images that are run", fields.placeOf("use_global_stats")};
  DraftValue input = layer.imageOrRow(0);
  LayerRequest request = layer.request("batch_norm", {input});
  request.arguments["epsilon"] = fields.number("eps", 1e-5);
  request.label = layer.label();
  request.weights = normWeights(layer, layer.shapeOf(input).channels);
  DraftValue result = layer.builder().add(std::move(request));
  layer.setLike(0, result);
  layer.openNorm(result);
}

View affine(Layer &layer, const View &view, const AffineNumbers &numbers) {
  layer.spend(4 * size_t(layer.shapeOf(view.value).channels));
  LayerRequest request = affineRequest(layer.builder(), view.value, numbers);
  LayerRequest origin = layer.request("batch_norm", {});
  request.unit = origin.unit;
  request.span = origin.span;
  return {layer.builder().add(std::move(request)), view.axes};
}

/// A Scale or Bias whose numbers are one per channel; refuses others.
static void expectChannels(Layer &layer, Fields &fields) {
  int64_t axis = fields.integer("axis", 1), axes = fields.integer("num_axes", 1);
  if (axisOf(axis, layer.bottom(0).axes.size()) != 1)
    throw Refusal{fmt::format("its numbers go along axis {}; one for each channel is built", axis),
                  fields.placeOf("axis")};
  if (axes != 1)
    throw Refusal{fmt::format("its numbers cover {} axes; one for each channel is built", axes),
                  fields.placeOf("num_axes")};
}

static void addAffine(Layer &layer, const AffineNumbers &numbers) {
  DraftValue input = layer.imageOrRow(0);
  View view = plainView(input, layer.shapeOf(input), layer.batch(), layer.bottom(0).axes.size());
  View result = affine(layer, view, numbers);
  layer.producerOf(result.value).label = layer.label();
  layer.set(0, result);
}

/// Factors and summands become those of the batch norm before, or a layer.
static void applyToChannels(Layer &layer, std::vector<DraftWeight> given) {
  DraftValue input = layer.imageOrRow(0);
  bool completes = layer.takeOpenNorm(input);
  if (completes && layer.hasWeights())
    for (DraftWeight &weight : layer.producerOf(input).weights)
      for (const DraftWeight &other : given)
        if (other.suffix == weight.suffix)
          weight.values = other.values;
  if (completes) {
    layer.setLike(0, input);
    return;
  }
  auto valuesOf = [&](std::string_view suffix, float otherwise) {
    auto found = std::ranges::find(given, suffix, &DraftWeight::suffix);
    return found == given.end() ? Floats{otherwise} : Floats(found->values.begin(), found->values.end());
  };
  addAffine(layer, {valuesOf("weight", 1), valuesOf("bias", 0)});
}

/// The product with a second blob, which has one number per channel of each image.
static void importGate(Layer &layer, Fields &fields) {
  if (fields.boolean("bias_term", false))
    throw Refusal{"it multiplies two blobs and adds numbers", fields.placeOf("bias_term")};
  fields.ignore({"num_axes"});
  if (axisOf(fields.integer("axis", 1), layer.bottom(0).axes.size()) != 0)
    throw Refusal{"its second bottom is not one number for each channel of each image"};
  DraftValue image = layer.image(0), gate = layer.imageOrRow(1);
  const layers::Shape shape = layer.shapeOf(image), other = layer.shapeOf(gate);
  if (other != shape && other != layers::Shape{shape.channels, 1, 1})
    throw Refusal{fmt::format("its bottoms are [{}, {}, {}] and [{}, {}, {}]", shape.channels, shape.height,
                              shape.width, other.channels, other.height, other.width)};
  layer.setImage(layer.builder().add(layer.request("mul", {image, gate})));
}

void importScale(Layer &layer) {
  Fields &fields = layer.parameters("scale_param");
  fields.ignore({"filler", "bias_filler"});
  if (layer.bottoms() == 2)
    return importGate(layer, fields);
  layer.expectBlobs(1, 1);
  expectChannels(layer, fields);
  int64_t channels = layer.shapeOf(layer.imageOrRow(0)).channels;
  std::vector<DraftWeight> expected = {{"weight", {channels}, {}}};
  if (fields.boolean("bias_term", false))
    expected.push_back({"bias", {channels}, {}});
  applyToChannels(layer, layer.weights(std::move(expected)));
}

void importBias(Layer &layer) {
  Fields &fields = layer.parameters("bias_param");
  fields.ignore({"filler"});
  layer.expectBlobs(1, 1);
  expectChannels(layer, fields);
  int64_t channels = layer.shapeOf(layer.imageOrRow(0)).channels;
  auto given = layer.weights({{"bias", {channels}, {}}});
  addAffine(layer, {{1}, given.empty() ? Floats{0} : Floats(given[0].values.begin(), given[0].values.end())});
}

void importLRN(Layer &layer) {
  layer.expectBlobs(1, 1);
  Fields &fields = layer.parameters("lrn_param");
  fields.ignore({"engine"});
  if (std::string region = fields.word("norm_region", "ACROSS_CHANNELS"); region != "ACROSS_CHANNELS")
    throw Refusal{fmt::format("it normalises `{}`; across channels is built", printable(region)),
                  fields.placeOf("norm_region")};
  int64_t size = atLeast(fields, "local_size", 1, 5);
  if (size % 2 == 0)
    throw Refusal{fmt::format("its `local_size` is {}, and Caffe takes odd ones", size), fields.placeOf("local_size")};
  LayerRequest request = layer.request("lrn", {layer.image(0)});
  request.arguments = {{"size", size},
                       {"alpha", fields.number("alpha", 1)},
                       {"beta", fields.number("beta", 0.75)},
                       {"k", fields.number("k", 1)}};
  layer.setImage(layer.builder().add(std::move(request)));
}

} // namespace evenstride::interchange::caffe
