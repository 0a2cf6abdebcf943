// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From a name on the command line to graphs.
#include "driver/Model.h"
#include "check/Check.h"
#include "driver/Files.h"
#include "driver/Formats.h"
#include "driver/ImportFile.h"
#include "driver/Report.h"
#include "interchange/DiskTexts.h"
#include "support/Text.h"
#include "syntax/Load.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace evenstride::driver {

using diagnostics::Code;

ModelName parseModelName(const std::string &text) {
  std::error_code ignored;
  size_t colon = text.rfind(':');
  bool named = colon != std::string::npos && text.find('/', colon) == std::string::npos;
  if (!named || std::filesystem::exists(text, ignored))
    return {modelFile(text), ""};
  return {modelFile(text.substr(0, colon)), text.substr(colon + 1)};
}

/// The text of what a foreign file is made into: an empty one where it cannot be imported and diagnostics point into
/// it.
static std::optional<std::string> importedText(const ModelRequest &request, Model &model, diagnostics::Sink &sink) {
  ForeignModel read = importFile({request.file, request.weights, {request.sizes.begin(), request.sizes.end()}}, sink);
  model.imported = read.imported;
  model.foreign = read.text;
  if (model.imported)
    return model.imported->text;
  return model.foreign ? std::optional<std::string>("") : std::nullopt;
}

std::optional<Model> readModel(const ModelRequest &request, diagnostics::Sink &sink) {
  Model model;
  bool isForeign = foreignFormat(request.file) != nullptr;
  auto text = isForeign ? importedText(request, model, sink) : readText(request.file, sink);
  if (!text)
    return std::nullopt;
  auto source = std::make_shared<const support::SourceFile>(request.file, std::move(*text));
  diagnostics::Sink unsaid; // that nothing stands in place of what could not be imported
  bool isVoid = isForeign && !model.imported;
  model.program = syntax::load(std::move(source), interchange::DiskTexts(), isVoid ? unsaid : sink);
  if (!isForeign) // what is imported has no names of sizes
    model.program.sizes = request.sizes;
  return model;
}

std::optional<Model> loadModel(const ModelRequest &request, diagnostics::Sink &sink) {
  size_t errorsBefore = sink.errorCount();
  std::optional<Model> read = readModel(request, sink);
  if (!read)
    return read;
  Model &model = *read;
  model.graphs = check::check(model.program, sink);
  const auto &items = model.program.root().module.items;
  bool declares = std::ranges::any_of(items, [](const auto &item) { return !std::holds_alternative<ast::Use>(item); });
  if (sink.errorCount() == errorsBefore && !declares)
    sink.report(fault(Code::E0003, fmt::format("`{}` declares nothing", request.file)));
  return read;
}

const check::Graph *selectNetwork(const Model &model, const ModelName &name, diagnostics::Sink &sink) {
  if (name.network.empty() && model.graphs.size() == 1)
    return &model.graphs.front();
  if (model.graphs.empty()) {
    sink.report(fault(Code::E0003, fmt::format("`{}` declares no network", name.file)));
    return nullptr;
  }
  std::vector<std::string_view> names;
  for (const check::Graph &graph : model.graphs) {
    if (graph.name == name.network)
      return &graph;
    names.push_back(graph.name);
  }
  std::string what = name.network.empty() ? fmt::format("`{}` declares {} networks", name.file, names.size())
                                          : fmt::format("`{}` declares no network `{}`", name.file, name.network);
  auto diagnostic = fault(Code::E0004, what);
  auto near = support::nearestName(name.network, names);
  diagnostic.help.push_back(
      near ? fmt::format("did you mean `{}:{}`?", name.file, *near)
           : fmt::format("say which: `{}:{}`", name.file, fmt::join(names, fmt::format("`, `{}:", name.file))));
  sink.report(std::move(diagnostic));
  return nullptr;
}

/// "227, 231, …, 1023"
static std::string sizesText(const check::GraphSize &size) {
  int64_t second = size.first + size.step;
  if (second >= size.last)
    return fmt::format("{} or {}", size.first, size.last);
  return fmt::format("{}, {}, …, {}", size.first, second, size.last);
}

bool requireSizes(const check::Graph &graph, diagnostics::Sink &sink) {
  std::vector<std::string> names, settings;
  diagnostics::Diagnostic diagnostic = fault(Code::E0017, "");
  for (const check::GraphSize &size : graph.sizes) {
    if (size.isSet)
      continue;
    names.push_back(size.name);
    settings.push_back(fmt::format("--set {}={}", size.name, size.first));
    diagnostic.notes.push_back(fmt::format("`{}` may be {}", size.name, sizesText(size)));
  }
  if (names.empty())
    return true;
  diagnostic.message = fmt::format("`{}` {} no value, and a network is compiled for one size",
                                   fmt::join(names, "` and `"), names.size() == 1 ? "has" : "have");
  diagnostic.help.push_back(fmt::format("`{}`", fmt::join(settings, " ")));
  sink.report(std::move(diagnostic));
  return false;
}

bool hasWeights(const check::Graph &graph) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [&](const check::Node &node) { return !graph.weightsOf(node).empty(); });
}

int64_t macsOf(const check::Graph &graph) {
  int64_t macs = 0;
  for (const check::Node &node : graph.nodes)
    macs += graph.macsOf(node);
  return macs;
}

} // namespace evenstride::driver
