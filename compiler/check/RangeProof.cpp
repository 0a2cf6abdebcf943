// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks the demands once. What fails at some t shortens the range to what lies before it, so that in the end the
// smallest failure of each variable is left.
#include "check/RangeProof.h"

#include "geometry/Division.h"
#include "geometry/Progression.h"

#include <algorithm>
#include <map>

namespace evenstride::check {

using geometry::Progression;

namespace {

using Kind = SizeDemand::Kind;

class Prover {
public:
  explicit Prover(const SizeProgram &program) : program(program), extents(program.extents().size()) {
    for (const VariableSize &variable : program.variables())
      last.push_back(variable.isSet ? 0 : variable.count - 1);
    for (size_t i = 0; i < extents.size(); ++i) {
      const ExtentRule &rule = program.extents()[i];
      if (rule.kind == ExtentRule::Kind::Constant)
        extents[i] = {rule.value, 0};
      else if (rule.kind == ExtentRule::Kind::Variable)
        extents[i] = sizesOf(rule.variable);
    }
  }

  std::vector<RangeFailure> prove() {
    for (here = 0; here < program.demands().size(); ++here)
      prove(program.demands()[here]);
    std::vector<RangeFailure> failures;
    for (auto &[variable, failure] : single)
      failures.push_back(std::move(failure));
    if (failures.empty() && joint)
      failures.push_back(std::move(*joint));
    return failures;
  }

private:
  Progression sizesOf(SizeVariable variable) const {
    const VariableSize &size = program.variables()[size_t(variable)];
    return {size.value, size.isSet ? 0 : size.step};
  }
  bool dead(SizeVariable variable) const { return variable != noVariable && last[size_t(variable)] < 0; }
  int64_t lastOf(ExtentId extent) const {
    SizeVariable variable = program.variableOf(extent);
    return variable == noVariable ? 0 : last[size_t(variable)];
  }
  const Progression &of(ExtentId extent) const { return extents[size_t(extent)]; }

  void prove(const SizeDemand &demand) {
    for (ExtentId extent : {demand.first.rows, demand.first.columns, demand.second.rows, demand.second.columns})
      if (extent != unknownExtent && dead(program.variableOf(extent)))
        return;
    switch (demand.kind) {
    case Kind::Rule:
      return proveRule(demand.first.rows);
    case Kind::Equal:
    case Kind::Meet:
      return proveMeeting(demand);
    case Kind::OneSize:
      for (ExtentId extent : {demand.first.rows, demand.first.columns})
        if (!of(extent).isConstant() && lastOf(extent) >= 1)
          fail(program.variableOf(extent), 1, RangeFailure::Kind::Weights);
      return;
    case Kind::Volume:
      return proveVolume(demand);
    }
  }

  /// The values of all variables where each stands at its first, and some further on.
  std::vector<int64_t> valuesAt(const std::vector<std::pair<SizeVariable, int64_t>> &times) const {
    std::vector<int64_t> values;
    for (size_t i = 0; i < last.size(); ++i)
      values.push_back(sizesOf(SizeVariable(i)).first);
    for (const auto &[variable, time] : times)
      values[size_t(variable)] = sizesOf(variable).at(time);
    return values;
  }

  /// From t on the variable's sizes are of no interest any more.
  void fail(SizeVariable variable, int64_t time, RangeFailure::Kind kind) {
    if (variable == noVariable)
      return; // a fault at every size
    last[size_t(variable)] = time - 1;
    if (time > 0)
      single[variable] = {kind, {variable}, valuesAt({{variable, time}}), here};
    else
      single.erase(variable);
  }

  void proveRule(ExtentId extent) {
    const ExtentRule &rule = program.rule(extent);
    const Progression &operand = of(rule.operand);
    SizeVariable variable = rule.variable;
    std::optional<int64_t> first = extentOf(rule, operand.first);
    if (!first)
      return fail(variable, 0, RangeFailure::Kind::Size);
    bool isWindow = rule.kind == ExtentRule::Kind::Window;
    int64_t factor = isWindow ? 1 : rule.scaling.factor;
    int64_t divisor = isWindow ? rule.window.window.stride : rule.scaling.divisor;
    extents[size_t(extent)] = {*first, 0};
    if (operand.isConstant() || lastOf(extent) < 1)
      return;
    if (factor * operand.step % divisor != 0)
      return fail(variable, 1,
                  rule.window.rounding == Rounding::None ? RangeFailure::Kind::Size : RangeFailure::Kind::Remainder);
    Progression result{*first, factor * operand.step / divisor};
    extents[size_t(extent)] = result;
    int64_t padding = isWindow ? rule.window.window.before + rule.window.window.after : 0;
    int64_t fitting =
        std::min(lastAtMost(operand, geometry::maxExtent - padding), lastAtMost(result, geometry::maxExtent));
    if (fitting < lastOf(extent))
      fail(variable, fitting + 1, RangeFailure::Kind::Size);
    if (rule.window.isPool)
      provePool(rule, operand);
  }

  /// A pool whose taps lie further apart than its input is long may step over all of it.
  void provePool(const ExtentRule &rule, const Progression &operand) {
    for (int64_t time = 1; time <= last[size_t(rule.variable)] && operand.at(time) < rule.window.window.dilation;
         ++time)
      if (!extentOf(rule, operand.at(time)))
        return fail(rule.variable, time, RangeFailure::Kind::Size);
  }

  using Times = std::vector<std::pair<SizeVariable, int64_t>>;

  int64_t valueAt(ExtentId extent, const Times &times) const {
    for (const auto &[variable, time] : times)
      if (variable == program.variableOf(extent))
        return of(extent).at(time);
    return of(extent).first;
  }

