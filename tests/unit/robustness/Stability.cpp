// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random networks check, and check alike after printing and formatting.
#include "ast/Print.h"
#include "check/Check.h"
#include "diagnostics/Render.h"
#include "format/Format.h"
#include "support/CheckText.h"
#include "support/RandomNetwork.h"
#include "syntax/Parser.h"

#include <doctest/doctest.h>

#include <map>

using namespace evenstride;
using namespace evenstride::test;

namespace {

std::string shapeText(const layers::Shape &shape) {
  return " [" + std::to_string(shape.channels) + ", " + std::to_string(shape.height) + ", " +
         std::to_string(shape.width) + "]";
}

/// Every layer of every network with its operands and sizes.
std::string summary(const std::vector<check::Graph> &graphs) {
  std::string result;
  for (const check::Graph &graph : graphs) {
    result += graph.name + "\n";
    for (const check::Node &node : graph.nodes)
      result += "  " + node.path + shapeText(graph.shapeOf(node.result)) + "\n";
    for (const auto &output : graph.outputs)
      result += "  -> " + output.name + shapeText(graph.shapeOf(output.value)) + "\n";
  }
  return result;
}

std::string checkedSummary(const std::string &text) {
  diagnostics::Sink sink;
  const ast::Program program =
      syntax::load(std::make_shared<const support::SourceFile>("random.stride", text), TestTexts(), sink);
  const std::vector<check::Graph> graphs = check::check(program, sink);
  INFO(text);
  INFO(diagnostics::renderText(sink.all(), diagnostics::Color::Never));
  REQUIRE_FALSE(sink.hasErrors());
  return summary(graphs);
}

std::string printed(const std::string &text) {
  const support::SourceFile file("random.stride", text);
  diagnostics::Sink sink;
  return ast::print(syntax::parse(file, sink));
}

std::string formatted(const std::string &text) {
  const support::SourceFile file("random.stride", text);
  diagnostics::Sink sink;
  return format::format(file, sink).value_or("");
}

} // namespace

TEST_CASE("random networks check, before and behind printing and formatting") {
  std::map<std::string, size_t> seen;
  for (uint64_t seed = 0; seed < 600; ++seed) {
    CAPTURE(seed);
    const std::string text = randomNetwork(seed);
    const std::string before = checkedSummary(text);
    REQUIRE(checkedSummary(printed(text)) == before);
    REQUIRE(checkedSummary(formatted(text)) == before);
    for (const char *layer : {"conv(", "deconv(", "split(", "repeat ", "concat(", "unit1(", "pixel_", "hwc", "slice("})
      seen[layer] += text.find(layer) != std::string::npos ? 1 : 0;
  }
  for (const auto &[layer, count] : seen) {
    CAPTURE(layer);
    CHECK(count > 20);
  }
}
