// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The front half, the backend and the reference, one after the other.
#include "CompiledText.h"

#include "Process.h"
#include "check/Check.h"
#include "syntax/Parser.h"

#include <stdexcept>

namespace evenstride::test {

CompiledText::CompiledText(std::string text)
    : file(std::make_unique<support::SourceFile>("test.stride", std::move(text))) {
  diagnostics::Sink sink;
  ast::Module module = syntax::parse(*file, sink);
  std::vector<check::Graph> graphs;
  if (!sink.hasErrors())
    graphs = check::check(module, sink);
  if (sink.hasErrors() || graphs.empty())
    throw std::runtime_error(sink.all().empty() ? "no network" : sink.all().front().message);
  graph = std::move(graphs.front());
  store = interchange::WeightStore::random(graph, 1);
  for (const auto &[name, values] : store.views())
    weights[name] = {values};
}

void CompiledText::setWeight(const std::string &name, std::vector<float> values) {
  changed[name] = std::move(values);
  weights[name] = {changed[name]};
}

emit::BackendResult CompiledText::request(const std::function<void(emit::BackendRequest &)> &change) const {
  emit::BackendRequest request;
  request.graph = &graph;
  request.weights = &weights;
  request.targets = {support::hostTarget()};
  request.jobs = 2;
  if (change)
    change(request);
  return evenstride_backend()->compile(request);
}

const emit::LibraryFiles &CompiledText::build(const std::function<void(emit::BackendRequest &)> &change) {
  emit::BackendResult result = request(change);
  if (auto *error = std::get_if<emit::BackendError>(&result))
    throw std::runtime_error(error->message);
  return files = std::move(std::get<emit::LibraryFiles>(result));
}

void CompiledText::write(const std::filesystem::path &folder) const {
  writeFile(folder / ("lib" + graph.name + ".a"), files.archive);
  writeFile(folder / (graph.name + ".h"), files.header);
  writeFile(folder / (graph.name + ".hpp"), files.cppHeader);
  if (!files.weightsFile.empty())
    writeFile(folder / (graph.name + ".weights"), files.weightsFile);
}

std::vector<std::vector<float>> CompiledText::inputs() const {
  std::vector<std::vector<float>> result;
  uint32_t state = 12345;
  for (const check::NetworkInput &input : graph.inputs) {
    std::vector<float> &values = result.emplace_back(size_t(graph.shapeOf(input.value).elements()));
    for (float &value : values) {
      state = state * 1664525u + 1013904223u;
      value = input.format.bytes ? float(state >> 24) : float(int32_t(state) >> 8) / float(1 << 23);
    }
  }
  return result;
}

std::vector<layers::Tensor> CompiledText::evaluate(const std::vector<std::vector<float>> &inputs) const {
  std::vector<layers::Tensor> values(graph.values.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    layers::Tensor &tensor = values[size_t(graph.inputs[i].value)];
    tensor = layers::Tensor(graph.shapeOf(graph.inputs[i].value));
    tensor.data.assign(inputs[i].begin(), inputs[i].end());
  }
  for (const check::Node &node : graph.nodes) {
    std::vector<const layers::Tensor *> operands;
    for (check::ValueId operand : node.operands)
      operands.push_back(&values[size_t(operand)]);
    layers::ReferenceWeights own;
    for (const layers::WeightSpec &spec : graph.weightsOf(node)) {
      const auto &floats = weights.find(node.path + "." + spec.suffix)->second.values;
      own[spec.suffix].assign(floats.begin(), floats.end());
    }
    values[size_t(node.result)] = node.kind->reference(node.arguments, operands, own);
  }
  return values;
}

std::vector<layers::Tensor> CompiledText::reference(const std::vector<std::vector<float>> &inputs) const {
  const std::vector<layers::Tensor> values = evaluate(inputs);
  std::vector<layers::Tensor> outputs;
  for (const check::NetworkOutput &output : graph.outputs)
    outputs.push_back(values[size_t(output.value)]);
  return outputs;
}

layers::Tensor CompiledText::referenceOf(const std::string &path, const std::vector<std::vector<float>> &inputs) const {
  for (const check::Node &node : graph.nodes)
    if (node.path == path)
      return evaluate(inputs)[size_t(node.result)];
  throw std::runtime_error("no layer " + path);
}

} // namespace evenstride::test