  bool holdsAt(const SizeDemand &demand, const Times &times) const {
    auto at = [&](ExtentId extent) { return valueAt(extent, times); };
    bool rows = at(demand.first.rows) == at(demand.second.rows);
    if (demand.kind == Kind::Equal)
      return rows;
    auto isPoint = [&](ExtentPair pair) { return at(pair.rows) == 1 && at(pair.columns) == 1; };
    return (rows && at(demand.first.columns) == at(demand.second.columns)) || isPoint(demand.first) ||
           isPoint(demand.second);
  }

  bool alwaysEqual(ExtentId a, ExtentId b) const {
    bool sameTime = program.variableOf(a) == program.variableOf(b) || (of(a).isConstant() && of(b).isConstant());
    return of(a) == of(b) && sameTime;
  }

  /// Tensors meet at every size if they do at a few: what is not equal everywhere is so at one size at most, and there
  /// are three ways to meet.
  void proveMeeting(const SizeDemand &demand) {
    bool equal = alwaysEqual(demand.first.rows, demand.second.rows) &&
                 (demand.kind == Kind::Equal || alwaysEqual(demand.first.columns, demand.second.columns));
    if (equal)
      return;
    std::vector<SizeVariable> variables;
    for (ExtentId extent : {demand.first.rows, demand.first.columns, demand.second.rows, demand.second.columns})
      if (SizeVariable variable = program.variableOf(extent);
          variable != noVariable && std::ranges::find(variables, variable) == variables.end())
        variables.push_back(variable);
    std::ranges::sort(variables);
    for (const Times &times : gridOf(variables))
      if (!holdsAt(demand, times))
        return failAt(times);
  }

  /// Every choice of the first few sizes of each variable, those first in which few variables have moved.
  std::vector<Times> gridOf(const std::vector<SizeVariable> &variables) const {
    constexpr int64_t most = 3;
    std::vector<Times> grid{{}};
    for (SizeVariable variable : variables) {
      std::vector<Times> longer;
      for (const Times &times : grid)
        for (int64_t time = 0; time <= std::min(most, last[size_t(variable)]); ++time) {
          longer.push_back(times);
          if (time > 0)
            longer.back().emplace_back(variable, time);
        }
      grid = std::move(longer);
    }
    std::ranges::stable_sort(grid, {}, [](const Times &times) { return times.size(); });
    return grid;
  }

  void failAt(const Times &times) {
    if (times.empty()) {
      for (ExtentId extent : {program.demands()[here].first.rows, program.demands()[here].first.columns,
                              program.demands()[here].second.rows, program.demands()[here].second.columns})
        if (extent != unknownExtent)
          fail(program.variableOf(extent), 0, RangeFailure::Kind::Size);
    } else if (times.size() == 1) {
      fail(times[0].first, times[0].second, RangeFailure::Kind::Size);
      proveMeeting(program.demands()[here]); // another variable may fail too
    } else if (!joint) {
      std::vector<SizeVariable> variables;
      for (const auto &[variable, time] : times)
        variables.push_back(variable);
      joint = {RangeFailure::Kind::Size, variables, valuesAt(times), here};
    }
  }

  /// Volumes grow with every size.
  void proveVolume(const SizeDemand &demand) {
    auto fits = [&](int64_t rowTime, int64_t columnTime) {
      geometry::Checked area =
          geometry::checkedMultiply(of(demand.first.rows).at(rowTime), of(demand.first.columns).at(columnTime));
      geometry::Checked elements = geometry::checkedMultiply(area, demand.channels);
      return elements && *elements <= geometry::maxElements;
    };
    SizeVariable rows = program.variableOf(demand.first.rows), columns = program.variableOf(demand.first.columns);
    if (rows == columns) {
      auto both = [&](int64_t time) { return fits(time, time); };
      if (int64_t time = firstNot(both, lastOf(demand.first.rows)); time <= lastOf(demand.first.rows))
        fail(rows, time, RangeFailure::Kind::Size);
      return;
    }
    int64_t lastRow = lastOf(demand.first.rows), lastColumn = lastOf(demand.first.columns);
    if (int64_t time = firstNot([&](int64_t t) { return fits(t, 0); }, lastRow); time <= lastRow)
      fail(rows, time, RangeFailure::Kind::Size);
    if (int64_t time = firstNot([&](int64_t t) { return fits(0, t); }, lastColumn); time <= lastColumn)
      fail(columns, time, RangeFailure::Kind::Size);
    lastRow = lastOf(demand.first.rows);
    lastColumn = lastOf(demand.first.columns);
    int64_t row = firstNot([&](int64_t t) { return fits(t, std::max<int64_t>(0, lastColumn)); }, lastRow);
    if (row <= lastRow && lastColumn >= 0 && !joint)
      failAt({{rows, row}, {columns, firstNot([&](int64_t t) { return fits(row, t); }, lastColumn)}});
  }

  /// The first t up to `most` where what holds no longer does once it has ceased to; most + 1 where it always does.
  template <typename Holds> static int64_t firstNot(Holds holds, int64_t most) {
    int64_t low = 0, high = most + 1;
    while (low < high) {
      int64_t middle = low + (high - low) / 2;
      if (holds(middle))
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  }

  const SizeProgram &program;
  std::vector<Progression> extents;
  std::vector<int64_t> last; // of each variable's t that is of interest
  std::map<SizeVariable, RangeFailure> single;
  std::optional<RangeFailure> joint;
  size_t here = 0;
};

} // namespace

std::vector<RangeFailure> proveRanges(const SizeProgram &program) { return Prover(program).prove(); }

} // namespace evenstride::check
