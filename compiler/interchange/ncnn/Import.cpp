// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The steps of an import.
#include "interchange/ncnn/Import.h"
#include "interchange/Steps.h"
#include "interchange/ncnn/NetworkReader.h"
#include "interchange/ncnn/Param.h"

#include <filesystem>

namespace evenstride::interchange::ncnn {

namespace {

/// What the weights of an imported network point into.
struct Memory {
  std::shared_ptr<const void> file;
  Draft draft;
};

} // namespace

std::optional<Imported> importNetwork(const ImportRequest &request, diagnostics::Sink &sink) {
  auto memory = std::make_shared<Memory>();
  Draft &draft = memory->draft;
  draft.name = identifierOf(std::filesystem::path(request.path).stem().string(), "network_");
  draft.hasWeights = false; // until they are there
  size_t errorsBefore = sink.errorCount();
  std::vector<LayerText> layers = parseParam(*request.text, sink);
  if (sink.errorCount() == errorsBefore)
    NetworkReader(layers, request, draft, sink).read();
  if (sink.errorCount() != errorsBefore)
    return std::nullopt;
  Imported imported = finishImport(draft);
  reportLosses(imported, request.path, sink);
  if (request.weights)
    memory->file = request.weights->memory;
  imported.memory = memory;
  return imported;
}

} // namespace evenstride::interchange::ncnn
