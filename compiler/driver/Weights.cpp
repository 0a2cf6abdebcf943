// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The search for weights.
#include "driver/Weights.h"
#include "driver/ImportFile.h"
#include "driver/Model.h"
#include "driver/Report.h"

#include <fmt/format.h>

#include <filesystem>

namespace evenstride::driver {

using diagnostics::Code;
using interchange::MappedFile;

/// The file where weights are looked for if none is named.
static std::string fileBeside(const std::string &model) {
  return std::filesystem::path(parseModelName(model).file).replace_extension(".safetensors").string();
}

static void reportNoWeights(const check::Graph &graph, const std::string &model, diagnostics::Sink &sink) {
  std::string foreign = weightsBeside(parseModelName(model).file);
  std::string lookedFor = foreign.empty() ? fileBeside(model) : foreign;
  auto diagnostic = fault(Code::E0401, fmt::format("there are no weights for `{}`", graph.name));
  diagnostic.notes.push_back(fmt::format("looked for `{}`", lookedFor));
  diagnostic.help.push_back(
      fmt::format("name a file: `--weights FILE{}`", std::filesystem::path(lookedFor).extension().string()));
  diagnostic.help.push_back("or try the network out with made-up weights: `--random-weights 1`");
  sink.report(std::move(diagnostic));
}

std::optional<Weights> Weights::find(const NetworkOptions &options, const check::Graph &graph, WithoutWeights without,
                                     diagnostics::Sink &sink) {
  Weights weights;
  weights.randomSeed = options.randomWeights;
  if (options.randomWeights || (options.weights.empty() && !hasWeights(graph)))
    return weights;
  weights.path = options.weights.empty() ? fileBeside(options.model) : options.weights;
  std::error_code ignored;
  if (options.weights.empty() && !std::filesystem::exists(weights.path, ignored)) {
    if (without == WithoutWeights::Refuse) {
      reportNoWeights(graph, options.model, sink);
      return std::nullopt;
    }
    weights.randomSeed = 1;
    return weights;
  }
  auto opened = MappedFile::open(weights.path);
  if (auto *why = std::get_if<std::string>(&opened)) {
    sink.report(fault(Code::E0001, fmt::format("`{}` cannot be read: {}", weights.path, *why)));
    return std::nullopt;
  }
  weights.file = std::get<MappedFile>(std::move(opened));
  return weights;
}

Weights Weights::of(std::shared_ptr<const interchange::Imported> imported, std::string path) {
  Weights weights;
  weights.imported = std::move(imported);
  weights.path = std::move(path);
  return weights;
}

/// The tensors of an imported file as though they stood in one of ours.
static interchange::Safetensors storedTensors(const interchange::Imported &imported) {
  std::vector<interchange::StoredTensor> tensors;
  for (const interchange::TensorToWrite &tensor : imported.weights) {
    const auto *bytes = reinterpret_cast<const uint8_t *>(tensor.values.data());
    tensors.push_back({tensor.name, "F32", tensor.shape, {bytes, tensor.values.size_bytes()}});
  }
  return interchange::Safetensors::of(std::move(tensors));
}

bool Weights::load(const check::Graph &graph, diagnostics::Sink &sink) {
  if (store)
    return true;
  if (!file && !imported) {
    store = interchange::WeightStore::random(graph, randomSeed.value_or(0));
    return true;
  }
  size_t errorsBefore = sink.errorCount();
  auto tensors =
      imported ? std::optional(storedTensors(*imported)) : interchange::Safetensors::read(file->bytes(), path, sink);
  if (!tensors)
    return false;
  auto bound = interchange::WeightStore::bind(graph, *tensors, path, sink);
  if (sink.errorCount() == errorsBefore)
    store = std::move(bound);
  return store.has_value();
}

emit::WeightMap Weights::views() const {
  emit::WeightMap map;
  for (const auto &[name, values] : store->views())
    map[name] = {values};
  return map;
}

void Weights::addTo(Fingerprint &fingerprint) const {
  if (file) {
    fingerprint.add("file").add(file->bytes());
  } else if (imported) {
    const interchange::Safetensors stored = storedTensors(*imported);
    for (const interchange::StoredTensor &tensor : stored.tensors())
      fingerprint.add(tensor.name).add(tensor.bytes);
  } else {
    fingerprint.add("made up").add(randomSeed.value_or(0));
  }
}

std::string Weights::describe() const {
  if (file || imported)
    return path;
  return randomSeed ? fmt::format("made-up weights (seed {})", *randomSeed) : "no weights";
}

} // namespace evenstride::driver
