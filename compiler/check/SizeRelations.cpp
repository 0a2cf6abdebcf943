// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A size program at given values, and variables that have to be equal.
#include "check/SizeRelations.h"

#include <set>

namespace evenstride::check {

std::vector<int64_t> presentValues(const SizeProgram &program) {
  std::vector<int64_t> values;
  for (const VariableSize &variable : program.variables())
    values.push_back(variable.value);
  return values;
}

std::vector<std::optional<int64_t>> extentsAt(const SizeProgram &program, const std::vector<int64_t> &values) {
  std::vector<std::optional<int64_t>> present;
  for (const ExtentRule &rule : program.extents()) {
    std::optional<int64_t> operand = 1;
    if (rule.kind == ExtentRule::Kind::Variable)
      operand = values[size_t(rule.variable)];
    else if (rule.operand != unknownExtent)
      operand = present[size_t(rule.operand)];
    present.push_back(operand ? extentOf(rule, *operand) : std::nullopt);
  }
  return present;
}

/// Whether two extents are the same function of their variables, and of which.
static bool sameFunction(const SizeProgram &program, ExtentId a, ExtentId b) {
  for (;;) {
    const ExtentRule &left = program.rule(a), &right = program.rule(b);
    const geometry::Window &v = left.window.window, &w = right.window.window;
    bool same = left.kind == right.kind && left.value == right.value && left.scaling.factor == right.scaling.factor &&
                left.scaling.offset == right.scaling.offset && left.scaling.divisor == right.scaling.divisor &&
                v.kernel == w.kernel && v.stride == w.stride && v.dilation == w.dilation && v.before == w.before &&
                v.after == w.after && left.window.rounding == right.window.rounding;
    if (!same || left.operand == unknownExtent)
      return same && left.kind == ExtentRule::Kind::Variable;
    a = left.operand;
    b = right.operand;
  }
}

std::vector<SizeVariable> tiedTo(const SizeProgram &program, SizeVariable variable) {
  std::set<SizeVariable> tied{variable};
  auto mayTie = [&](ExtentId extent) {
    SizeVariable of = program.variableOf(extent);
    return of != noVariable && !program.variables()[size_t(of)].named;
  };
  auto tie = [&](ExtentId a, ExtentId b) {
    if (a == unknownExtent || b == unknownExtent || !mayTie(a) || !mayTie(b) || !sameFunction(program, a, b))
      return false;
    bool first = tied.contains(program.variableOf(a)), second = tied.contains(program.variableOf(b));
    if (first == second)
      return false;
    tied.insert(program.variableOf(first ? b : a));
    return true;
  };
  for (bool grows = true; grows;) {
    grows = false;
    for (const SizeDemand &demand : program.demands())
      if (demand.kind == SizeDemand::Kind::Equal || demand.kind == SizeDemand::Kind::Meet) {
        grows = tie(demand.first.rows, demand.second.rows) || grows;
        grows = tie(demand.first.columns, demand.second.columns) || grows;
      }
  }
  return {tied.begin(), tied.end()};
}

} // namespace evenstride::check
