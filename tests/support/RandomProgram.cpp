// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The generator: one function per construct, as deep as a budget allows.
#include "support/RandomProgram.h"

#include <array>
#include <random>
#include <string_view>
#include <vector>

namespace evenstride::test {
namespace {

using std::to_string;

class Generator {
public:
  explicit Generator(uint64_t seed) : random(seed) {}

  std::string program() {
    for (size_t i = below(8); i > 5; --i)
      use();
    const size_t blockCount = below(3);
    for (size_t i = 0; i < blockCount; ++i)
      block("block" + to_string(i));
    network("net");
    if (chance(4))
      network("other");
    return text;
  }

private:
  // Standard distributions differ between libraries; the remainder of the raw number does not.
  size_t below(size_t count) { return static_cast<size_t>(random() % count); }
  bool chance(size_t oneIn) { return below(oneIn) == 0; }
  template <size_t Count> std::string_view pick(const std::array<std::string_view, Count> &choices) {
    return choices[below(Count)];
  }

  /// A blank where one may stand, now and then a line break or a comment.
  std::string gap() {
    switch (below(24)) {
    case 0:
      return "\n        ";
    case 1:
      return "  ";
    case 2:
      return " # a comment -> { ( \"\n    ";
    default:
      return " ";
    }
  }
  std::string listGap() { return chance(8) ? "" : gap(); }

  void use() { text += "use" + listGap() + "\"" + std::string(pick(paths)) + "\"\n"; }

  void block(const std::string &name) {
    begin();
    text += "block " + name + "(x" + (chance(3) ? ", y" : "");
    integers = {"width", "count"};
    text += ", width: int, count: int) {\n";
    values = {"x"};
    body();
    blocks.push_back(name);
  }

  void network(const std::string &name) {
    begin();
    integers.clear();
    values = {"image"};
    const bool namesSizes = chance(4);
    if (namesSizes)
      integers = {"H", "W"};
    text += "network " + name + "(image: f32[" + integer() + "," + listGap() + integer() + ", " + integer() + "]";
    if (chance(4)) {
      text += ",\n        mask: u8[8, 8, 3]" + gap() + "hwc";
      values.push_back("mask");
    }
    text += ")" + gap();
    if (namesSizes)
      text += "where " + size("H") + "," + listGap() + size("W") + gap();
    text += "{\n";
    body();
  }

  std::string size(const std::string &name) {
    return name + " in " + to_string(below(1025)) + (chance(2) ? ".." : "..=") + integer(1) +
           (chance(2) ? gap() + "step " + to_string(1 + below(64)) : "");
  }

  void require() {
    text += "    require " + std::string(pick(budgets));
    if (chance(2))
      text += "," + listGap() + std::string(pick(budgets));
    text += "\n";
  }

  void begin() {
    if (!text.empty())
      text += "\n";
    if (chance(3))
      text += "# " + std::string(pick(comments)) + "\n";
  }

  void body() {
    const size_t count = below(5);
    for (size_t i = 0; i < count; ++i) {
      if (chance(8))
        require();
      const std::string name = "v" + to_string(i);
      text += "    let " + name;
      if (chance(8))
        text += ", " + name + "b = " + value() + " -> split(channels: 2)";
      else
        text += gap() + "=" + gap() + expression(3);
      text += "\n";
      values.push_back(name);
    }
    text += "    return " + (chance(4) ? "first: " + value() + ", second: " : std::string()) + expression(2) + "\n}\n";
  }

  std::string value() { return values[below(values.size())]; }

  /// A tensor.
  std::string expression(size_t depth) {
    if (depth == 0)
      return value();
    switch (below(6)) {
    case 0:
      return operand(depth - 1) + gap() + std::string(pick(tensorOperators)) + gap() + operand(depth - 1) + "";
    case 1:
      return "concat(" + expression(depth - 1) + "," + listGap() + expression(depth - 1) + ")" + label();
    case 2:
      return value() + " + " + value() + " @" + pick(words).data();
    default:
      return pipeline(depth);
    }
  }

  std::string operand(size_t depth) {
    const std::string inner = expression(depth);
    return inner.find_first_of(" \n") == inner.npos ? inner : "(" + inner + ")";
  }

  std::string pipeline(size_t depth) {
    std::string result = operand(depth - 1);
    const size_t count = 1 + below(4);
    for (size_t i = 0; i < count; ++i)
      result += gap() + "->" + gap() + stage(depth);
    return result;
  }

  std::string stage(size_t depth) {
    if (depth > 1 && chance(6))
      return repeat(depth - 1);
    if (chance(12))
      return "expect [" + integer() + ", _," + listGap() + integer() + "]";
    return layer(depth) + label();
  }

