// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random graphs of layers of every kind.
#include "unit/passes/GraphMaker.h"

#include <algorithm>
#include <array>

namespace evenstride::tests {

namespace {

using check::ValueId;
using layers::Shape;
using List = std::vector<int64_t>;
using Given = std::map<std::string, layers::Value>;

class Chance {
public:
  explicit Chance(unsigned seed) : random(seed) {}

  check::Graph graph() {
    maker.graph.name = "net";
    int64_t side = upTo(4, 9);
    for (int64_t i = 0, count = upTo(1, 2); i < count; ++i)
      values.push_back(maker.input("input" + std::to_string(i), {channels(), side, once(3) ? side + 1 : side}));
    for (int64_t i = 0, count = upTo(2, 16); i < count; ++i)
      addLayer();
    for (int64_t i = 0, count = upTo(1, 3); i < count; ++i)
      maker.output("output" + std::to_string(i), i == 0 ? values.back() : someValue());
    return std::move(maker.graph);
  }

private:
  using Layer = std::optional<ValueId>;
  static constexpr int64_t mostElements = 20000; // keeps the reference quick

  int64_t upTo(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  bool once(int64_t in) { return upTo(1, in) == 1; }
  template <typename T, size_t size> T oneOf(const std::array<T, size> &choices) {
    return choices[size_t(upTo(0, int64_t(size) - 1))];
  }
  int64_t channels() { return oneOf(std::array<int64_t, 9>{1, 2, 3, 4, 7, 8, 16, 20, 32}); }

  // Late values are likelier, so that networks grow deep.
  ValueId someValue() {
    auto last = int64_t(values.size()) - 1;
    return values[size_t(std::max(upTo(0, last), upTo(0, last)))];
  }
  // Another value that goes with this one, where there is one.
  template <typename Fits> ValueId partnerOf(ValueId value, Fits fits) {
    for (int attempt = 0; attempt < 10; ++attempt) {
      ValueId other = someValue();
      if (other != value && fits(maker.graph.shapeOf(other), maker.graph.shapeOf(value)))
        return other;
    }
    return value;
  }
  static bool sameShape(const Shape &a, const Shape &b) { return a == b; }
  static bool sameImage(const Shape &a, const Shape &b) { return a.height == b.height && a.width == b.width; }

  Given window() {
    int64_t kernel = upTo(1, 3), stride = once(3) ? 2 : 1;
    List pad = once(2) ? List(4, kernel / 2) : List{upTo(0, 1), upTo(0, 2), upTo(0, 1), upTo(0, 1)};
    return {{"kernel", List{kernel, once(4) ? 1 : kernel}},
            {"stride", List{stride, stride}},
            {"dilation", List{1, once(5) ? 2 : 1}},
            {"pad", pad}};
  }

  Layer conv(ValueId value) {
    int64_t inputs = maker.graph.shapeOf(value).channels;
    Given given = window();
    given["filters"] = once(3) ? inputs : channels();
    given["bias"] = once(2);
    if (once(5))
      given["groups"] = once(2) ? inputs : int64_t(2);
    return maker.add("conv", given, {value});
  }
  Layer deconv(ValueId value) {
    int64_t inputs = maker.graph.shapeOf(value).channels, kernel = upTo(1, 4), stride = upTo(1, 3);
    Layer result = maker.add("deconv",
                             {{"filters", once(3) ? inputs : channels()},
                              {"kernel", List{kernel, once(3) ? 2 : kernel}},
                              {"stride", List{stride, once(4) ? 1 : stride}},
                              {"dilation", List{1, once(4) ? 2 : 1}},
                              {"pad", List{upTo(0, 1), upTo(0, 2), upTo(0, 1), upTo(0, 1)}},
                              {"output_pad", List{once(3) ? 1 : 0, 0}},
                              {"groups", once(4) ? int64_t(2) : int64_t(1)},
                              {"bias", once(2)}},
                             {value});
    return result && once(3) ? maker.add("batch_norm", {}, {*result}) : result;
  }
  Layer depthwiseConv(ValueId value) {
    Given given = window();
    given["multiplier"] = once(4) ? int64_t(2) : int64_t(1);
    return maker.add("depthwise_conv", given, {value});
  }
  Layer pool(ValueId value) {
    Given given = once(2) ? window() : Given{{"kernel", List{2, 2}}, {"stride", List{2, 2}}};
    given["border"] = std::string(once(2) ? "zero" : "ignore");
    return maker.add(once(2) ? "max_pool" : "avg_pool", given, {value});
  }
  // Nobody else reads the convolution.
  Layer pooledConv(ValueId value) {
    Layer sum = conv(value);
    return sum ? maker.add("max_pool", {{"kernel", List{2, 2}}, {"stride", List{2, 2}}}, {*sum}) : sum;
  }
  Layer activation(ValueId value) {
    auto kind = oneOf(std::array<const char *, 15>{"relu", "relu6", "tanh", "sigmoid", "leaky_relu", "prelu", "elu",
                                                   "clip", "silu", "mish", "gelu", "hard_sigmoid", "hard_swish",
                                                   "dropout", "batch_norm"});
    return maker.add(kind, {{"slope", 0.1}, {"low", -0.5}, {"high", 0.75}, {"alpha", 0.3}, {"shared", once(2)}},
                     {value});
  }
  // Often right before a layer that may take it in.
  Layer normalisation(ValueId value) {
    int64_t channels = maker.graph.shapeOf(value).channels;
    std::vector<double> means(size_t(once(2) ? channels : 1), once(4) ? 0.0 : 0.25);
    std::vector<double> deviations(size_t(once(2) ? channels : 1), 1.5);
    means.back() *= -2;
    deviations.back() = 0.75;
    Layer normal = maker.add(once(2) ? "scale" : "batch_norm", {{"mean", means}, {"std", deviations}}, {value});
    switch (upTo(0, 4)) {
    case 0:
      return normal;
    case 1:
      return maker.add("dense", {{"outputs", channels}, {"bias", once(2)}}, {*normal});
    case 2:
      return depthwiseConv(*normal);
    default:
      return conv(*normal);
    }
  }
  Layer combination(ValueId value) {
    return maker.add(oneOf(std::array<const char *, 3>{"add", "sub", "mul"}), {}, {value, partnerOf(value, sameShape)});
  }
  Layer gate(ValueId value) {
    Layer mean = maker.add(once(3) ? "global_max_pool" : "global_avg_pool", {}, {value});
    return once(2) ? mean : maker.add(once(2) ? "mul" : "sub", {}, {*mean, value});
  }
  Layer concat(ValueId value) {
    std::vector<ValueId> parts = {value, partnerOf(value, sameImage)};
    if (once(3))
      parts.push_back(value);
    return maker.add("concat", {}, parts);
  }
  Layer crop(ValueId value) {
    return maker.add("crop", {{"top", upTo(0, 1)}, {"left", upTo(0, 1)}, {"bottom", upTo(0, 1)}, {"right", upTo(0, 2)}},
                     {value});
  }
  // Mostly of whole vectors, which may be views.
  Layer slice(ValueId value) {
    int64_t channels = maker.graph.shapeOf(value).channels, unit = once(3) ? 1 : 8;
    int64_t begin = upTo(0, (channels - 1) / unit) * unit;
    int64_t end = once(2) ? channels : std::min(channels, begin + upTo(1, 2) * unit);
    return maker.add("slice", {{"channels", List{begin, end}}}, {value});
  }
  Layer pad(ValueId value) {
    auto mode = oneOf(std::array<const char *, 4>{"constant", "constant", "reflect", "replicate"});
    bool isConstant = std::string_view(mode) == "constant";
    Layer padded = maker.add("pad",
                             {{"top", upTo(0, 1)},
                              {"left", upTo(0, 2)},
                              {"bottom", upTo(0, 1)},
                              {"right", upTo(0, 1)},
                              {"value", isConstant && once(2) ? 0.75 : 0.0},
                              {"mode", std::string(mode)}},
                             {value});
    return padded && once(2) ? conv(*padded) : padded;
  }
  Layer upsample(ValueId value) {
    return maker.add(
        "upsample", {{"factor", List{upTo(1, 3), upTo(1, 3)}}, {"mode", std::string(once(2) ? "bilinear" : "nearest")}},
        {value});
  }
  Layer shuffle(ValueId value) {
    auto kind = oneOf(std::array<const char *, 3>{"pixel_shuffle", "pixel_unshuffle", "channel_shuffle"});
    return maker.add(kind, {{"factor", int64_t(2)}, {"groups", oneOf(std::array<int64_t, 3>{1, 2, 4})}}, {value});
  }
  Layer other(ValueId value) {
    auto kind = oneOf(std::array<const char *, 5>{"batch_norm", "dense", "flatten", "softmax", "lrn"});
    return maker.add(kind, {{"outputs", channels()}, {"size", upTo(1, 6)}, {"alpha", 0.5}}, {value});
  }

  void addLayer() {
    using Kind = Layer (Chance::*)(ValueId);
    static constexpr auto kinds = std::to_array<Kind>(
        {&Chance::conv,        &Chance::conv,        &Chance::deconv,     &Chance::pooledConv, &Chance::depthwiseConv,
         &Chance::pool,        &Chance::activation,  &Chance::activation, &Chance::gate,       &Chance::normalisation,
         &Chance::combination, &Chance::combination, &Chance::concat,     &Chance::crop,       &Chance::slice,
         &Chance::slice,       &Chance::pad,         &Chance::upsample,   &Chance::shuffle,    &Chance::other});
    Layer value;
    while (!value || maker.graph.shapeOf(*value).elements() > mostElements)
      value = (this->*oneOf(kinds))(someValue());
    values.push_back(*value);
  }

  std::mt19937 random;
  GraphMaker maker;
  std::vector<ValueId> values;
};

} // namespace

check::Graph randomGraph(unsigned seed) { return Chance(seed).graph(); }

} // namespace evenstride::tests
