// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows are drawn from those that lose nothing whatever the size; layout and comments are odd on purpose.
#include "unit/fixes/UncleanProgram.h"

#include <array>
#include <random>

namespace evenstride::test {

namespace {

class ProgramWriter {
public:
  ProgramWriter(uint64_t seed, Rounding rounding)
      : random(seed), round(rounding == Rounding::Down ? ", round: down" : "") {}

  std::string write() {
    text = "# a program with remainders\n";
    int blocks = 1 + int(below(3));
    for (int i = 0; i < blocks; ++i)
      block(i);
    text += "network unclean(image: f32[3, " + number(70, 60) + ", " + number(70, 60) + "]) { # the only one\n";
    text += "    let a = image\n" + stages(1 + below(2), blocks);
    text += "    let b = a -> " + window("conv", "6, ") + comment() + "\n";
    text +=
        below(2) ? "        -> block0 -> relu\n" : "        -> repeat 2 { " + window("conv", "6, ") + " -> relu }\n";
    text += "    # both ways down give one size\n    return a, small: b\n}\n";
    return text;
  }

private:
  uint64_t below(uint64_t count) { return random() % count; }
  std::string number(uint64_t count, uint64_t from) { return std::to_string(from + below(count)); }
  std::string comment() { return below(2) ? "  # comment " + number(100, 0) : ""; }

  /// A window whose remainder is never more than its end padding, or lies in the gap that its stride leaves.
  std::string window(const std::string &keyword, const std::string &filters) {
    static constexpr std::array shapes = {"3x3, stride: 2, pad: 1",
                                          "1x1, stride: 2",
                                          "5x5, stride: 3, pad: 2",
                                          "7x7, stride: 2, pad: 3",
                                          "2x2, stride: 2, pad: (0, 0, 1, 1)",
                                          "3x1, pad: (1, 0), stride: (2, 3)",
                                          "1, stride: 3",
                                          "3, pad: (1, 1, 1, 1),\n            stride: 2"};
    std::string shape = shapes[below(shapes.size())];
    return keyword + "(" + filters + shape + round + ")";
  }

  /// Two ways down to one size, which meet, and perhaps an earlier block behind them.
  void block(int index) {
    std::string name = "block" + std::to_string(index);
    text += "block " + name + "(x) {" + comment() + "\n";
    text += "    let wide = x -> conv(6, 3x3, stride: 2, pad: 1" + round + ") # wide\n";
    text += "    let thin = " + std::string(below(2) ? "conv(x, 6, 1x1, stride: 2" : "x -> conv(6, 1x1, stride: 2") +
            round + ")\n";
    text += "    return (wide + thin)\n        -> relu" + comment() + "\n";
    if (index > 0 && below(2))
      text += "        -> block" + std::to_string(index - 1) + "\n";
    text += "}\n\n";
  }

  std::string stages(uint64_t count, int blocks) {
    std::string result;
    for (uint64_t i = 0; i < count; ++i) {
      result += comment().empty() ? "" : "        # a line of its own\n";
      switch (below(4)) {
      case 0:
        result += "        -> " + window("conv", "6, ") + comment() + "\n";
        break;
      case 1:
        result += "        -> " + window("max_pool", "") + " -> relu" + comment() + "\n";
        break;
      case 2:
        result += "        -> block" + std::to_string(below(uint64_t(blocks))) + "\n";
        break;
      default:
        result += "        -> repeat i in 0..2 { conv(6 + i, 3x3, stride: 2, pad: 1" + round + ") @\"down" +
                  std::to_string(i) + ".{i}\" }" + comment() + "\n";
      }
    }
    return result;
  }

  std::mt19937_64 random;
  std::string round;
  std::string text;
};

} // namespace

std::string uncleanProgram(uint64_t seed, Rounding rounding) { return ProgramWriter(seed, rounding).write(); }

} // namespace evenstride::test