  std::string repeat(size_t depth) {
    std::string result = "repeat ";
    const bool counts = chance(2);
    result += counts ? integer() : "i in " + integer() + (chance(2) ? ".." : "..=") + integer();
    if (!counts)
      integers.push_back("i");
    result += " {" + gap() + stage(depth);
    while (chance(2))
      result += " -> " + stage(depth);
    if (!counts)
      integers.pop_back();
    return result + " }";
  }

  std::string layer(size_t depth) {
    if (!blocks.empty() && chance(6))
      return blocks[below(blocks.size())] + "(" + integer() + ", " + integer() + ")";
    switch (below(15)) {
    case 0:
      return "depthwise_conv(" + window() + windowArguments() + ")";
    case 1:
      return "max_pool(" + window() + windowArguments() + ")";
    case 2:
      return "avg_pool(" + window() + ", border: " + std::string(chance(2) ? "ignore" : "zero") + ")";
    case 3:
      return chance(2) ? "leaky_relu(" + fraction() + ")" : "clip(low: -" + fraction() + ", high: " + integer() + ")";
    case 4:
      return "dense(" + integer() + ")";
    case 5:
      return "crop(top: " + integer() + ",\n            bottom: " + integer() + ")";
    case 6:
      return "pixel_shuffle(" + integer() + ")";
    case 7:
      return "concat(" + expression(depth - 1) + ")";
    case 8:
      return "slice(channels: " + integer() + (chance(2) ? ".." : "..=") + integer() + ")";
    case 9:
      return "conv(" + integer() + ", " + window() + ", bias: false, groups: " + integer() + windowArguments() + ")";
    case 10:
      return "scale(mean: (" + fraction() + "," + listGap() + fraction() + "), std: (" + fraction() + ", 1))";
    case 11:
    case 12:
      return "conv(" + integer() + "," + listGap() + window() + windowArguments() + ")";
    default:
      return std::string(pick(plainLayers));
    }
  }

  std::string windowArguments() {
    std::string result;
    if (chance(2))
      result += ", stride: " + (chance(2) ? integer() : "(" + integer() + ", " + integer() + ")");
    if (chance(2))
      result += ", pad: " + (chance(3) ? std::string("same") : "(1, " + integer() + "," + listGap() + "0, 1)");
    if (chance(6))
      result += ", round: " + std::string(chance(2) ? "down" : "up");
    return result;
  }

  std::string window() {
    if (chance(6))
      return "(" + integer() + ", " + integer() + ")";
    return to_string(1 + below(11)) + "x" + to_string(1 + below(11));
  }

  std::string fraction() {
    static constexpr std::array<std::string_view, 6> choices = {"0.1",  "-0.25", "1.5e-3",
                                                                "1e-5", "3.0",   "0.30000000000000004"};
    return std::string(pick(choices));
  }

  std::string integer() { return integer(2); }
  std::string integer(size_t depth) {
    const size_t choice = depth == 0 ? below(4) : below(9);
    if (choice < 5)
      return !integers.empty() && chance(3) ? integers[below(integers.size())] : to_string(below(1025));
    if (choice == 5)
      return "-" + integer(0);
    const std::string inner =
        integer(depth - 1) + gapInNumber() + std::string(pick(operators)) + gapInNumber() + integer(depth - 1);
    return chance(2) ? "(" + inner + ")" : inner;
  }
  std::string gapInNumber() { return chance(4) ? "" : " "; }

  std::string label() {
    if (!chance(3))
      return "";
    if (chance(3))
      return " @\"stage.{" + integer(1) + "}.{{x\"";
    return chance(4) ? " @\"layer1.0\"" : " @" + std::string(pick(words)) + to_string(below(100));
  }

  static constexpr std::array<std::string_view, 3> paths = {"blocks.stride", "../a b/{x}.stride", "ünïcödé.stride"};
  static constexpr std::array<std::string_view, 5> budgets = {"arena <= 16MiB", "weights<=1.5GB", "macs <= 500M",
                                                              "params <= 2 * 3k", "arena <= 4096"};
  static constexpr std::array<std::string_view, 3> comments = {"Small.", "A network: { ( [ \" -> }", "ünïcödé → ok"};
  static constexpr std::array<std::string_view, 3> tensorOperators = {"+", "-", "*"};
  static constexpr std::array<std::string_view, 5> operators = {"+", "-", "*", "/", "%"};
  static constexpr std::array<std::string_view, 4> words = {"conv", "body", "input", "letter"};
  static constexpr std::array<std::string_view, 7> plainLayers = {"relu",    "relu6",           "tanh",   "sigmoid",
                                                                  "softmax", "global_avg_pool", "flatten"};

  std::mt19937_64 random;
  std::string text;
  std::vector<std::string> blocks;
  std::vector<std::string> values;   // tensors in scope
  std::vector<std::string> integers; // integers in scope
};

} // namespace

std::string randomProgram(uint64_t seed) { return Generator(seed).program(); }

} // namespace evenstride::test
