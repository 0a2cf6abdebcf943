// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `check`: every error and warning of each model.
#include "diagnostics/Render.h"
#include "driver/Commands.h"
#include "driver/Model.h"
#include "driver/Report.h"

#include <fmt/format.h>

namespace evenstride::driver {

int runCommand(const CheckOptions &options) {
  diagnostics::Sink sink;
  std::vector<Model> models; // diagnostics point into their texts
  for (const std::string &name : options.models) {
    ModelName model = parseModelName(name);
    auto loaded = loadModel(model.file, sink);
    if (loaded && !model.network.empty() && !sink.hasErrors())
      selectNetwork(*loaded, model, sink);
    if (loaded)
      models.push_back(std::move(*loaded));
  }
  if (options.format == Format::Text)
    return finish(sink);
  sink.sortByPosition();
  auto render = options.format == Format::Json ? diagnostics::renderJson : diagnostics::renderSarif;
  fmt::print("{}\n", render(sink.all()));
  return exitCode(sink);
}

} // namespace evenstride::driver
