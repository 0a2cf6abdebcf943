// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Chains with merges, gates, crops, changes of scale both ways, and roundings.
#include "NetworkText.h"

#include "syntax/Parser.h"

#include <algorithm>

namespace evenstride {

namespace {

class BodyMaker {
public:
  BodyMaker(std::mt19937 &random, Roundings roundings) : random(random), roundings(roundings) {}

  std::string make() {
    int64_t layers = pick(1, 6);
    for (int64_t i = 0; i < layers; ++i)
      addLayer();
    return text + "    return v" + std::to_string(values - 1) + "\n";
  }

private:
  int64_t pick(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  std::string number(int64_t low, int64_t high) { return std::to_string(pick(low, high)); }
  std::string pair(int64_t low, int64_t high) { return "(" + number(low, high) + ", " + number(low, high) + ")"; }
  std::string sides(int64_t most) {
    return "(" + number(0, most) + ", " + number(0, most) + ", " + number(0, most) + ", " + number(0, most) + ")";
  }
  /// One of the last few values, or the input.
  std::string value() {
    int64_t index = values - 1 - pick(0, 2);
    return index < 0 ? "x" : "v" + std::to_string(index);
  }
  std::string last() const { return values == 0 ? "x" : "v" + std::to_string(values - 1); }
  void let(const std::string &expression) {
    text += "    let v" + std::to_string(values++) + " = " + expression + "\n";
  }

  std::string rounding() {
    if (roundings == Roundings::None || pick(0, 2) > 0)
      return "";
    return pick(0, 1) == 0 ? ", round: down" : ", round: up";
  }

  std::string windowArguments() {
    std::string stride = pick(0, 2) == 0 ? "" : ", stride: " + pair(1, 3);
    std::string dilation = pick(0, 4) == 0 ? ", dilation: " + pair(1, 2) : "";
    return pair(1, 4) + stride + dilation + ", pad: " + sides(2) + rounding();
  }

  void addLayer() {
    switch (pick(0, 13)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return let(last() + " -> conv(4, " + windowArguments() + ")");
    case 4:
      return let(last() + " -> max_pool(" + windowArguments() + ")");
    case 5:
      return let(last() + " -> avg_pool(" + windowArguments() + (pick(0, 1) == 0 ? ", border: zero)" : ")"));
    case 6:
      return let(last() + " -> crop" + sides(2));
    case 7:
      return let(last() + " -> pad(" + number(0, 4) + ", " + number(0, 4) + ", " + number(0, 2) + ", " + number(0, 6) +
                 (pick(0, 1) == 0 ? ")" : ", mode: reflect)"));
    case 8:
      return let(last() + " -> upsample(" + number(1, 3) + ")");
    case 9:
      return let(last() + " -> deconv(4, " + pair(1, 4) + ", stride: " + pair(1, 3) + ", pad: " + sides(1) +
                 ", output_pad: " + pair(0, 1) + ")");
    case 10:
      return let(last() + " -> pixel_unshuffle(" + number(2, 3) + ") -> conv(4, 1)");
    case 11:
      return let(value() + " * (" + last() + " -> global_avg_pool)");
    default:
      return let("concat(" + last() + ", " + value() + ") -> conv(4, 1)");
    }
  }

  std::mt19937 &random;
  Roundings roundings;
  std::string text;
  int64_t values = 0;
};

} // namespace

std::string randomBody(std::mt19937 &random, Roundings roundings) { return BodyMaker(random, roundings).make(); }

bool Examined::hasErrors() const {
  return std::ranges::any_of(found.diagnostics, [](const diagnostics::Diagnostic &each) {
    return diagnostics::severity(each.code) == diagnostics::Severity::Error;
  });
}

const diagnostics::Diagnostic *Examined::find(diagnostics::Code code) const {
  auto place = std::ranges::find(found.diagnostics, code, &diagnostics::Diagnostic::code);
  return place == found.diagnostics.end() ? nullptr : &*place;
}

Examined examineText(std::string text) {
  Examined result;
  result.file = std::make_unique<support::SourceFile>("test.stride", std::move(text));
  diagnostics::Sink sink;
  result.program = ast::standAlone(syntax::parse(*result.file, sink));
  result.found = check::examine(result.program, check::Purpose::Report);
  return result;
}

bool accepts(const std::string &body, int64_t rows, int64_t columns) {
  support::SourceFile file("test.stride", "network n(x: f32[4, " + std::to_string(rows) + ", " +
                                              std::to_string(columns) + "]) {\n" + body + "}\n");
  diagnostics::Sink sink;
  ast::Program program = ast::standAlone(syntax::parse(file, sink));
  check::Examination found = check::examine(program, check::Purpose::Trial);
  return std::ranges::none_of(found.diagnostics, [](const diagnostics::Diagnostic &each) {
    return diagnostics::severity(each.code) == diagnostics::Severity::Error;
  });
}

} // namespace evenstride
