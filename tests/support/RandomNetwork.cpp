// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The generator knows the shape of every value that it writes down; one function per family of layers.
#include "support/RandomNetwork.h"

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

namespace evenstride::test {
namespace {

using std::to_string;

struct Shape {
  int64_t channels = 1, height = 1, width = 1;
  bool operator==(const Shape &) const = default;
};

struct Value {
  std::string name;
  Shape shape;
};

/// A layer as it is written, and what it makes of its input.
struct Layer {
  std::string text;
  Shape shape;
};

/// A window along one axis whose stride divides.
struct Axis {
  int64_t kernel = 1, stride = 1, before = 0, after = 0, dilation = 1, output = 1;
};

class Generator {
public:
  Generator(uint64_t seed, const NetworkLimits &limits) : random(seed), limits(limits) {}

  std::string file() {
    for (size_t i = below(3); i > 0; --i)
      block("unit" + to_string(i), chance(2));
    network("net");
    if (limits.severalNetworks && chance(5))
      network("other");
    return text;
  }

private:
  size_t below(size_t count) { return static_cast<size_t>(random() % count); }
  bool chance(size_t oneIn) { return below(oneIn) == 0; }
  int64_t from(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(below(static_cast<size_t>(high - low + 1)));
  }
  int64_t channels() { return from(1, limits.mostChannels); }
  template <size_t Count> std::string_view pick(const std::array<std::string_view, Count> &choices) {
    return choices[below(Count)];
  }
  static std::string listed(const Shape &shape) {
    return "[" + to_string(shape.channels) + ", " + to_string(shape.height) + ", " + to_string(shape.width) + "]";
  }
  std::string integer(int64_t value) {
    if (value > 1 && chance(8))
      return "(" + to_string(value - 1) + " + 1)";
    return value % 2 == 0 && chance(8) ? "2 * " + to_string(value / 2) : to_string(value);
  }

  // Blocks keep the shape of their tensor, so that they can be called anywhere.

  void block(const std::string &name, bool residual) {
    text += "block " + name + "(x, width: int) {\n    let y = x -> conv(width, 3x3, pad: 1) @first -> relu\n";
    text += residual ? "    let z = y -> depthwise_conv(3x3, pad: same) @\"second.{1 + 1}\"\n    return y + z\n}\n\n"
                     : "    return y -> conv(width, 1x1, bias: false) -> batch_norm\n}\n\n";
    blocks.push_back(name);
  }

  void network(const std::string &name) {
    values.clear();
    labels = 0;
    text += "network " + name + "(";
    const size_t inputs = 1 + below(2);
    for (size_t i = 0; i < inputs; ++i)
      input(i);
    text += ") {\n";
    for (size_t i = 1 + below(limits.mostStatements); i > 0; --i)
      statement();
    returned();
    text += "}\n\n";
  }

  void input(size_t index) {
    const Shape shape{from(1, 8), from(1, limits.largestExtent), from(1, limits.largestExtent)};
    const std::string name = "in" + to_string(index);
    text += index == 0 ? "" : ", ";
    if (chance(6))
      text += name + ": u8[" + to_string(shape.height) + ", " + to_string(shape.width) + ", " +
              to_string(shape.channels) + "] hwc";
    else
      text += name + ": f32" + listed(shape);
    values.push_back({name, shape});
  }

  void statement() {
    const std::string name = "v" + to_string(values.size());
    const Value source = values[below(values.size())];
    if (chance(8) && source.shape.channels % 2 == 0) {
      const Shape half{source.shape.channels / 2, source.shape.height, source.shape.width};
      text += "    let " + name + "a, " + name + "b = " + source.name + " -> split(channels: 2)\n";
      values.push_back({name + "a", half});
      values.push_back({name + "b", half});
      return;
    }
    text += "    let " + name + " = ";
    values.push_back({name, chance(4) ? merge(source) : pipeline(source)});
    text += "\n";
  }

  void returned() {
    text += "    return " + values.back().name;
    if (chance(3))
      text += ", extra: " + values[below(values.size())].name + " -> " + activation();
    text += "\n";
  }

  // Expressions. Each writes itself and gives its shape.

