// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks back from tensors that meet to where their ways parted.
#include "check/RootCauses.h"

#include "support/Text.h"

#include <algorithm>
#include <set>

namespace evenstride::check {

using diagnostics::Label;

constexpr size_t mostCauses = 3; // of one operand that are pointed at

static std::vector<const Loss *> lossesBefore(const Flow &flow, ValueId value, Axis axis) {
  std::vector<const Loss *> losses;
  for (int32_t i = flow.facts(value)[axis].lastLoss; i >= 0; i = flow.losses[size_t(i)].earlier)
    losses.push_back(&flow.losses[size_t(i)]);
  return losses;
}

std::vector<const Loss *> lossesApart(const Flow &flow, std::span<const ValueId> operands, size_t which, Axis axis) {
  std::vector<const Loss *> apart = lossesBefore(flow, operands[which], axis);
  std::vector<std::vector<const Loss *>> others;
  for (ValueId operand : operands)
    others.push_back(lossesBefore(flow, operand, axis));
  std::erase_if(apart, [&](const Loss *loss) {
    return std::ranges::all_of(others,
                               [&](const auto &other) { return std::ranges::find(other, loss) != other.end(); });
  });
  return apart;
}

std::string describe(const Flow &flow, const Loss &loss) {
  std::string_view unit = noun(loss.axis);
  std::string text = "`" + flow.graph.nodes[size_t(loss.node)].path + "` makes " + support::plural(loss.output, unit) +
                     " of " + std::to_string(loss.input);
  if (loss.roundedUp)
    return text + ", rounding up";
  if (loss.unread == 0)
    return text + " and leaves padding unread";
  return text + " and loses the last " + (loss.unread == 1 ? "one" : std::to_string(loss.unread));
}

/// The layers on the way to `value`, from it back to where it meets the way to one of the others, that made fewer rows
/// or columns of more.
static std::vector<int32_t> shrinkingSinceFork(const Flow &flow, ValueId value, const std::set<ValueId> &others,
                                               Axis axis) {
  std::vector<int32_t> nodes;
  while (!others.contains(value)) {
    int32_t producer = flow.graph.values[size_t(value)].producer;
    if (producer < 0)
      break;
    ValueId operand = flow.graph.nodes[size_t(producer)].operands[0];
    if (extent(flow.shape(operand), axis) > extent(flow.shape(value), axis))
      nodes.push_back(producer);
    value = operand;
  }
  return nodes;
}

static std::set<ValueId> wayTo(const Flow &flow, ValueId value) {
  std::set<ValueId> way{value};
  for (int32_t producer; (producer = flow.graph.values[size_t(value)].producer) >= 0;)
    way.insert(value = flow.graph.nodes[size_t(producer)].operands[0]);
  return way;
}

namespace {

class CauseLabels {
public:
  CauseLabels(const Flow &flow, std::span<const ValueId> operands, Axis axis)
      : flow(flow), operands(operands), axis(axis) {}

  std::vector<Label> collect() {
    bool anyLoss = false;
    for (size_t i = 0; i < operands.size(); ++i) {
      addOrigin(operands[i]);
      std::vector<const Loss *> losses = lossesApart(flow, operands, i, axis);
      anyLoss = anyLoss || !losses.empty();
      addLosses(losses);
    }
    if (!anyLoss && axis != Channels)
      for (size_t i = 0; i < operands.size(); ++i)
        addShrinking(i);
    return take();
  }

  std::vector<Label> take() { return std::move(labels); }

  void addLosses(const std::vector<const Loss *> &losses) {
    for (size_t i = 0; i < std::min(losses.size(), mostCauses); ++i)
      add({flow.graph.nodes[size_t(losses[i]->node)].span, describe(flow, *losses[i])});
  }

  void addOrigin(ValueId operand) {
    add({flow.originOf(operand, axis),
         flow.originName(operand, axis) + " gives " + support::plural(extent(flow.shape(operand), axis), noun(axis))});
  }

private:
  void addShrinking(size_t which) {
    std::set<ValueId> others;
    for (size_t i = 0; i < operands.size(); ++i)
      if (i != which)
        others.merge(wayTo(flow, operands[i]));
    std::vector<int32_t> nodes = shrinkingSinceFork(flow, operands[which], others, axis);
    for (size_t i = 0; i < std::min(nodes.size(), mostCauses); ++i) {
      const Node &node = flow.graph.nodes[size_t(nodes[i])];
      add({node.span, "`" + node.path + "` makes " +
                          support::plural(extent(flow.shape(node.result), axis), noun(axis)) + " of " +
                          std::to_string(extent(flow.shape(node.operands[0]), axis))});
    }
  }

  /// What is said later of a place says more, and takes its place.
  void add(Label label) {
    auto same = [&](const Label &other) {
      return other.span.file == label.span.file && other.span.begin == label.span.begin &&
             other.span.end == label.span.end;
    };
    auto found = std::ranges::find_if(labels, same);
    if (found != labels.end())
      found->message = std::move(label.message);
    else if (label.span.valid())
      labels.push_back(std::move(label));
  }

  const Flow &flow;
  std::span<const ValueId> operands;
  Axis axis;
  std::vector<Label> labels;
};

} // namespace

std::vector<Label> originsOf(const Flow &flow, ValueId value, Axis axis) {
  CauseLabels labels(flow, std::span(&value, 1), axis);
  labels.addOrigin(value);
  labels.addLosses(lossesBefore(flow, value, axis));
  return labels.take();
}

std::vector<Label> rootCauses(const Flow &flow, std::span<const ValueId> operands, Axis axis) {
  return CauseLabels(flow, operands, axis).collect();
}

} // namespace evenstride::check
