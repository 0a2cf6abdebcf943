// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Draft to text, and the graph that the check makes of the text held against the draft, layer by layer.
#include "interchange/Imported.h"

#include "ast/Print.h"
#include "check/Check.h"
#include "interchange/Blocks.h"
#include "interchange/ImportCodes.h"
#include "interchange/Steps.h"
#include "syntax/Parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace evenstride::interchange {

namespace {

struct Readable {
  ast::Module module;
  std::vector<int32_t> layers; // of the draft, in the order of the text
};

ast::NetworkInput inputOf(const std::string &name, const layers::Shape &shape, check::InputFormat format) {
  ast::NetworkInput input;
  input.name.name = name;
  input.type.element.name = format.bytes ? "u8" : "f32";
  input.type.dims = {integerExpr(shape.channels), integerExpr(shape.height), integerExpr(shape.width)};
  if (format.interleaved) {
    std::ranges::rotate(input.type.dims, input.type.dims.begin() + 1);
    input.type.layout.emplace().name = "hwc";
  }
  return input;
}

Readable readable(const Draft &draft, Folding folding) {
  Readable result;
  Blocks found{{}, stepsOf(draft)};
  if (folding == Folding::Repeats)
    found = findBlocks(std::move(found.steps), draft);
  for (ast::Block &block : found.blocks)
    result.module.items.push_back(std::move(block));
  BodyRequest request{std::move(found.steps), draft.inputs, draft.outputs, true, folding};
  Body body = bodyOf(std::move(request));
  ast::Network network;
  network.name.name = draft.name;
  for (size_t i = 0; i < draft.inputs.size(); ++i)
    network.inputs.push_back(
        inputOf(draft.inputs[i].name, draft.shapes[size_t(draft.inputs[i].value)], draft.formats[i]));
  network.body = std::move(body.statements);
  result.module.items.push_back(std::move(network));
  result.layers = std::move(body.layers);
  return result;
}

/// Whether the graph is the draft: the same layers on the same values, in the order given.
class Comparison {
public:
  Comparison(const Draft &draft, const check::Graph &graph) : draft(draft), graph(graph) {
    for (size_t i = 0; i < draft.inputs.size(); ++i)
      values[draft.inputs[i].value] = graph.inputs[i].value;
  }

  /// The graph's node of each layer, in the order of `layers`; nothing where they differ.
  std::optional<std::vector<const check::Node *>> match(const std::vector<int32_t> &layers) {
    std::vector<const check::Node *> nodes;
    size_t next = 0;
    for (int32_t index : layers) {
      const DraftLayer &layer = draft.layers[size_t(index)];
      const check::Node *crop = nullptr;
      if (next < graph.nodes.size() && graph.nodes[next].path.ends_with(":crop"))
        crop = &graph.nodes[next++];
      if (next == graph.nodes.size() || !same(layer, graph.nodes[next], crop))
        return std::nullopt;
      nodes.push_back(&graph.nodes[next++]);
      values[layer.result] = nodes.back()->result;
    }
    return next == graph.nodes.size() ? std::optional(nodes) : std::nullopt;
  }

private:
  bool same(const DraftLayer &layer, const check::Node &node, const check::Node *crop) {
    if (node.kind != layer.kind || node.operands.size() != layer.operands.size() ||
        graph.shapeOf(node.result) != draft.shapes[size_t(layer.result)])
      return false;
    for (size_t i = 0; i < node.operands.size(); ++i) {
      check::ValueId operand = crop && node.operands[i] == crop->result ? crop->operands[0] : node.operands[i];
      if (values[layer.operands[i]] != operand)
        return false;
    }
    auto round = layer.arguments.values.find("round");
    if (round != layer.arguments.values.end() && !std::get<std::string>(round->second).empty())
      return true; // written out by the check
    for (const auto &[name, value] : node.arguments.values)
      if (layer.arguments.values.find(name)->second != value)
        return false;
    return true;
  }

  const Draft &draft;
  const check::Graph &graph;
  std::map<DraftValue, check::ValueId> values;
};

} // namespace

/// The path of each weight; nothing where the text does not mean the draft.
static std::optional<std::vector<TensorToWrite>> weightsOf(const Draft &draft, const std::string &text,
                                                           const std::vector<int32_t> &layers) {
  support::SourceFile file("", text);
  diagnostics::Sink sink;
  ast::Module module = syntax::parse(file, sink);
  std::vector<check::Graph> graphs = check::check(module, sink);
  if (sink.hasErrors() || graphs.size() != 1)
    return std::nullopt;
  auto nodes = Comparison(draft, graphs[0]).match(layers);
  if (!nodes)
    return std::nullopt;
  std::vector<TensorToWrite> weights;
  for (size_t i = 0; i < layers.size(); ++i)
    for (const DraftWeight &weight : draft.layers[size_t(layers[i])].weights)
      weights.push_back({(*nodes)[i]->path + "." + weight.suffix, weight.shape, weight.values});
  return weights;
}

Imported finishImport(Draft &draft) {
  dropUnused(draft);
  Imported imported;
  std::optional<std::vector<TensorToWrite>> weights;
  for (Folding folding : {Folding::Repeats, Folding::None}) { // where folding changes a path, it is not done
    Readable result = readable(draft, folding);
    imported.text = ast::print(result.module);
    weights = weightsOf(draft, imported.text, result.layers);
    if (weights)
      break;
  }
  assert(weights && "the text means the draft");
  if (draft.hasWeights) // else some may have been made up, and those of files are not there
    imported.weights = weights.value();
  imported.remarks = std::move(draft.remarks);
  imported.layers = draft.layers.size();
  imported.hasWeights = draft.hasWeights;
  for (const Draft::Beside &file : draft.files)
    imported.filesBeside.push_back(file.path);
  return imported;
}

void reportLosses(const Imported &imported, const std::string &path, diagnostics::Sink &sink) {
  for (const Draft::Remark &remark : imported.remarks) {
    if (!remark.dropsInput)
      continue;
    diagnostics::Diagnostic warning;
    warning.code = codes::losesInput;
    warning.primary.span = remark.span;
    std::string file = remark.span.valid() ? "" : fmt::format("`{}`: ", path);
    warning.message = fmt::format("{}`{}` rounds down: {}", file, remark.unit, remark.text);
    sink.report(std::move(warning));
  }
}

} // namespace evenstride::interchange
