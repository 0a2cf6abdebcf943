// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "interchange/TextImport.h"

#include "interchange/Steps.h"

#include <filesystem>

namespace evenstride::interchange {

namespace {

/// What the weights of an imported network point into.
struct Memory {
  std::shared_ptr<const void> file;
  Draft draft;
};

} // namespace

std::optional<Imported> importText(const ImportRequest &request, diagnostics::Sink &sink,
                                   const std::function<void(Draft &)> &read) {
  auto memory = std::make_shared<Memory>();
  Draft &draft = memory->draft;
  draft.name = identifierOf(std::filesystem::path(request.path).stem().string(), "network_");
  draft.hasWeights = false;
  const size_t errorsBefore = sink.errorCount();
  read(draft);
  if (sink.errorCount() != errorsBefore)
    return std::nullopt;
  Imported imported = finishImport(draft);
  reportLosses(imported, request.path, sink);
  if (request.weights)
    memory->file = request.weights->memory;
  imported.memory = memory;
  return imported;
}

} // namespace evenstride::interchange
