// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Joining, cutting and combining of blobs.
#include "interchange/caffe/Types.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::caffe {

/// `axis`, or what it was called in old files.
static size_t axisNamed(Layer &layer, Fields &fields, const char *old) {
  size_t rank = layer.bottom(0).axes.size();
  if (fields.has("axis") && fields.has(old))
    throw Refusal{fmt::format("it has an `axis` and a `{}`", old), fields.placeOf(old)};
  return axisOf(fields.has(old) ? fields.integer(old, 1) : fields.integer("axis", 1), rank);
}

void importConcat(Layer &layer) {
  Fields &fields = layer.parameters("concat_param");
  size_t axis = axisNamed(layer, fields, "concat_dim");
  if (layer.bottoms() == 1)
    return layer.set(0, layer.bottom(0));
  if (axis != 1)
    throw Refusal{fmt::format("it joins along axis {}; channels are joined here", axis), fields.placeOf("axis")};
  std::vector<DraftValue> operands;
  for (size_t i = 0; i < layer.bottoms(); ++i) {
    if (layer.bottom(i).axes.size() != layer.bottom(0).axes.size())
      throw Refusal{"its bottoms have different numbers of axes"};
    operands.push_back(layer.imageOrRow(i));
  }
  layer.setLike(0, layer.builder().add(layer.request("concat", std::move(operands))));
}

/// Where the parts begin, and the end of the last.
static std::vector<int64_t> cutsOf(Layer &layer, Fields &fields, int64_t extent) {
  std::vector<int64_t> cuts = fields.integers("slice_point");
  auto parts = int64_t(layer.tops());
  if (cuts.empty() && parts > 0 && extent % parts == 0)
    for (int64_t part = 1; part < parts; ++part)
      cuts.push_back(extent / parts * part);
  if (int64_t(cuts.size()) != parts - 1)
    throw Refusal{fields.has("slice_point") || !cuts.empty()
                      ? fmt::format("it cuts at {} places and has {} tops", cuts.size(), parts)
                      : fmt::format("{} elements do not divide into {} tops", extent, parts)};
  cuts.insert(cuts.begin(), 0);
  cuts.push_back(extent);
  return cuts;
}

void importSlice(Layer &layer) {
  Fields &fields = layer.parameters("slice_param");
  size_t axis = axisNamed(layer, fields, "slice_dim"), rank = layer.bottom(0).axes.size();
  if (rank != 4 && rank != 2)
    throw Refusal{fmt::format("its bottom has {} axes", rank)};
  std::vector<int64_t> cuts = cutsOf(layer, fields, layer.bottom(0).shape()[axis]);
  DraftValue value = layer.imageOrRow(0);
  for (size_t i = 0; i < layer.tops(); ++i) {
    Cutter cutter(layer.builder(), value);
    cutter.cut({axis, cuts[i], cuts[i + 1]});
    DraftValue part = cutter.result();
    layer.set(i, plainView(part, layer.shapeOf(part), layer.batch(), rank));
  }
}

/// The first bottom cut to the extents of the second from an axis on.
void importCrop(Layer &layer) {
  layer.expectBlobs(2, 1);
  Fields &fields = layer.parameters("crop_param");
  std::vector<int64_t> from = layer.bottom(0).shape(), to = layer.bottom(1).shape();
  std::vector<int64_t> offsets = fields.integers("offset");
  size_t axis = axisOf(fields.integer("axis", 2), from.size());
  if (from.size() != 4 || to.size() != 4)
    throw Refusal{"its bottoms are no images"};
  if (offsets.size() > 1 && offsets.size() != from.size() - axis)
    throw Refusal{fmt::format("it has {} offsets for {} axes", offsets.size(), from.size() - axis),
                  layer.parameters("crop_param").placeOf("axis")};
  Cutter cutter(layer.builder(), layer.image(0));
  for (size_t i = axis; i < 4; ++i) {
    int64_t offset = offsets.empty() ? 0 : offsets.size() == 1 ? offsets[0] : offsets[i - axis];
    if (offset < 0 || offset > geometry::maxExtent)
      throw Refusal{fmt::format("its `offset` cannot be {}", offset)};
    if (i > 0 || offset != 0 || from[0] != to[0])
      cutter.cut({i, offset, offset + to[i]});
  }
  layer.setImage(cutter.result());
}

