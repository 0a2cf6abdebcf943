// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the size's place in the declaration. Such a fix asks for `retrain`: the weights of a `dense` no longer fit, and
// those of other layers were trained on pictures of another size.
#include "check/InputFixes.h"

#include "check/CallEdits.h"
#include "check/SizeRelations.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Edit;
using diagnostics::Fix;

/// The variable that is the size of an input and that an axis depends on; none where a size is computed from a name.
static SizeVariable variableBehind(const Flow &flow, ValueId value, Axis axis) {
  const AxisFact &fact = flow.facts(value)[axis];
  if (fact.symbol == noSymbol || fact.extent == unknownExtent)
    return noVariable;
  ExtentId input = flow.inputExtent(fact.symbol);
  bool plain = input != unknownExtent && flow.sizes.rule(input).kind == ExtentRule::Kind::Variable;
  return plain ? flow.sizes.variableOf(fact.extent) : noVariable;
}

std::vector<int64_t> nearSizes(const Flow &flow, ValueId value, Axis axis) {
  constexpr size_t enough = 3;
  SizeVariable variable = flow.purpose == Purpose::Trial ? noVariable : variableBehind(flow, value, axis);
  if (variable == noVariable)
    return {};
  const SizeSet &sizes = flow.acceptedSizes(variable).sizes;
  int64_t wanted = flow.sizes.variables()[size_t(variable)].value;
  std::vector<int64_t> near;
  for (auto size = sizes.atLeast(wanted); size && near.size() < enough; size = sizes.atLeast(*size + 1))
    near.push_back(*size);
  if (!near.empty())
    return near;
  for (auto size = sizes.atMost(wanted - 1); size && near.size() < enough; size = sizes.atMost(*size - 1))
    near.insert(near.begin(), *size);
  return near;
}

/// Where the size of a symbol is written, or null.
static const ast::Expr *writtenSize(const Flow &flow, Symbol symbol) {
  const std::string &name = flow.graph.inputs[size_t(symbol / 2)].name;
  for (const ast::NetworkInput &input : flow.network->inputs)
    if (input.name.name == name && input.type.dims.size() == 3)
      return sizeOf(input.type, symbol % 2 == 0 ? Rows : Columns);
  return nullptr;
}

/// Where the sizes stand that are equal to this one wherever their tensors meet. Empty where one is not written in
/// digits.
static std::vector<const ast::Expr *> writtenSizes(const Flow &flow, SizeVariable variable) {
  std::vector<SizeVariable> tied = tiedTo(flow.sizes, variable);
  std::vector<const ast::Expr *> written;
  for (Symbol symbol = 0; symbol < Symbol(2 * flow.graph.inputs.size()); ++symbol) {
    ExtentId extent = flow.inputExtent(symbol);
    if (std::ranges::find(tied, flow.sizes.variableOf(extent)) == tied.end())
      continue;
    written.push_back(writtenSize(flow, symbol));
    if (!written.back() || !isLiteral(*written.back()))
      return {};
  }
  return written;
}

/// The next multiple of all strides together, which is right for pyramids of pools; nothing where that is no change.
static std::optional<int64_t> nextMultiple(const Flow &flow, Symbol symbol) {
  Axis axis = symbol % 2 == 0 ? Rows : Columns;
  int64_t step = 1, size = flow.inputSize(symbol);
  for (ValueId value = 0; value < ValueId(flow.graph.values.size()); ++value)
    if (auto found = flow.step(value, axis); found && flow.facts(value)[axis].symbol == symbol)
      step = std::max(step, found->first / found->second);
  int64_t next = (size + step - 1) / step * step;
  return next == size ? std::nullopt : std::optional(next);
}

std::optional<Fix> inputOfMultiples(const Flow &flow, ValueId value) {
  if (flow.purpose == Purpose::Trial || !flow.network || !flow.network->name.span.valid())
    return std::nullopt;
  Fix fix{diagnostics::FixTag::Retrain, "", {}};
  for (Axis axis : {Rows, Columns}) {
    Symbol symbol = flow.facts(value)[axis].symbol;
    const ast::Expr *written = symbol == noSymbol ? nullptr : writtenSize(flow, symbol);
    auto next = written && isLiteral(*written) ? nextMultiple(flow, symbol) : std::nullopt;
    if (!next)
      continue;
    fix.edits.push_back({written->span, std::to_string(*next)});
    fix.description += (fix.edits.size() == 1 ? "take inputs of " : " and ") + support::plural(*next, noun(axis));
  }
  sortEdits(fix.edits);
  return fix.edits.empty() ? std::nullopt : std::optional(std::move(fix));
}

std::optional<Fix> otherInput(const Flow &flow, ValueId value, const std::vector<Axis> &axes) {
  if (!flow.network || !flow.network->name.span.valid())
    return std::nullopt;
  std::vector<Edit> edits;
  std::string sizes;
  for (Axis axis : axes) {
    std::vector<int64_t> near = nearSizes(flow, value, axis);
    auto places = near.empty() ? std::vector<const ast::Expr *>()
                               : writtenSizes(flow, flow.sizes.variableOf(flow.facts(value)[axis].extent));
    if (places.empty())
      return std::nullopt;
    for (const ast::Expr *place : places)
      edits.push_back({place->span, std::to_string(near[0])});
    sizes += (sizes.empty() ? "" : " and ") + support::plural(near[0], noun(axis));
  }
  sortEdits(edits);
  return Fix{diagnostics::FixTag::Retrain, "take inputs of " + sizes, std::move(edits)};
}

} // namespace evenstride::check
