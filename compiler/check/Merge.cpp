// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mismatches point at the merge first, and then at the layers where the sizes parted.
#include "check/Merge.h"

#include "check/Integers.h"
#include "check/MergeFixes.h"
#include "check/NamedSizes.h"
#include "check/RootCauses.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using layers::Shape;

/// The axes along which operands that are both firm differ; [C, 1, 1] meets every size.
static std::vector<Axis> differingAxes(const Flow &flow, const LayerCall &call) {
  bool isConcat = call.kind->operatorSymbol.empty();
  std::vector<Axis> axes;
  for (Axis axis : allAxes) {
    if (isConcat && axis == Channels)
      continue;
    auto differs = [&](ValueId operand) {
      return flow.facts(operand)[axis].firm && flow.facts(call.operands[0])[axis].firm &&
             extent(flow.shape(operand), axis) != extent(flow.shape(call.operands[0]), axis);
    };
    if (std::ranges::any_of(call.operands, differs))
      axes.push_back(axis);
  }
  return axes;
}

static std::string shapesOf(const Flow &flow, const LayerCall &call) {
  std::string joint = call.kind->operatorSymbol.empty() ? ", " : " " + std::string(call.kind->operatorSymbol) + " ";
  std::string all;
  for (ValueId operand : call.operands)
    all += (all.empty() ? "" : joint) + text(flow.shape(operand));
  return all;
}

static void reportMerge(const Flow &flow, const LayerCall &call, const std::vector<Axis> &axes, Reporter &reporter) {
  bool isConcat = call.kind->operatorSymbol.empty();
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = Code::E0305;
  diagnostic.message = isConcat
                           ? "the parts of `" + call.path + "` have different sizes"
                           : "the two sides of `" + std::string(call.kind->operatorSymbol) + "` have different sizes";
  diagnostic.primary = {call.token, shapesOf(flow, call)};
  diagnostic.labels = rootCauses(flow, call.operands, axes[0]);
  diagnostic.fixes = mergeFixes(flow, call, axes);
  if (!isConcat && axes[0] != Channels)
    diagnostic.notes.push_back("sizes have to be equal, or one side [C, 1, 1]");
  reporter.report(std::move(diagnostic), call.path);
}

Tensor applyFaultyMerge(Flow &flow, LayerCall call, Reporter &reporter) {
  std::vector<Axis> axes = differingAxes(flow, call);
  if (!axes.empty())
    reportMerge(flow, call, axes, reporter);
  Shape shape = flow.shape(call.operands[0]);
  Facts facts = flow.facts(call.operands[0]);
  bool isConcat = call.kind->operatorSymbol.empty();
  for (size_t i = 1; i < call.operands.size(); ++i)
    for (Axis axis : allAxes) {
      const Shape &other = flow.shape(call.operands[i]);
      if (isConcat && axis == Channels)
        shape.channels += other.channels;
      facts[axis].firm = facts[axis].firm && flow.facts(call.operands[i])[axis].firm &&
                         ((isConcat && axis == Channels) || extent(other, axis) == extent(shape, axis));
    }
  Node node;
  node.kind = call.kind;
  node.path = std::move(call.path);
  node.operands = std::move(call.operands);
  node.span = call.span;
  return {flow.addNode(std::move(node), shape, facts)};
}

namespace {

struct ExpectPlace {
  const Scope &scope;
  Reporter &reporter;
};

} // namespace

/// What an `expect` asks for along an axis; nothing where it asks for nothing, or an error was reported.
static std::optional<int64_t> wantedSize(Flow &flow, Tensor tensor, const ast::Expr &dim, Axis axis,
                                         ExpectPlace place) {
  if (axis == Channels)
    return evaluateInteger(dim, place.scope, place.reporter);
  std::optional<SizeExpression> size = evaluateSize(dim, axis, place.scope, flow.sizes, place.reporter);
  if (!size)
    return std::nullopt;
  ExtentId wanted = size->extent;
  if (wanted == unknownExtent && size->value >= 1)
    wanted = flow.sizes.constant(size->value);
  if (tensor.known() && wanted != unknownExtent)
    flow.sizes.demandEqual(flow.facts(tensor.id)[axis].extent, wanted, flow.graph.values[size_t(tensor.id)].producer,
                           dim.span);
  return size->value;
}

void checkExpectation(Flow &flow, Tensor tensor, const ast::Stage &stage, const Scope &scope, Reporter &reporter) {
  const auto &dims = std::get<ast::Expect>(stage.node).dims;
  if (dims.size() != 3) {
    reporter.report(Code::E0306, "a shape has three sizes: channels, rows, columns",
                    {stage.span, support::plural(int64_t(dims.size()), "size") + " given"});
    return;
  }
  diagnostics::Diagnostic diagnostic;
  diagnostics::Fix fix{std::nullopt, "expect what comes out", {}};
  for (Axis axis : allAxes) {
    std::optional<int64_t> wanted =
        dims[axis] ? wantedSize(flow, tensor, *dims[axis], axis, {scope, reporter}) : std::optional<int64_t>();
    if (!wanted || !tensor.known() || !flow.facts(tensor.id)[axis].firm)
      continue;
    int64_t actual = extent(flow.shape(tensor.id), axis);
    if (actual == *wanted)
      continue;
    diagnostics::Label here = {dims[axis]->span,
                               support::plural(actual, noun(axis)) + " come" + (actual == 1 ? "s" : "") + " out here"};
    if (!diagnostic.primary.span.valid())
      diagnostic.primary = here;
    else
      diagnostic.labels.push_back(here);
    std::ranges::move(originsOf(flow, tensor.id, axis), std::back_inserter(diagnostic.labels));
    fix.edits.push_back({dims[axis]->span, std::to_string(actual)});
  }
  if (diagnostic.primary.message.empty())
    return;
  diagnostic.code = Code::E0306;
  diagnostic.message = "the shape is " + text(flow.shape(tensor.id)) + ", not the expected one";
  diagnostic.fixes.push_back(std::move(fix)); // no tag: an expectation computes nothing
  reporter.report(std::move(diagnostic));
}

} // namespace evenstride::check
