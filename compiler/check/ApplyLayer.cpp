// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shape rules applied to operands; what is said where they give no shape.
#include "check/CallEdits.h"
#include "check/LayerCall.h"
#include "check/Merge.h"
#include "check/WindowLayer.h"
#include "geometry/Checked.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using layers::FaultSide;
using layers::Shape;
using layers::ShapeFault;

/// Whether a product of sizes stays within the limit for tensors.
static bool fits(std::span<const int64_t> dims) {
  geometry::Checked product = 1;
  for (int64_t dim : dims)
    product = geometry::checkedMultiply(product, dim);
  return product && *product <= geometry::maxElements;
}

static bool fits(const Shape &shape) {
  return fits(std::array{shape.channels, shape.height, shape.width}) && shape.channels <= geometry::maxExtent &&
         shape.height <= geometry::maxExtent && shape.width <= geometry::maxExtent;
}

bool checkLimits(const Flow &flow, const LayerCall &call, const Shape &result, Reporter &reporter) {
  std::string what;
  if (!fits(result))
    what = text(result);
  else if (call.kind->weights) {
    std::vector<Shape> operands;
    for (ValueId operand : call.operands)
      operands.push_back(flow.shape(operand));
    for (const layers::WeightSpec &weight : call.kind->weights(call.bound.arguments, operands))
      if (!fits(weight.shape))
        what = "its `" + weight.suffix + "`";
  }
  if (what.empty())
    return true;
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = Code::E0304;
  diagnostic.message = "`" + call.path + "` is too large";
  diagnostic.primary = {call.token, what + " holds more than " + std::to_string(geometry::maxElements) + " numbers"};
  reporter.report(std::move(diagnostic), call.path);
  return false;
}

/// A fault is an echo if an operand that is not firm may have caused it.
static bool isEcho(const Flow &flow, const LayerCall &call, FaultSide side) {
  auto allFirm = [&](Axis axis) {
    return std::ranges::all_of(call.operands, [&](ValueId operand) { return flow.facts(operand)[axis].firm; });
  };
  switch (side) {
  case FaultSide::Arguments:
    return false;
  case FaultSide::Channels:
    return !allFirm(Channels);
  case FaultSide::Pixels:
    break;
  }
  return !allFirm(Rows) || !allFirm(Columns);
}

static diagnostics::Label whatComesIn(const Flow &flow, ValueId operand, FaultSide side) {
  bool channels = side == FaultSide::Channels;
  const Shape &shape = flow.shape(operand);
  std::string amount =
      channels ? support::plural(shape.channels, "channel") : rowsAndColumns(shape.height, shape.width);
  return {flow.originOf(operand, channels ? Channels : Rows), amount + " come in"};
}

static std::vector<diagnostics::Fix> fixesOf(const LayerCall &call, const ShapeFault &fault) {
  std::vector<diagnostics::Fix> fixes;
  for (const ShapeFault::Remedy &remedy : fault.remedies) {
    const auto given = call.bound.given.find(remedy.parameter);
    if (given == call.bound.given.end())
      continue;
    CallEdits edits(*call.call);
    if (remedy.value.empty())
      edits.remove(*given->second);
    else
      edits.replace(*given->second, remedy.value);
    fixes.push_back({remedy.tag, remedy.description, edits.take()});
  }
  return fixes;
}

static void reportFault(const Flow &flow, const LayerCall &call, const ShapeFault &fault, Reporter &reporter) {
  if (isEcho(flow, call, fault.side))
    return;
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = fault.code;
  diagnostic.message = fault.message;
  support::Span span =
      call.call && !fault.parameter.empty() ? call.bound.spanOf(fault.parameter, *call.call) : call.token;
  diagnostic.primary = {span, fault.label};
  if (fault.side != FaultSide::Arguments)
    diagnostic.labels.push_back(whatComesIn(flow, call.operands[0], fault.side));
  diagnostic.notes = fault.notes;
  diagnostic.fixes = fixesOf(call, fault);
  reporter.report(std::move(diagnostic), call.path);
}

static Node nodeOf(LayerCall call) {
  Node node;
  node.kind = call.kind;
  node.path = std::move(call.path);
  node.arguments = std::move(call.bound.arguments);
  node.operands = std::move(call.operands);
  node.span = call.span;
  return node;
}

bool checkShape(const Flow &flow, const LayerCall &call, Reporter &reporter) {
  std::vector<Shape> shapes;
  for (ValueId operand : call.operands)
    shapes.push_back(flow.shape(operand));
  layers::ShapeResult result = call.kind->shape(call.bound.arguments, shapes);
  const auto *fault = std::get_if<ShapeFault>(&result);
  if (fault)
    reportFault(flow, call, *fault, reporter);
  return !fault;
}

/// Adds a layer whose operand has the wrong size with the size that it would have about, for finding more errors
/// behind.
static Tensor goOn(Flow &flow, Node node) {
  std::optional<Shape> shape = flow.likelyResult(node);
  if (!shape || !fits(*shape))
    return {};
  return {flow.addUnsure(std::move(node), *shape)};
}

Tensor applyLayer(Flow &flow, LayerCall call, WindowLedger &ledger, Reporter &reporter) {
  if (call.kind->isWindow)
    return applyWindow(flow, std::move(call), ledger, reporter);
  std::vector<Shape> shapes;
  for (ValueId operand : call.operands)
    shapes.push_back(flow.shape(operand));
  layers::ShapeResult result = call.kind->shape(call.bound.arguments, shapes);
  if (const auto *fault = std::get_if<ShapeFault>(&result)) {
    if (fault->code == Code::E0305)
      return applyFaultyMerge(flow, std::move(call), reporter);
    reportFault(flow, call, *fault, reporter);
    return fault->side == FaultSide::Pixels ? goOn(flow, nodeOf(std::move(call))) : Tensor();
  }
  const Shape &shape = std::get<Shape>(result);
  if (!checkLimits(flow, call, shape, reporter))
    return {};
  return {flow.addNode(nodeOf(std::move(call)), shape)};
}

} // namespace evenstride::check
