// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `explain`: the page on a code, or a table of a model's layers.
#include "diagnostics/Render.h"
#include "driver/Commands.h"
#include "driver/Model.h"
#include "driver/Report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace evenstride::driver {

using diagnostics::Code;

/// A letter and four digits, and no file of that name.
static bool looksLikeCode(const std::string &subject) {
  std::error_code ignored;
  return subject.size() == 5 && std::isalpha(static_cast<unsigned char>(subject[0])) &&
         std::all_of(subject.begin() + 1, subject.end(), [](unsigned char c) { return std::isdigit(c); }) &&
         !std::filesystem::exists(subject, ignored);
}

static int64_t parametersOf(const check::Graph &graph, const check::Node &node) {
  int64_t parameters = 0;
  for (const layers::WeightSpec &spec : graph.weightsOf(node)) {
    int64_t elements = 1;
    for (int64_t extent : spec.shape)
      elements *= extent;
    parameters += elements;
  }
  return parameters;
}

/// "1234567" as "1 234 567".
static std::string grouped(int64_t number) {
  std::string digits = std::to_string(number);
  for (int place = int(digits.size()) - 3; place > 0; place -= 3)
    digits.insert(size_t(place), " ");
  return digits;
}

static std::string shapeText(const layers::Shape &shape) {
  return fmt::format("[{}, {}, {}]", shape.channels, shape.height, shape.width);
}

static void printTable(const check::Graph &graph) {
  size_t widest = 5;
  for (const check::Node &node : graph.nodes)
    widest = std::max(widest, node.path.size());
  fmt::print("network {}\n", graph.name);
  for (const check::NetworkInput &input : graph.inputs)
    fmt::print("input {} {}\n", input.name, shapeText(graph.shapeOf(input.value)));
  fmt::print("\n{:{}}  {:16} {:>18} {:>15} {:>12}\n", "path", widest, "layer", "shape", "MACs", "parameters");
  int64_t parameters = 0;
  for (const check::Node &node : graph.nodes) {
    int64_t own = parametersOf(graph, node), macs = graph.macsOf(node);
    parameters += own;
    fmt::print("{:{}}  {:16} {:>18} {:>15} {:>12}\n", node.path, widest, node.kind->keyword,
               shapeText(graph.shapeOf(node.result)), macs ? grouped(macs) : "", own ? grouped(own) : "");
  }
  fmt::print("{:{}}  {:16} {:>18} {:>15} {:>12}\n\n", "", widest, "", "", grouped(macsOf(graph)), grouped(parameters));
  for (const check::NetworkOutput &output : graph.outputs)
    fmt::print("output {} {}\n", output.name, shapeText(graph.shapeOf(output.value)));
}

static void explainModel(const std::string &subject, Model &model, diagnostics::Sink &sink) {
  ModelName name = parseModelName(subject);
  auto loaded = loadModel(name.file, sink);
  if (!loaded)
    return;
  model = std::move(*loaded);
  if (sink.hasErrors())
    return;
  if (name.network.empty()) {
    for (const check::Graph &graph : model.graphs)
      printTable(graph);
  } else if (const check::Graph *graph = selectNetwork(model, name, sink)) {
    printTable(*graph);
  }
}

int runCommand(const ExplainOptions &options) {
  diagnostics::Sink sink;
  Model model; // diagnostics point into it
  if (!looksLikeCode(options.subject))
    explainModel(options.subject, model, sink);
  else if (auto page = diagnostics::explainPage(options.subject))
    fmt::print("{}", *page);
  else
    sink.report(fault(Code::E0014, fmt::format("there is no code `{}`", options.subject)));
  return finish(sink);
}

} // namespace evenstride::driver