  /// An operation or a `concat` of values that fit; a pipeline where none do.
  Shape merge(const Value &first) {
    std::vector<Value> equal, joined;
    for (const Value &value : values) {
      if (value.shape == first.shape)
        equal.push_back(value);
      if (value.shape.height == first.shape.height && value.shape.width == first.shape.width)
        joined.push_back(value);
    }
    const Value &other = joined[below(joined.size())];
    if (chance(2) && first.shape.channels + other.shape.channels <= limits.mostChannels) {
      text += "concat(" + first.name + ", " + other.name + " -> " + activation() + ")" + label();
      return {first.shape.channels + other.shape.channels, first.shape.height, first.shape.width};
    }
    static constexpr std::array<std::string_view, 3> operators = {" + ", " - ", " * "};
    text += "(" + first.name + std::string(pick(operators)) + equal[below(equal.size())].name + ")" + label();
    return first.shape;
  }

  Shape pipeline(const Value &source) {
    text += source.name;
    Shape shape = source.shape;
    for (size_t i = 1 + below(4); i > 0; --i) {
      text += " -> ";
      shape = stage(shape);
    }
    if (chance(6))
      text += " -> expect [" + to_string(shape.channels) + ", _, " + to_string(shape.width) + "]";
    return shape;
  }

  Shape stage(const Shape &shape) {
    if (chance(6)) {
      const std::string name = "part" + to_string(labels++) + ".{i}";
      text += "repeat i in " + to_string(below(3)) + "..=" + to_string(from(2, 4)) + " { conv(" +
              to_string(shape.channels) + ", 3x3, pad: 1) @\"" + name + "\" -> " + activation() + " }";
      return shape;
    }
    if (!blocks.empty() && chance(6)) {
      const int64_t width = channels();
      text += blocks[below(blocks.size())] + "(" + integer(width) + ")" + label();
      return {width, shape.height, shape.width};
    }
    const Layer made = layer(shape);
    text += made.text;
    return made.shape;
  }

  Layer layer(const Shape &shape) {
    switch (below(12)) {
    case 0:
    case 1:
    case 2:
      return convolution(shape);
    case 3:
      return pool(shape);
    case 4:
      return resized(shape);
    case 5:
      return shuffled(shape);
    case 6:
      return cut(shape);
    case 7:
      return {chance(2) ? "batch_norm" + label() : "dropout(0.25)", shape};
    case 8:
      return whole(shape);
    default:
      return {activation(), shape};
    }
  }

  std::string activation() {
    static constexpr std::array<std::string_view, 16> plain = {"relu",
                                                               "relu6",
                                                               "leaky_relu(0.1)",
                                                               "elu(0.5)",
                                                               "tanh",
                                                               "sigmoid",
                                                               "hard_sigmoid",
                                                               "hard_swish",
                                                               "silu",
                                                               "mish",
                                                               "gelu",
                                                               "relu",
                                                               "relu",
                                                               "softmax",
                                                               "clip(-1, 1)",
                                                               "clip(low: 0, high: 6)"};
    return std::string(pick(plain));
  }

  /// Windows from a first kernel, stride and padding on, with the padding that makes the stride divide.
  Axis axis(int64_t extent) {
    Axis axis;
    axis.dilation = chance(6) ? 2 : 1;
    axis.kernel = from(1, std::min<int64_t>(5, (extent - 1) / axis.dilation + 1));
    axis.stride = from(1, 3);
    const int64_t covered = (axis.kernel - 1) * axis.dilation + 1;
    axis.before = chance(2) ? from(0, std::min<int64_t>(2, axis.kernel - 1)) : 0;
    const int64_t rest = (extent + axis.before - covered) % axis.stride;
    axis.after = rest == 0 ? 0 : axis.stride - rest;
    if (axis.after > axis.kernel - 1) { // it would hold padding alone
      axis.stride = 1;
      axis.after = 0;
    }
    axis.output = (extent + axis.before + axis.after - covered) / axis.stride + 1;
    return axis;
  }

  static std::string pair(int64_t first, int64_t second) {
    return first == second ? to_string(first) : "(" + to_string(first) + ", " + to_string(second) + ")";
  }
  static std::string windowText(const Axis &rows, const Axis &columns) {
    std::string result =
        to_string(rows.kernel) + "x" + to_string(columns.kernel) + ", stride: " + pair(rows.stride, columns.stride);
    if (rows.before + rows.after + columns.before + columns.after != 0)
      result += ", pad: (" + to_string(rows.before) + ", " + to_string(columns.before) + ", " + to_string(rows.after) +
                ", " + to_string(columns.after) + ")";
    return rows.dilation * columns.dilation == 1 ? result
                                                 : result + ", dilation: " + pair(rows.dilation, columns.dilation);
  }

