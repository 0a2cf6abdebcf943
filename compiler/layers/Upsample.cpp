// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every pixel becomes a rectangle of pixels, in each direction as many as its factor. `bilinear` puts the centres of
// pixels at half coordinates, as PyTorch does with align_corners=False and ONNX with half_pixel: output y lies at
// (y + 0.5) / factor - 0.5 of the input, between two of its rows, and beyond the outermost centres the image goes on as
// it ends.
#include "layers/Kinds.h"

#include <algorithm>

namespace evenstride::layers {

using List = std::vector<int64_t>;

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  const List &factor = arguments.list("factor");
  return Shape{operands[0].channels, operands[0].height * factor[0], operands[0].width * factor[1]};
}

namespace {

/// The two elements of an axis between which an output lies, and the share of the second.
struct Between {
  int64_t first, second;
  double share;
};

} // namespace

static Between between(int64_t output, int64_t factor, int64_t extent) {
  if (factor == 1) // nothing is blended along an axis whose size stays the same
    return {output, output, 0};
  int64_t twice = 2 * output + 1 - factor; // the place in the input, times 2 * factor
  int64_t below = twice >= 0 ? twice / (2 * factor) : -1;
  double share = double(twice - below * 2 * factor) / double(2 * factor);
  return {std::max<int64_t>(below, 0), std::min(below + 1, extent - 1), share};
}

static double interpolate(const Tensor &input, int64_t c, const Between &y, const Between &x) {
  auto mixed = [](const Between &at, auto element) { // one element alone is not blended with itself: it may be infinite
    return at.first == at.second ? element(at.first)
                                 : (1 - at.share) * element(at.first) + at.share * element(at.second);
  };
  auto row = [&](int64_t atY) { return mixed(x, [&](int64_t atX) { return input.at(c, atY, atX); }); };
  return mixed(y, row);
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  const List &factor = arguments.list("factor");
  bool bilinear = arguments.word("mode") == "bilinear";
  Tensor result({input.shape.channels, input.shape.height * factor[0], input.shape.width * factor[1]});
  for (int64_t c = 0; c < result.shape.channels; ++c)
    for (int64_t y = 0; y < result.shape.height; ++y)
      for (int64_t x = 0; x < result.shape.width; ++x)
        result.at(c, y, x) = bilinear ? interpolate(input, c, between(y, factor[0], input.shape.height),
                                                    between(x, factor[1], input.shape.width))
                                      : input.at(c, y / factor[0], x / factor[1]);
  return result;
}

static geometry::Reads reads(const Arguments &arguments, Axis axis) {
  int64_t factor = arguments.list("factor")[axis == Axis::Rows ? 0 : 1];
  geometry::Window window{.kernel = factor, .stride = factor};
  if (arguments.word("mode") == "bilinear" &&
      factor > 1) { // each element reaches half its width beyond its own outputs, with a share of 0 included
    window.kernel = 2 * factor;
    window.before = (factor + 1) / 2;
  }
  return {geometry::Reads::Rule::Transpose, window};
}

const LayerKind &layerUpsample() {
  static const LayerKind kind{
      .keyword = "upsample",
      .summary = "factor times the rows and columns; `bilinear` has pixel centres at half coordinates "
                 "(align_corners=False)",
      .parameters = {{.name = "factor",
                      .type = ParameterType::Pair,
                      .positional = true,
                      .description = "by how much rows and columns grow: `n` or `(vertical, horizontal)`",
                      .atLeast = 1},
                     {.name = "mode",
                      .type = ParameterType::Word,
                      .byDefault = std::string("nearest"),
                      .words = {"nearest", "bilinear"},
                      .description = "whether pixels are repeated or blended"}},
      .shape = shape,
      .reference = reference,
      .reads = reads};
  return kind;
}

} // namespace evenstride::layers
