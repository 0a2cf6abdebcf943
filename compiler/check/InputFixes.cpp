// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the size's place in the declaration. Such a fix asks for `retrain`: the weights of a `dense` no longer fit, and
// those of other layers were trained on pictures of another size.
#include "check/InputFixes.h"

#include "check/CallEdits.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Edit;
using diagnostics::Fix;

std::vector<int64_t> nearSizes(const Flow &flow, ValueId value, Axis axis) {
  const AxisFact &fact = flow.facts(value)[axis];
  if (flow.purpose == Purpose::Trial || !fact.size || fact.size->isConstant())
    return {};
  return flow.sizes.near(fact.symbol, flow.inputSize(fact.symbol));
}

/// Where the size of a symbol is written, or null.
static const ast::Expr *writtenSize(const Flow &flow, Symbol symbol) {
  const std::string &name = flow.graph.inputs[size_t(symbol / 2)].name;
  for (const ast::NetworkInput &input : flow.network->inputs)
    if (input.name.name == name && input.type.dims.size() == 3)
      return sizeOf(input.type, symbol % 2 == 0 ? Rows : Columns);
  return nullptr;
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
    const ast::Expr *written = near.empty() ? nullptr : writtenSize(flow, flow.facts(value)[axis].symbol);
    if (!written || !isLiteral(*written))
      return std::nullopt;
    edits.push_back({written->span, std::to_string(near[0])});
    sizes += (sizes.empty() ? "" : " and ") + support::plural(near[0], noun(axis));
  }
  sortEdits(edits);
  return Fix{diagnostics::FixTag::Retrain, "take inputs of " + sizes, std::move(edits)};
}

} // namespace evenstride::check
