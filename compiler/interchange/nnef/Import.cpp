// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The steps of an import.
#include "interchange/nnef/Import.h"
#include "interchange/ImportCodes.h"
#include "interchange/Steps.h"
#include "interchange/nnef/GraphReader.h"

#include <fmt/format.h>

namespace evenstride::interchange::nnef {

namespace {

/// What the weights of an imported network point into.
struct Memory {
  explicit Memory(const std::filesystem::path &folder) : tensors(folder, draft) {}

  Draft draft;
  Tensors tensors;
};

} // namespace

static void warnOfBatch(const ImportRequest &request, int64_t batch, diagnostics::Sink &sink) {
  diagnostics::Diagnostic warning;
  warning.code = codes::wasForBatches;
  warning.message = fmt::format("`{}`: {}", request.path, batchText(batch));
  sink.report(std::move(warning));
}

std::optional<Imported> importModel(const ImportRequest &request, diagnostics::Sink &sink) {
  std::filesystem::path folder = std::filesystem::path(request.path).parent_path();
  auto memory = std::make_shared<Memory>(folder.empty() ? "." : folder);
  auto graph = parseGraph(*request.text, sink);
  if (!graph)
    return std::nullopt;
  Draft &draft = memory->draft;
  draft.name = identifierOf(graph->name, "network_");
  draft.hasWeights = memory->tensors.areThere();
  Progress progress(draft, memory->tensors);
  diagnostics::Sink own;
  GraphReader(*graph, progress).read(own);
  own.sortByPosition();
  for (const diagnostics::Diagnostic &diagnostic : own.all())
    sink.report(diagnostic);
  if (own.hasErrors())
    return std::nullopt;
  if (progress.ends.batch() > 1)
    warnOfBatch(request, progress.ends.batch(), sink);
  Imported imported = finishImport(draft);
  reportLosses(imported, request.path, sink);
  imported.memory = memory;
  return imported;
}

} // namespace evenstride::interchange::nnef
