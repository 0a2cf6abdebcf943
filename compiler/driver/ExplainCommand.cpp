// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `explain`: the page on a code, or what a model's layers see of the image and what they cost.
#include "diagnostics/Render.h"
#include "driver/Commands.h"
#include "driver/ExplainPlan.h"
#include "driver/Files.h"
#include "driver/Model.h"
#include "driver/PlanBudgets.h"
#include "driver/Report.h"
#include "explain/Pictures.h"
#include "explain/Table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <sys/ioctl.h>
#include <unistd.h>

namespace evenstride::driver {

using diagnostics::Code;

/// A letter and four digits, and no file of that name.
static bool looksLikeCode(const std::string &subject) {
  std::error_code ignored;
  return subject.size() == 5 && std::isalpha(static_cast<unsigned char>(subject[0])) &&
         std::all_of(subject.begin() + 1, subject.end(), [](unsigned char c) { return std::isdigit(c); }) &&
         !std::filesystem::exists(subject, ignored);
}

/// Columns of the terminal that standard output goes to, or of the variable COLUMNS; 0 where neither is known.
static size_t outputWidth() {
  winsize size{};
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  const char *variable = std::getenv("COLUMNS");
  return variable ? size_t(std::max(0l, std::strtol(variable, nullptr, 10))) : 0;
}

static void explainNetwork(const ExplainOptions &options, const check::Graph &graph, diagnostics::Sink &sink) {
  if (!requireSizes(graph, sink))
    return;
  explain::NetworkFigures figures = explain::figuresOf(graph);
  std::vector<explain::Hint> hints = explain::hintsOf(figures);
  OutputFiles files;
  if (!options.dot.empty() && !files.add(options.dot, explain::dotText(figures), sink))
    return;
  if (!options.html.empty() && !files.add(options.html, explain::pageText(figures, hints), sink))
    return;
  if (!files.commit(sink))
    return;
  fmt::print("{}", explain::tableText(figures, hints, outputWidth()));
  std::optional<emit::LibraryFiles> plan;
  if (options.plan) {
    plan = planOf(options.network, graph, sink);
    if (!plan)
      return;
    fmt::print("{}", planText(*plan));
    checkPlanBudgets(graph, *plan, sink);
  }
  if (!options.json)
    return;
  std::string object = explain::figuresJson(figures, hints);
  if (plan) // one member more
    object.replace(object.size() - 1, 1, ", \"plan\": " + planJson(*plan) + "}");
  fmt::print("{}\n", object);
}

/// Whether something is asked for of which there can be but one.
static bool wantsOne(const ExplainOptions &options) {
  return options.json || options.plan || !options.dot.empty() || !options.html.empty();
}

static void explainModel(const ExplainOptions &options, Model &model, diagnostics::Sink &sink) {
  ModelName name = parseModelName(options.network.model);
  auto loaded = loadModel({name.file, options.network.sizes}, sink);
  if (!loaded)
    return;
  model = std::move(*loaded);
  if (sink.hasErrors())
    return;
  if (name.network.empty() && !wantsOne(options) && !model.graphs.empty()) {
    for (const check::Graph &graph : model.graphs)
      explainNetwork(options, graph, sink);
  } else if (const check::Graph *graph = selectNetwork(model, name, sink)) {
    explainNetwork(options, *graph, sink);
  }
}

static void explainCode(const ExplainOptions &options, diagnostics::Sink &sink) {
  auto page = diagnostics::explainPage(options.network.model);
  if (!page)
    sink.report(fault(Code::E0014, fmt::format("there is no code `{}`", options.network.model)));
  else if (wantsOne(options))
    sink.report(fault(Code::E0016, fmt::format("`{}` is a code, and the options of `explain` are about models",
                                               options.network.model)));
  else
    fmt::print("{}", *page);
}

int runCommand(const ExplainOptions &options) {
  diagnostics::Sink sink;
  Model model; // diagnostics point into it
  if (looksLikeCode(options.network.model))
    explainCode(options, sink);
  else
    explainModel(options, model, sink);
  return finish(sink);
}

} // namespace evenstride::driver
