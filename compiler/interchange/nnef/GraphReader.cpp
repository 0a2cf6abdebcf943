// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations in order, and the three of them that bring tensors in.
#include "interchange/nnef/GraphReader.h"
#include "interchange/ImportCodes.h"
#include "interchange/nnef/Operations.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::nnef {

static Unit unitOf(const Operation &operation) {
  std::string_view name = operation.results.empty() ? "" : std::string_view(operation.results[0].text);
  return namedUnit(name, operation.op.text, operation.op.span);
}

static bool isDeclaration(const Operation &operation) {
  return operation.op.text == "external" || operation.op.text == "variable" || operation.op.text == "constant";
}

void GraphReader::read(diagnostics::Sink &sink) {
  for (const Operation &operation : graph.operations)
    readOperation(operation);
  for (const Name &input : graph.inputs) {
    bool isGiven = std::ranges::any_of(graph.operations, [&](const Operation &operation) {
      return operation.op.text == "external" && !operation.results.empty() && operation.results[0].text == input.text;
    });
    if (!isGiven)
      refusals.add(namedUnit(input.text, "input", input.span), {"no `external` gives it"});
  }
  if (graph.outputs.empty())
    refusals.add(namedUnit("", "graph", {}), {"it has no outputs"});
  for (const Name &output : graph.outputs)
    readOutput(output);
  std::ranges::sort(progress.draft.inputs, {}, [&](const Draft::Named &input) { return inputPlaces[input.value]; });
  refusals.report(sink);
}

bool GraphReader::isReady(const Operation &operation, const Expression &expression) {
  bool areReady = true;
  for (const Expression &item : expression.items)
    areReady = isReady(operation, item) && areReady;
  if (expression.kind != ExpressionKind::Name)
    return areReady;
  auto found = progress.values.find(expression.text);
  if (found == progress.values.end()) {
    refusals.add(unitOf(operation),
                 {fmt::format("nothing before it gives `{}`", printable(expression.text)), expression.span});
    return false;
  }
  return !std::holds_alternative<Unknown>(found->second);
}

bool GraphReader::define(const Operation &operation, const Name &name) {
  if (progress.values.emplace(name.text, Unknown()).second)
    return true;
  refusals.add(unitOf(operation), {fmt::format("`{}` is given twice", printable(name.text)), name.span});
  return false;
}

void GraphReader::checkResults(const Operation &operation) const {
  for (const Name &result : operation.results)
    if (std::holds_alternative<Unknown>(progress.values.find(result.text)->second))
      throw Refusal{fmt::format("it gives no `{}`", printable(result.text)), result.span};
}

void GraphReader::readOperation(const Operation &operation) {
  const OperationType *type = findOperation(operation.op.text);
  bool isSound = type || isDeclaration(operation);
  if (!isSound)
    refusals.add(unitOf(operation), {"no operation of this name is imported"});
  for (const Argument &argument : operation.arguments)
    isSound = isReady(operation, argument.value) && isSound;
  for (const Name &result : operation.results)
    isSound = define(operation, result) && isSound;
  if (!isSound)
    return;
  Faults faults;
  try {
    importOperation(operation, type, faults);
  } catch (const Refusal &refusal) {
    faults.end(refusal);
  }
  for (const Refusal &fault : faults.list())
    refusals.add(unitOf(operation), fault);
  if (!faults.list().empty())
    for (const Name &result : operation.results)
      progress.values[result.text] = Unknown();
}

void GraphReader::importOperation(const Operation &operation, const OperationType *type, Faults &faults) {
  if (!type)
    return declare(operation, faults);
  Call call(operation, type->parameters(), progress, faults);
  type->import(call);
  call.stopAtFaults();
  checkResults(operation);
}

static std::vector<int64_t> shapeOf(const Call &call) {
  std::vector<int64_t> shape = call.integers("shape");
  call.stopAtFaults();
  int64_t elements = 1;
  for (int64_t extent : shape)
    if (extent < 1 || extent > geometry::maxExtent || __builtin_mul_overflow(elements, extent, &elements) ||
        elements > geometry::maxElements)
      call.refuse("shape", fmt::format("its shape {} is not known, or too large", shapeText(shape)));
  return shape;
}

void GraphReader::addInput(const Operation &operation, const Call &call) {
  const std::string &name = operation.results[0].text;
  auto place = std::ranges::find(graph.inputs, name, &Name::text);
  if (place == graph.inputs.end())
    throw Refusal{"it is no parameter of the graph"};
  View view = progress.ends.addInput(name, shapeOf(call));
  inputPlaces[view.value] = place - graph.inputs.begin();
  progress.values[name] = std::move(view);
}

void GraphReader::declare(const Operation &operation, Faults &faults) {
  static constexpr std::array<std::string_view, 2> ofVariables = {"shape", "label"}, ofConstants = {"shape", "value"};
  if (!operation.type.empty() && operation.type != "scalar")
    throw Refusal{fmt::format("it is of type `{}`; tensors of `scalar` are built", printable(operation.type))};
  if (operation.results.size() != 1)
    throw Refusal{fmt::format("it has {} results", operation.results.size())};
  bool isInput = operation.op.text == "external", isConstant = operation.op.text == "constant";
  std::span<const std::string_view> parameters = isConstant ? ofConstants : ofVariables;
  Call call(operation, isInput ? parameters.first(1) : parameters, progress, faults);
  if (isInput)
    return addInput(operation, call);
  std::vector<int64_t> shape = shapeOf(call);
  if (isConstant)
    return call.set(0, Constant{shape, call.literals("value", shape)});
  std::string label = call.text("label", "");
  if (label.empty())
    throw Refusal{"it has no label"};
  progress.variables[operation.results[0].text] = label;
  call.set(0, progress.draft.hasWeights ? progress.tensors.read(label, shape) : Constant{shape, {}});
}

void GraphReader::readOutput(const Name &output) {
  Unit unit = namedUnit(output.text, "output", output.span);
  auto found = progress.values.find(output.text);
  try {
    if (found == progress.values.end())
      throw Refusal{"nothing gives it"};
    if (std::holds_alternative<Constant>(found->second))
      throw Refusal{"it is a constant"};
    if (const auto *view = std::get_if<View>(&found->second))
      progress.ends.addOutput(output.text, *view);
  } catch (const Refusal &refusal) {
    refusals.add(unit, refusal);
  }
}

} // namespace evenstride::interchange::nnef