  Layer convolution(const Shape &shape) {
    const Axis rows = axis(shape.height), columns = axis(shape.width);
    const std::string window = windowText(rows, columns);
    if (chance(4))
      return {"depthwise_conv(" + window + ")" + label(), {shape.channels, rows.output, columns.output}};
    const bool grouped = chance(5) && shape.channels % 2 == 0;
    const int64_t filters = grouped ? 2 * from(1, limits.mostChannels / 2) : channels();
    return {"conv(" + integer(filters) + ", " + window + (grouped ? ", groups: 2" : "") +
                (chance(5) ? ", bias: false" : "") + ")" + label(),
            {filters, rows.output, columns.output}};
  }

  Layer pool(const Shape &shape) {
    Axis rows = axis(shape.height), columns = axis(shape.width);
    const Shape result{shape.channels, rows.output, columns.output};
    return {(chance(2) ? "max_pool(" : "avg_pool(") + windowText(rows, columns) + ")", result};
  }

  Layer resized(const Shape &shape) {
    if (std::max(shape.height, shape.width) * 2 > limits.largestExtent * 2)
      return {activation(), shape};
    if (chance(2)) {
      const int64_t filters = channels();
      return {"deconv(" + to_string(filters) + ", 2x2, stride: 2)" + label(),
              {filters, 2 * shape.height, 2 * shape.width}};
    }
    return {chance(2) ? "upsample(2)" : "upsample(2, mode: bilinear)",
            {shape.channels, 2 * shape.height, 2 * shape.width}};
  }

  Layer shuffled(const Shape &shape) {
    if (shape.channels % 4 == 0 && chance(2))
      return {"pixel_shuffle(2)", {shape.channels / 4, 2 * shape.height, 2 * shape.width}};
    if (shape.height % 2 == 0 && shape.width % 2 == 0 && 4 * shape.channels <= limits.mostChannels)
      return {"pixel_unshuffle(2)", {4 * shape.channels, shape.height / 2, shape.width / 2}};
    if (shape.channels % 2 == 0)
      return {"channel_shuffle(2)", shape};
    return {activation(), shape};
  }

  Layer cut(const Shape &shape) {
    if (chance(3) && shape.channels > 1) {
      const int64_t begin = from(0, shape.channels - 2), end = from(begin + 1, shape.channels);
      return {"slice(channels: " + to_string(begin) + (chance(2) ? ".." + to_string(end) : "..=" + to_string(end - 1)) +
                  ")",
              {end - begin, shape.height, shape.width}};
    }
    if (chance(2) || shape.height < 3 || shape.width < 3)
      return {"pad(1, 0, 2, 1, " + border(shape) + ")", {shape.channels, shape.height + 3, shape.width + 1}};
    return {"crop(top: 1, right: 2)", {shape.channels, shape.height - 1, shape.width - 2}};
  }

  /// What rows and columns at the edges hold.
  std::string border(const Shape &shape) {
    if (chance(2))
      return "value: 0.5";
    return chance(2) && shape.height > 2 && shape.width > 1 ? "mode: reflect" : "mode: replicate";
  }

  Layer whole(const Shape &shape) {
    const int64_t outputs = channels();
    switch (below(4)) {
    case 0:
      return {"global_avg_pool", {shape.channels, 1, 1}};
    case 1:
      return {"global_max_pool", {shape.channels, 1, 1}};
    case 2:
      return {"dense(" + to_string(outputs) + ")" + label(), {outputs, 1, 1}};
    default:
      return {"global_avg_pool -> flatten", {shape.channels, 1, 1}};
    }
  }

  std::string label() {
    if (!chance(3))
      return "";
    const std::string name = "layer" + to_string(labels++);
    return chance(3) ? " @\"stage." + name + "\"" : " @" + name;
  }

  std::mt19937_64 random;
  const NetworkLimits limits;
  std::string text;
  std::vector<std::string> blocks;
  std::vector<Value> values; // tensors in scope
  size_t labels = 0;
};

} // namespace

std::string randomNetwork(uint64_t seed, const NetworkLimits &limits) { return Generator(seed, limits).file(); }

} // namespace evenstride::test
