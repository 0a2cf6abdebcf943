// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `check`: every error and warning of each model.
#include "diagnostics/Render.h"
#include "driver/Commands.h"
#include "driver/Model.h"
#include "driver/Report.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <tuple>

namespace evenstride::driver {

/// Code, file, place and message.
using Said = std::tuple<diagnostics::Code, std::string, uint32_t, uint32_t, std::string>;

/// Adds what was not said before: two models may use one file.
static void addNew(const diagnostics::Sink &found, std::set<Said> &said, diagnostics::Sink &sink) {
  for (const diagnostics::Diagnostic &diagnostic : found.all()) {
    const support::Span &span = diagnostic.primary.span;
    std::string file = span.valid() ? span.file->path() : "";
    if (said.insert({diagnostic.code, std::move(file), span.begin, span.end, diagnostic.message}).second)
      sink.report(diagnostic);
  }
}

int runCommand(const CheckOptions &options) {
  diagnostics::Sink sink;
  std::set<Said> said;
  std::vector<Model> models; // diagnostics point into their texts
  for (const std::string &name : options.models) {
    diagnostics::Sink found;
    ModelName model = parseModelName(name);
    auto loaded = loadModel({model.file, options.sizes}, found);
    if (loaded && !model.network.empty() && !found.hasErrors())
      selectNetwork(*loaded, model, found);
    if (loaded)
      models.push_back(std::move(*loaded));
    addNew(found, said, sink);
  }
  if (options.format == Format::Text)
    return finish(sink);
  sink.sortByPosition();
  auto render = options.format == Format::Json ? diagnostics::renderJson : diagnostics::renderSarif;
  fmt::print("{}\n", render(sink.all()));
  return exitCode(sink);
}

} // namespace evenstride::driver
