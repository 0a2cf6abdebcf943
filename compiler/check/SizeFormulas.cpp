// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Over a range where a network holds, every extent is affine in its name: it goes through the present sizes, with the
// product of the scales so far as its slope.
#include "check/SizeFormulas.h"

#include "check/SizeRelations.h"

#include <cstdlib>

namespace evenstride::check {

using geometry::Affine;

namespace {

class Formulas {
public:
  explicit Formulas(const Flow &flow) : flow(flow) {
    std::vector<std::optional<int64_t>> present = extentsAt(flow.sizes, presentValues(flow.sizes));
    for (size_t i = 0; i < present.size(); ++i)
      functions.push_back(functionOf(flow.sizes.extents()[i], present, i));
  }

  /// "(H - 1)/2", or the number itself where nothing open stands behind it; nothing behind an error.
  std::optional<std::string> text(ExtentId extent, int64_t now) const {
    if (!isOpen(extent))
      return std::to_string(now);
    const std::optional<Affine> &function = functions[size_t(extent)];
    if (!function)
      return std::nullopt;
    const std::string &name = flow.sizes.variables()[size_t(flow.sizes.variableOf(extent))].name;
    std::string sum = function->scale() == 1 ? name : std::to_string(function->scale()) + name;
    if (function->offset() != 0)
      sum += (function->offset() < 0 ? " - " : " + ") + std::to_string(std::abs(function->offset()));
    if (function->divisor() == 1)
      return sum;
    return (function->offset() != 0 ? "(" + sum + ")" : sum) + "/" + std::to_string(function->divisor());
  }

  bool isOpen(ExtentId extent) const {
    SizeVariable variable = flow.sizes.variableOf(extent);
    return variable != noVariable && flow.sizes.variables()[size_t(variable)].count > 1 &&
           !flow.sizes.variables()[size_t(variable)].isSet;
  }

private:
  std::optional<Affine> functionOf(const ExtentRule &rule, const std::vector<std::optional<int64_t>> &present,
                                   size_t index) const {
    if (rule.kind == ExtentRule::Kind::Constant)
      return Affine::constant(rule.value);
    if (rule.kind == ExtentRule::Kind::Variable)
      return Affine::symbol();
    const std::optional<Affine> &operand = functions[size_t(rule.operand)];
    std::optional<int64_t> before = present[size_t(rule.operand)], after = present[index];
    if (!operand || !before || !after)
      return std::nullopt;
    bool isWindow = rule.kind == ExtentRule::Kind::Window;
    std::optional<Affine> moved = operand->plus(-*before);
    std::optional<Affine> scaled = moved ? moved->times(isWindow ? 1 : rule.scaling.factor) : std::nullopt;
    std::optional<Affine> divided =
        scaled ? scaled->over(isWindow ? rule.window.window.stride : rule.scaling.divisor) : std::nullopt;
    return divided ? divided->plus(*after) : std::nullopt;
  }

  const Flow &flow;
  std::vector<std::optional<Affine>> functions; // of all extents, in their variables
};

} // namespace

void addFormulas(Flow &flow) {
  if (!flow.sizes.hasNames())
    return;
  Formulas formulas(flow);
  for (ValueId value = 0; value < ValueId(flow.graph.values.size()); ++value) {
    ExtentPair extents = flow.extents(value);
    if (!formulas.isOpen(extents.rows) && !formulas.isOpen(extents.columns) && !flow.countsPixels(value))
      continue;
    const layers::Shape &shape = flow.shape(value);
    auto rows = formulas.text(extents.rows, shape.height), columns = formulas.text(extents.columns, shape.width);
    std::string channels = flow.countsPixels(value) ? "…" : std::to_string(shape.channels);
    if (rows && columns)
      flow.graph.formulas.emplace(value, "[" + channels + ", " + *rows + ", " + *columns + "]");
  }
}

} // namespace evenstride::check
