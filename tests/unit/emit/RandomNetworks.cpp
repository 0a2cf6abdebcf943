// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random chains of layers over awkward numbers of channels, held to the same promises as the networks written by hand.
#include "RunPromises.h"

#include <doctest/doctest.h>

#include <optional>
#include <random>

using namespace evenstride;
using test::CompiledText;

namespace {

/// Writes one network. Equal seeds give equal texts: the generator's numbers are the same everywhere.
class Writer {
public:
  explicit Writer(unsigned seed) : random(seed), seed(seed) {}

  std::string network() {
    std::string text = "network random" + std::to_string(seed) + "(x: f32[" + shape() + "]) {\n    let y = x";
    for (int layers = 2 + below(4); layers > 0; --layers)
      text += " -> " + layer();
    if (below(3) == 0)
      return text + "\n    let z = (y + (y -> tanh)) -> relu\n    return z, y\n}\n";
    return text + "\n    return y\n}\n";
  }

private:
  int below(int bound) { return int(random() % unsigned(bound)); }
  std::string number(int from, int to) { return std::to_string(from + below(to - from + 1)); }
  std::string shape() { return number(1, 33) + ", " + number(5, 19) + ", " + number(5, 19); }
  std::string sides() {
    return "(" + number(0, 2) + ", " + number(0, 2) + ", " + number(0, 2) + ", " + number(0, 2) + ")";
  }
  std::string window() { return number(1, 4) + "x" + number(1, 4); }

  std::string layer() {
    switch (below(11)) {
    case 0:
    case 1:
      return "conv(" + number(1, 33) + ", " + window() + ", pad: " + sides() + ")";
    case 2:
      return "conv(" + number(1, 33) + ", 1x1)";
    case 3:
      return "conv(" + number(1, 33) + ", " + window() + ", stride: 2, pad: " + sides() + ")";
    case 4:
      return "conv(" + number(1, 33) + ", 3x3, dilation: 2, pad: 2)";
    case 5:
      return "depthwise_conv(" + window() + ", pad: " + sides() + ")";
    case 6:
      return "max_pool(3x3, stride: 2, pad: (" + number(0, 1) + ", " + number(0, 1) + ", 0, 0))";
    case 7:
      return "avg_pool(2x2, stride: 1, pad: (0, 0, " + number(0, 1) + ", " + number(0, 1) + "))";
    case 8:
      return "batch_norm";
    case 9:
      return "crop(top: " + number(0, 1) + ", left: " + number(0, 1) + ")";
    default:
      return below(2) ? "relu" : "leaky_relu(0.2)";
    }
  }

  std::mt19937 random;
  unsigned seed;
};

std::optional<CompiledText> tryText(const std::string &text) {
  try {
    return CompiledText(text);
  } catch (const std::runtime_error &) { // a window that does not divide, most often
    return std::nullopt;
  }
}

} // namespace

TEST_CASE("random networks keep the promises") {
  constexpr int wanted = 12;
  int found = 0;
  for (unsigned seed = 1; found < wanted && seed < 1000; ++seed) {
    const std::string text = Writer(seed).network();
    std::optional<CompiledText> network = tryText(text);
    if (!network)
      continue;
    ++found;
    network->build();
    const test::Outcome outcome = test::runPromises(*network);
    CHECK_MESSAGE(outcome.output == "kept\n", text << outcome.output);
  }
  CHECK(found == wanted);
}