namespace {

/// A sum in the order of its bottoms.
class Sum {
public:
  Sum(Layer &layer, std::vector<double> coefficients) : layer(layer), coefficients(std::move(coefficients)) {}

  View result() {
    bool beginsWithMinus = coefficients[0] == -1 && coefficients[1] == 1; // -a + b is b - a
    size_t first = beginsWithMinus ? 1 : 0;
    View sum = coefficients[first] == 1 ? layer.bottom(first) : scaled(first);
    for (size_t i = 0; i < layer.bottoms(); ++i)
      if (i != first)
        sum.value = add(sum, i);
    return sum;
  }

private:
  View scaled(size_t index) { return affine(layer, layer.bottom(index), {{float(coefficients[index])}, {0}}); }

  DraftValue add(const View &sum, size_t index) {
    bool isPlain = coefficients[index] == 1 || coefficients[index] == -1;
    DraftValue other = isPlain ? layer.bottom(index).value : scaled(index).value;
    return layer.builder().add(layer.request(coefficients[index] == -1 ? "sub" : "add", {sum.value, other}));
  }

  Layer &layer;
  std::vector<double> coefficients;
};

} // namespace

/// Bottoms are of one shape, which Caffe asks for, too: nothing is repeated along an axis.
static void expectEqualShapes(Layer &layer) {
  for (size_t i = 1; i < layer.bottoms(); ++i) {
    auto one = layer.bottom(0).shape(), other = layer.bottom(i).shape();
    if (one != other)
      throw Refusal{fmt::format("its bottoms have different shapes, {} and {}", shapeText(one), shapeText(other))};
    if (layer.bottom(0).axes != layer.bottom(i).axes)
      throw Refusal{"its bottoms hold their elements in different orders"};
  }
}

void importEltwise(Layer &layer) {
  Fields &fields = layer.parameters("eltwise_param");
  fields.ignore({"stable_prod_grad"});
  std::string operation = fields.word("operation", "SUM");
  std::vector<double> coefficients = fields.numbers("coeff");
  if (layer.bottoms() < 2 || layer.tops() != 1)
    return layer.expectBlobs(2, 1);
  if (operation != "SUM" && operation != "PROD")
    throw Refusal{fmt::format("no layer does `{}` of blobs", printable(operation)), fields.placeOf("operation")};
  if (!coefficients.empty() && (coefficients.size() != layer.bottoms() || operation == "PROD"))
    throw Refusal{fmt::format("it has {} coefficients for {} bottoms of a {}", coefficients.size(), layer.bottoms(),
                              operation == "SUM" ? "sum" : "product")};
  expectEqualShapes(layer);
  if (operation == "SUM") {
    coefficients.resize(layer.bottoms(), 1);
    return layer.set(0, Sum(layer, std::move(coefficients)).result());
  }
  View product = layer.bottom(0);
  for (size_t i = 1; i < layer.bottoms(); ++i)
    product.value = layer.builder().add(layer.request("mul", {product.value, layer.bottom(i).value}));
  layer.set(0, product);
}

void importShuffleChannel(Layer &layer) {
  layer.expectBlobs(1, 1);
  LayerRequest request = layer.request("channel_shuffle", {layer.image(0)});
  request.arguments["groups"] = layer.parameters("shuffle_channel_param").integer("group", 1);
  layer.setImage(layer.builder().add(std::move(request)));
}

void importSplit(Layer &layer) {
  for (size_t i = 0; i < layer.tops(); ++i)
    layer.set(i, layer.bottom(0));
}

} // namespace evenstride::interchange::caffe
