// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Equal extents and demands are kept once, so that a long network has a short program.
#include "check/SizeProgram.h"

#include "geometry/Checked.h"

#include <algorithm>

namespace evenstride::check {

using geometry::Checked;
using geometry::Verdict;

bool SizeProgram::hasNames() const { return std::ranges::any_of(allVariables, &VariableSize::named); }

SizeVariable SizeProgram::addVariable(VariableSize variable) {
  allVariables.push_back(std::move(variable));
  return SizeVariable(allVariables.size()) - 1;
}

ExtentId SizeProgram::add(ExtentRule rule) {
  const geometry::Window &w = rule.window.window;
  Key key{int64_t(rule.kind),
          rule.value,
          rule.operand,
          rule.scaling.factor,
          rule.scaling.offset,
          rule.scaling.divisor,
          rule.scaling.least,
          w.kernel,
          w.stride,
          w.dilation,
          w.before,
          w.after,
          int64_t(rule.window.rounding),
          rule.window.isPool,
          rule.variable};
  auto [place, isNew] = extentByKey.try_emplace(std::move(key), ExtentId(rules.size()));
  if (!isNew)
    return place->second;
  bool derived = rule.kind == ExtentRule::Kind::Scaled || rule.kind == ExtentRule::Kind::Window;
  rules.push_back(rule);
  if (derived)
    allDemands.push_back({.kind = SizeDemand::Kind::Rule, .first = {place->second}, .node = rule.node});
  return place->second;
}

ExtentId SizeProgram::constant(int64_t value) { return add({.kind = ExtentRule::Kind::Constant, .value = value}); }

ExtentId SizeProgram::variable(SizeVariable variable, Axis axis) {
  const size_t before = rules.size();
  const ExtentId extent = add({.kind = ExtentRule::Kind::Variable, .variable = variable, .axis = axis});
  if (rules.size() > before) // a name says only here where it stands
    allVariables[size_t(variable)].axis = axis;
  return extent;
}

ExtentId SizeProgram::scaled(ExtentId operand, const Scaling &scaling, int32_t node, Axis axis) {
  if (operand == unknownExtent || scaling.isIdentity())
    return operand;
  return add({.kind = ExtentRule::Kind::Scaled,
              .operand = operand,
              .scaling = scaling,
              .variable = variableOf(operand),
              .node = node,
              .axis = axis});
}

ExtentId SizeProgram::window(ExtentId operand, const WindowRule &rule, int32_t node, Axis axis) {
  if (operand == unknownExtent)
    return operand;
  return add({.kind = ExtentRule::Kind::Window,
              .operand = operand,
              .window = rule,
              .variable = variableOf(operand),
              .node = node,
              .axis = axis});
}

void SizeProgram::add(SizeDemand demand) {
  Key key{int64_t(demand.kind), demand.first.rows, demand.first.columns, demand.second.rows, demand.second.columns};
  if (demanded.insert(std::move(key)).second)
    allDemands.push_back(std::move(demand));
}

void SizeProgram::demandEqual(ExtentId first, ExtentId second, int32_t node, support::Span span) {
  if (first == unknownExtent || second == unknownExtent)
    return giveUp();
  if (first != second)
    add({.kind = SizeDemand::Kind::Equal, .first = {first}, .second = {second}, .node = node, .span = span});
}

void SizeProgram::demandMeeting(ExtentPair first, ExtentPair second, int32_t node, support::Span span) {
  if (std::ranges::min({first.rows, first.columns, second.rows, second.columns}) == unknownExtent)
    return giveUp();
  auto isPoint = [&](ExtentPair pair) {
    const ExtentRule &rows = rule(pair.rows), &columns = rule(pair.columns);
    return rows.kind == ExtentRule::Kind::Constant && columns.kind == ExtentRule::Kind::Constant && rows.value == 1 &&
           columns.value == 1;
  };
  if (first != second && !isPoint(first) && !isPoint(second))
    add({.kind = SizeDemand::Kind::Meet, .first = first, .second = second, .node = node, .span = span});
}

void SizeProgram::demandOneSize(ExtentPair extents, int32_t node, support::Span span) {
  if (varies(extents.rows) || varies(extents.columns))
    add({.kind = SizeDemand::Kind::OneSize, .first = extents, .node = node, .span = span});
}

/// Of all values with these extents the one with most channels sets the limit.
void SizeProgram::demandVolume(int64_t channels, ExtentPair extents, int32_t node, support::Span span) {
  if (!varies(extents.rows) && !varies(extents.columns))
    return;
  auto [place, isNew] = volumes.try_emplace(extents, allDemands.size());
  if (isNew)
    allDemands.push_back({.kind = SizeDemand::Kind::Volume, .first = extents, .node = node, .span = span});
  SizeDemand &demand = allDemands[place->second];
  if (channels > demand.channels) {
    demand.channels = channels;
    demand.node = node;
    demand.span = span;
  }
}

static std::optional<int64_t> throughWindow(const WindowRule &rule, int64_t operand) {
  Verdict verdict = place(rule.window, operand);
  bool divides = verdict.faultClass != geometry::FaultClass::NeverFits &&
                 verdict.faultClass != geometry::FaultClass::Parameter &&
                 verdict.faultClass != geometry::FaultClass::Overflow;
  if (!divides)
    return std::nullopt;
  if (rule.rounding != Rounding::None && verdict.remainder != 0) {
    if (verdict.unread >= verdict.input)
      return std::nullopt;
    geometry::ExactForm form = rule.rounding == Rounding::Up ? exactCeil(verdict) : exactFloor(verdict);
    verdict = place(form.window, operand - form.cropAfter);
  }
  if (!verdict.exact() || (rule.isPool && verdict.onlyPadding))
    return std::nullopt;
  return verdict.output();
}

static std::optional<int64_t> throughScaling(const Scaling &scaling, int64_t operand) {
  if (operand < scaling.least)
    return std::nullopt;
  Checked numerator = geometry::checkedAdd(geometry::checkedMultiply(scaling.factor, operand), scaling.offset);
  if (!numerator || *numerator % scaling.divisor != 0)
    return std::nullopt;
  int64_t result = *numerator / scaling.divisor;
  return result >= 1 && result <= geometry::maxExtent ? std::optional(result) : std::nullopt;
}

std::optional<int64_t> extentOf(const ExtentRule &rule, int64_t operand) {
  switch (rule.kind) {
  case ExtentRule::Kind::Constant:
    return rule.value;
  case ExtentRule::Kind::Variable:
    return operand;
  case ExtentRule::Kind::Scaled:
    return throughScaling(rule.scaling, operand);
  case ExtentRule::Kind::Window:
    return throughWindow(rule.window, operand);
  }
  return std::nullopt;
}

} // namespace evenstride::check
