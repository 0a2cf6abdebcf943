// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The common beginning of the commands that compile.
#include "driver/Session.h"
#include "driver/ImportFile.h"

#include <fmt/format.h>

namespace evenstride::driver {

CompileRequest Session::request(const NetworkOptions &options) {
  CompileRequest request;
  request.graph = graph;
  request.weights = weights ? &*weights : nullptr;
  request.targets = targets;
  request.exact = options.exact;
  request.strips = options.noStrips ? emit::Strips::Never : emit::Strips::WherePays;
  request.verbose = options.verbose;
  request.weightLimit = options.maxWeights.value_or(request.weightLimit);
  return request;
}

bool openSession(const NetworkOptions &options, Session &session, diagnostics::Sink &sink) {
  session.targets = chooseTargets(options.targets, sink);
  return openNetwork(options, session, sink);
}

bool openNetwork(const NetworkOptions &options, Session &session, diagnostics::Sink &sink) {
  ModelName name = parseModelName(options.model);
  std::string second = isSecondFile(name.file, options.weights) ? options.weights : "";
  auto model = loadModel({name.file, options.sizes, second}, sink);
  if (!model)
    return false;
  session.model = std::move(*model);
  if (sink.hasErrors())
    return false;
  session.graph = selectNetwork(session.model, name, sink);
  return session.graph && requireSizes(*session.graph, sink);
}

bool findWeights(const NetworkOptions &options, WithoutWeights without, Session &session, diagnostics::Sink &sink) {
  const std::string &file = session.model.source().path();
  bool takesImported = options.weights.empty() || isSecondFile(file, options.weights);
  if (session.model.imported && session.model.imported->hasWeights && takesImported && !options.randomWeights)
    session.weights = Weights::of(session.model.imported, file);
  else
    session.weights = Weights::find(options, *session.graph, without, sink);
  if (!session.weights)
    return false;
  if (auto seed = session.weights->seed(); seed && hasWeights(*session.graph))
    fmt::print("the weights are made up (He initialisation, seed {}): the results mean nothing\n", *seed);
  return true;
}

} // namespace evenstride::driver
