// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where rows were lost, it was at the end; where a window without padding took them, it took as many on both sides.
#include "check/MergeFixes.h"

#include "check/CallEdits.h"
#include "check/InputFixes.h"
#include "check/RootCauses.h"
#include "check/WindowText.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Edit;
using diagnostics::Fix;
using diagnostics::FixTag;

namespace {

/// Rows and columns at the four sides of one operand.
struct Sides {
  std::vector<int64_t> sides = {0, 0, 0, 0}; // {top, left, bottom, right}
  PerAxis total;
  bool atEnd = true;
};

class MergeMender {
public:
  MergeMender(const Flow &flow, const LayerCall &call, const std::vector<Axis> &axes)
      : flow(flow), call(call), axes(axes) {}

  std::optional<Fix> crop() const {
    auto excess = [](int64_t size, const std::vector<int64_t> &sizes) { return size - std::ranges::min(sizes); };
    return changeOperands(FixTag::DropsInput, "crop", excess);
  }

  std::optional<Fix> pad() const {
    auto missing = [](int64_t size, const std::vector<int64_t> &sizes) { return std::ranges::max(sizes) - size; };
    return changeOperands(FixTag::BorderValues, "pad", missing);
  }

private:
  template <typename Amount>
  std::optional<Fix> changeOperands(FixTag tag, const std::string &layer, Amount amount) const {
    Fix fix{tag, "", {}};
    for (size_t i = 0; i < call.operands.size(); ++i) {
      Sides sides;
      for (Axis axis : axes)
        put(sides, axis, {i, amount(size(i, axis), sizes(axis))});
      if (sides.total.rows == 0 && sides.total.columns == 0)
        continue;
      std::ranges::move(editsOf(i, sidesText(layer, sides.sides)), std::back_inserter(fix.edits));
      fix.description = fix.description.empty()
                            ? layer + " what " + flow.originName(call.operands[i], axes[0]) + " gives by " +
                                  amountOf(sides.total) + (sides.atEnd ? " at the end" : ", half on each side")
                            : layer + " all that are " + (tag == FixTag::DropsInput ? "larger" : "smaller");
    }
    sortEdits(fix.edits);
    return fix.edits.empty() ? std::nullopt : std::optional(std::move(fix));
  }

  int64_t size(size_t operand, Axis axis) const { return extent(flow.shape(call.operands[operand]), axis); }
  std::vector<int64_t> sizes(Axis axis) const {
    std::vector<int64_t> all;
    for (size_t i = 0; i < call.operands.size(); ++i)
      all.push_back(size(i, axis));
    return all;
  }

  struct Change {
    size_t operand;
    int64_t amount;
  };
  void put(Sides &sides, Axis axis, Change change) const {
    bool rows = axis == Rows;
    (rows ? sides.total.rows : sides.total.columns) = change.amount;
    bool halves = change.amount % 2 == 0 && isCentred(axis);
    sides.atEnd = sides.atEnd && (change.amount == 0 || !halves);
    sides.sides[rows ? 0 : 1] = halves ? change.amount / 2 : 0;
    sides.sides[rows ? 2 : 3] = halves ? change.amount / 2 : change.amount;
  }

  /// Whether the smaller operands come from windows of stride 1 that lost nothing: then what differs is missing on both
  /// sides.
  bool isCentred(Axis axis) const {
    int64_t largest = std::ranges::max(sizes(axis));
    for (size_t i = 0; i < call.operands.size(); ++i) {
      if (!lossesApart(flow, call.operands, i, axis).empty())
        return false;
      int32_t origin = flow.facts(call.operands[i])[axis].lastChange;
      if (size(i, axis) < largest && (origin < 0 || !hasStrideOne(flow.graph.nodes[size_t(origin)], axis)))
        return false;
    }
    return true;
  }

  static bool hasStrideOne(const Node &node, Axis axis) {
    return node.kind->isWindow && node.arguments.list("stride")[axis == Columns] == 1;
  }

  std::vector<Edit> editsOf(size_t operand, const std::string &layer) const {
    const ast::Expr *text = call.operandTexts[operand];
    if (!call.call)
      return sendThrough(*text, layer, Surrounding::Operator);
    CallEdits edits(*call.call);
    edits.precede(layer, text);
    return edits.take();
  }

  const Flow &flow;
  const LayerCall &call;
  const std::vector<Axis> &axes;
};

} // namespace

std::vector<Fix> mergeFixes(const Flow &flow, const LayerCall &call, const std::vector<Axis> &axes) {
  std::vector<Fix> fixes;
  bool sizesOnly = std::ranges::find(axes, Channels) == axes.end();
  if (!sizesOnly || !call.token.valid())
    return fixes;
  MergeMender mender(flow, call, axes);
  auto varies = [&](ValueId operand) { return !nearSizes(flow, operand, axes[0]).empty(); };
  auto driver = std::ranges::find_if(call.operands, varies);
  auto input = driver == call.operands.end() ? std::nullopt : otherInput(flow, *driver, axes);
  // Behind rounding the sizes that would be exact are those of the rounded forms, which need not be right here.
  for (auto &fix : {mender.crop(), mender.pad(), input, inputOfMultiples(flow, call.operands[0])})
    if (fix && std::ranges::find(fixes, fix->description, &Fix::description) == fixes.end())
      fixes.push_back(*fix);
  return fixes;
}

} // namespace evenstride::check
