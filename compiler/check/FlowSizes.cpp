// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How rows and columns follow through a layer, derived generically by probing its shape rule at sizes that suit it.
#include "check/Flow.h"

#include <algorithm>
#include <cstdlib>

namespace evenstride::check {

using geometry::Affine;
using layers::Shape;

/// The rule at `base` rows and columns, at `step` more rows and at `step` more columns.
struct Flow::Growth {
  static constexpr int64_t mostStep = 1 << 16, mostFactor = int64_t(1) << 30, mostOffset = int64_t(1) << 40;
  int64_t base = 0, step = 1;
  int64_t leastRows = 1, leastColumns = 1;
  Shape at, taller, wider;

  Shape operand(Axis grown, int64_t channels) const {
    return {channels, base + (grown == Rows ? step : 0), base + (grown == Columns ? step : 0)};
  }
  Scaling along(Axis axis) const {
    int64_t now = extent(at, axis), slope = extent(axis == Rows ? taller : wider, axis) - now;
    return {slope, now * step - slope * base, step, axis == Rows ? leastRows : leastColumns};
  }
  /// Numbers far beyond all limits would leave 64 bits on the way.
  bool isModerate() const {
    return std::ranges::all_of(std::array{along(Rows), along(Columns)}, [](const Scaling &scaling) {
      return scaling.factor >= 0 && scaling.factor <= mostFactor && std::abs(scaling.offset) <= mostOffset;
    });
  }
  bool countsPixels() const { return taller.channels != at.channels || wider.channels != at.channels; }
};

static std::optional<Shape> resultOf(const Node &node, const Shape &operand) {
  layers::ShapeResult result = node.kind->shape(node.arguments, std::span(&operand, 1));
  const Shape *shape = std::get_if<Shape>(&result);
  return shape ? std::optional(*shape) : std::nullopt;
}

/// Sizes far above what crops take away; the larger one where even that is not enough.
std::optional<Flow::Growth> Flow::growthOf(const Node &node) const {
  if (node.operands.size() != 1 || node.kind->isWindow)
    return std::nullopt;
  int64_t channels = shape(node.operands[0]).channels;
  for (int64_t large : {int64_t(1) << 16, int64_t(1) << 27}) {
    Growth growth;
    growth.step = node.kind->step ? node.kind->step(node.arguments) : 1;
    if (node.kind->least) {
      growth.leastRows = node.kind->least(node.arguments, layers::Axis::Rows);
      growth.leastColumns = node.kind->least(node.arguments, layers::Axis::Columns);
    }
    if (growth.step < 1 || growth.step > Growth::mostStep)
      return std::nullopt;
    growth.base = (large / growth.step + 1) * growth.step;
    auto at = resultOf(node, growth.operand(Channels, channels));
    if (!at)
      continue;
    auto taller = resultOf(node, growth.operand(Rows, channels)),
         wider = resultOf(node, growth.operand(Columns, channels));
    if (!taller || !wider)
      return std::nullopt;
    growth.at = *at;
    growth.taller = *taller;
    growth.wider = *wider;
    return growth.isModerate() ? std::optional(growth) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<Shape> Flow::likelyResult(const Node &node) const {
  std::optional<Growth> growth = growthOf(node);
  if (!growth || growth->countsPixels())
    return std::nullopt;
  Shape result = growth->at;
  for (Axis axis : {Rows, Columns}) {
    Scaling scaling = growth->along(axis);
    int64_t now = scaling.factor * extent(shape(node.operands[0]), axis) + scaling.offset;
    extent(result, axis) = std::max<int64_t>(1, now / scaling.divisor);
  }
  return result;
}

/// An extent is firm if it stays the same whatever the operands' extents that are not firm turn out to be.
bool Flow::staysFirm(const Node &node, const Shape &result, Axis axis) const {
  if (std::ranges::all_of(node.operands, [&](ValueId operand) { return firm(operand); }))
    return true;
  std::vector<Shape> shapes = graph.operandShapes(node);
  for (size_t i = 0; i < shapes.size(); ++i)
    for (Axis each : allAxes)
      if (!facts(node.operands[i])[each].firm)
        ++extent(shapes[i], each);
  layers::ShapeResult other = node.kind->shape(node.arguments, shapes);
  const Shape *shape = std::get_if<Shape>(&other);
  return shape && extent(*shape, axis) == extent(result, axis);
}

/// The operand that sets the extent: one that depends on an input's size and is not stretched, else the first.
ValueId Flow::driverOf(const Node &node, Axis axis, const Shape &result) const {
  auto depends = [&](ValueId operand) { return sizes.varies(facts(operand)[axis].extent); };
  auto sets = [&](ValueId operand) { return depends(operand) && extent(shape(operand), axis) == extent(result, axis); };
  auto found = std::ranges::find_if(node.operands, sets);
  if (found == node.operands.end())
    found = std::ranges::find_if(node.operands, depends);
  return found == node.operands.end() ? node.operands[0] : *found;
}

AxisFact Flow::axisThroughRule(const Node &node, const Shape &result, Axis axis, const Growth *growth) {
  ValueId driver = driverOf(node, axis, result);
  AxisFact fact = facts(driver)[axis];
  fact.firm = staysFirm(node, result, axis);
  if (extent(shape(driver), axis) != extent(result, axis))
    fact.lastChange = int32_t(graph.nodes.size());
  if (axis == Channels || node.operands.size() > 1)
    return fact;
  if (!growth) {
    fact.size = std::nullopt;
    fact.extent = unknownExtent;
    return fact;
  }
  Scaling scaling = growth->along(axis);
  std::optional<Affine> scaled = fact.size ? fact.size->times(scaling.factor) : std::nullopt;
  std::optional<Affine> moved = scaled ? scaled->plus(scaling.offset) : std::nullopt;
  fact.size = moved ? moved->over(scaling.divisor) : std::nullopt;
  fact.extent = scaling.factor == 0 ? sizes.constant(scaling.offset / scaling.divisor)
                                    : sizes.scaled(fact.extent, scaling, int32_t(graph.nodes.size()), axis);
  return fact;
}

Facts Flow::factsThroughRule(const Node &node, const Shape &result, const Growth *growth) {
  Facts resultFacts;
  for (Axis axis : allAxes)
    resultFacts[axis] = axisThroughRule(node, result, axis, growth);
  return resultFacts;
}

ValueId Flow::addNode(Node node, const Shape &result, Facts resultFacts) {
  std::optional<Growth> growth = growthOf(node);
  return append(std::move(node), result, resultFacts, growth ? &*growth : nullptr);
}

ValueId Flow::addNode(Node node, const Shape &result) {
  std::optional<Growth> growth = growthOf(node);
  Facts resultFacts = factsThroughRule(node, result, growth ? &*growth : nullptr);
  return append(std::move(node), result, resultFacts, growth ? &*growth : nullptr);
}

ValueId Flow::addUnsure(Node node, const Shape &likely) {
  std::optional<Growth> growth = growthOf(node);
  Facts resultFacts = factsThroughRule(node, likely, growth ? &*growth : nullptr);
  resultFacts[Rows].firm = resultFacts[Columns].firm = false;
  return append(std::move(node), likely, resultFacts, growth ? &*growth : nullptr);
}

ValueId Flow::append(Node node, const Shape &result, const Facts &resultFacts, const Growth *growth) {
  auto value = ValueId(graph.values.size());
  demandMeetings(node);
  followCounts(node, value, growth);
  node.result = value;
  inputOfValue.push_back(inputOfValue[size_t(node.operands[0])]);
  graph.values.push_back({result, int32_t(graph.nodes.size())});
  valueFacts.push_back(resultFacts);
  ExtentPair results = extents(value);
  if (std::min(results.rows, results.columns) == unknownExtent)
    sizes.giveUp();
  else if (!counted.contains(value))
    sizes.demandVolume(result.channels, results, int32_t(graph.nodes.size()), node.span);
  graph.nodes.push_back(std::move(node));
  return value;
}

/// Operands that meet at one size have to do so at every size of the input; [C, 1, 1] meets all but in a `concat`.
void Flow::demandMeetings(const Node &node) {
  auto here = int32_t(graph.nodes.size());
  for (size_t i = 1; i < node.operands.size(); ++i) {
    ExtentPair first = extents(node.operands[0]), other = extents(node.operands[i]);
    if (!node.kind->operatorSymbol.empty()) {
      sizes.demandMeeting(first, other, here, node.span);
      continue;
    }
    sizes.demandEqual(first.rows, other.rows, here, node.span);
    sizes.demandEqual(first.columns, other.columns, here, node.span);
  }
}

ExtentId Flow::inputExtent(Symbol symbol) const {
  ExtentPair pair = extents(graph.inputs[size_t(symbol / 2)].value);
  return symbol % 2 == 0 ? pair.rows : pair.columns;
}

const SizeAnswer &Flow::acceptedSizes(SizeVariable variable) const {
  auto [place, isNew] = accepted.try_emplace(variable);
  if (isNew)
    place->second = solveSizes(sizes, variable, WeightsMay::Change);
  return place->second;
}

bool Flow::keepsChannels(const Node &node) const {
  if (node.operands.size() > 1)
    return !node.kind->operatorSymbol.empty() && counted.at(node.operands[0]) == counted.at(node.operands[1]);
  if (node.kind->weights)
    return false;
  for (int64_t channels : {int64_t(2), int64_t(3)}) {
    Node plain = node;
    if (node.kind->isWindow) {
      for (const char *name : {"kernel", "stride", "dilation"})
        plain.arguments.values[name] = std::vector<int64_t>{1, 1};
      plain.arguments.values["pad"] = std::vector<int64_t>{0, 0, 0, 0};
    }
    std::optional<Shape> result = resultOf(plain, {channels, int64_t(1) << 20, int64_t(1) << 20});
    if (!result || result->channels != channels)
      return false;
  }
  return true;
}

static bool sameShapes(const std::vector<layers::WeightSpec> &a, const std::vector<layers::WeightSpec> &b) {
  return std::ranges::equal(a, b, {}, &layers::WeightSpec::shape, &layers::WeightSpec::shape);
}

void Flow::followCounts(const Node &node, ValueId result, const Growth *growth) {
  auto here = int32_t(graph.nodes.size());
  ValueId operand = node.operands[0];
  std::vector<ExtentPair> counts;
  for (ValueId each : node.operands)
    if (auto found = counted.find(each); found != counted.end())
      counts.insert(counts.end(), found->second.begin(), found->second.end());
  bool isConcat = node.operands.size() > 1 && node.kind->operatorSymbol.empty();
  bool bothCount = std::ranges::all_of(node.operands, [&](ValueId each) { return counted.contains(each); });
  if (!counts.empty() && !isConcat && !(bothCount && keepsChannels(node))) {
    for (ExtentPair pair : counts)
      sizes.demandOneSize(pair, here, node.span);
    counts.clear();
  }
  bool varies = sizes.varies(extents(operand).rows) || sizes.varies(extents(operand).columns);
  if (growth && varies && growth->countsPixels())
    counts.push_back(extents(operand));
  if (growth && varies && node.kind->weights) {
    auto weightsAt = [&](Axis grown) {
      Shape shape = growth->operand(grown, 1);
      shape.channels = this->shape(operand).channels;
      return node.kind->weights(node.arguments, std::span(&shape, 1));
    };
    std::vector<layers::WeightSpec> plain = weightsAt(Channels);
    if (!sameShapes(plain, weightsAt(Rows)) || !sameShapes(plain, weightsAt(Columns)))
      sizes.demandOneSize(extents(operand), here, node.span);
  }
  if (!counts.empty())
    counted.emplace(result, std::move(counts));
}

} // namespace evenstride::check
