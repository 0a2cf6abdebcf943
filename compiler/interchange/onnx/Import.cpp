// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The steps of an import.
#include "interchange/onnx/Import.h"
#include "interchange/Steps.h"
#include "interchange/onnx/GraphReader.h"
#include "interchange/onnx/Model.h"

#include "onnx.pb.h"

#include <filesystem>

namespace evenstride::interchange::onnx {

namespace {

/// What the weights of an imported network point into.
struct Memory {
  std::shared_ptr<const ::onnx::ModelProto> model;
  Draft draft;
};

} // namespace

std::optional<Imported> importModel(const ImportRequest &request, diagnostics::Sink &sink) {
  auto memory = std::make_shared<Memory>();
  memory->model = parseModel(request.bytes, request.path, sink);
  if (!memory->model)
    return std::nullopt;
  Draft &draft = memory->draft;
  draft.name = identifierOf(std::filesystem::path(request.path).stem().string(), "network_");
  diagnostics::Sink own;
  GraphReader(*memory->model, request, draft, own).read();
  for (const diagnostics::Diagnostic &diagnostic : own.all())
    sink.report(diagnostic);
  if (own.hasErrors())
    return std::nullopt;
  Imported imported = finishImport(draft);
  reportLosses(imported, request.path, sink);
  imported.memory = memory;
  return imported;
}

} // namespace evenstride::interchange::onnx
