// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The steps of an import.
#include "interchange/caffe/Import.h"
#include "interchange/Steps.h"
#include "interchange/caffe/NetReader.h"

#include <filesystem>

namespace evenstride::interchange::caffe {

namespace {

/// What the weights of an imported network point into.
struct Memory {
  std::shared_ptr<const void> blobs;
  Draft draft;
};

} // namespace

/// Fills the draft; what was reported makes it unfit.
static void readDraft(Memory &memory, const ImportRequest &request, diagnostics::Sink &sink) {
  auto file = parsePrototxt(*request.text, sink);
  Progress progress(memory.draft);
  memory.draft.hasWeights = request.weights.has_value();
  if (request.weights && (progress.weights = Blobs::read(*request.weights, memory.draft, sink)))
    memory.blobs = progress.weights->memory();
  if (!file || sink.hasErrors())
    return;
  Refusals refusals;
  Net net = readNet(*file, refusals);
  NetReader(request, progress, {sink, refusals}).read(net);
}

std::optional<Imported> importModel(const ImportRequest &request, diagnostics::Sink &sink) {
  auto memory = std::make_shared<Memory>();
  memory->draft.name = identifierOf(std::filesystem::path(request.path).stem().string(), "network_");
  diagnostics::Sink own;
  readDraft(*memory, request, own);
  own.sortByPosition();
  for (const diagnostics::Diagnostic &diagnostic : own.all())
    sink.report(diagnostic);
  if (own.hasErrors())
    return std::nullopt;
  Imported imported = finishImport(memory->draft);
  reportLosses(imported, request.path, sink);
  imported.memory = memory;
  return imported;
}

} // namespace evenstride::interchange::caffe
