// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The steps of an import.
#include "interchange/onnx/Import.h"
#include "interchange/Steps.h"
#include "interchange/onnx/GraphReader.h"
#include "interchange/onnx/Model.h"

#include "onnx.pb.h"

#include <filesystem>
#include <memory>
#include <set>

namespace evenstride::interchange::onnx {

namespace {

/// What the weights of an imported network point into.
struct Memory {
  std::shared_ptr<const ::onnx::ModelProto> model;
  std::unique_ptr<Draft> draft;
};

/// A model under one reading of its inputs.
struct Attempt {
  std::unique_ptr<Draft> draft = std::make_unique<Draft>();
  diagnostics::Sink sink;
};

} // namespace

static Attempt readAs(Reading reading, const ::onnx::ModelProto &model, const ImportRequest &request) {
  Attempt attempt;
  attempt.draft->name = identifierOf(std::filesystem::path(request.path).stem().string(), "network_");
  GraphReader(model, request, reading, *attempt.draft, attempt.sink).read();
  return attempt;
}

/// How the axes of inputs of all ranks are read.
using Meaning = std::vector<std::vector<Base>>;
static Meaning meaningOf(Reading reading, const ::onnx::ModelProto &model) {
  Meaning meaning;
  for (const ::onnx::ValueInfoProto &input : model.graph().input())
    meaning.push_back(basesOf(reading, size_t(input.type().tensor_type().shape().dim_size())));
  return meaning;
}

/// Under the first reading that has no errors, else under the first that has fewest.
static Attempt readModel(const ::onnx::ModelProto &model, const ImportRequest &request) {
  Attempt best = readAs(allReadings[0], model, request);
  std::set<Meaning> tried = {meaningOf(allReadings[0], model)};
  for (Reading reading : allReadings) {
    if (!best.sink.hasErrors() || !tried.insert(meaningOf(reading, model)).second)
      continue;
    if (Attempt other = readAs(reading, model, request); other.sink.errorCount() < best.sink.errorCount())
      best = std::move(other);
  }
  return best;
}

std::optional<Imported> importModel(const ImportRequest &request, diagnostics::Sink &sink) {
  auto memory = std::make_shared<Memory>();
  memory->model = parseModel(request.bytes, request.path, sink);
  if (!memory->model)
    return std::nullopt;
  Attempt attempt = readModel(*memory->model, request);
  memory->draft = std::move(attempt.draft);
  for (const diagnostics::Diagnostic &diagnostic : attempt.sink.all())
    sink.report(diagnostic);
  if (attempt.sink.hasErrors())
    return std::nullopt;
  Imported imported = finishImport(*memory->draft);
  reportLosses(imported, request.path, sink);
  imported.memory = memory;
  return imported;
}

} // namespace evenstride::interchange::onnx
