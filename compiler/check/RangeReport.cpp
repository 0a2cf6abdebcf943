// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The network is checked once more at the sizes that fail, so that the diagnostic has the numbers of the layer there.
#include "check/RangeReport.h"

#include "check/RangeFix.h"
#include "check/RangeProof.h"
#include "check/SizeRelations.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;

std::string layerName(const Flow &flow, int32_t node) {
  if (node < 0)
    return "`" + (flow.graph.inputs.empty() ? flow.graph.name : flow.graph.inputs.front().name) + "`";
  const std::string &path = flow.graph.nodes[size_t(node)].path;
  return "`" + path.substr(0, path.find(':')) + "`"; // a crop that a rounding brought in is the layer that rounds
}

namespace {

/// A network unrolled at other sizes, and what is said of it there.
struct Elsewhere {
  Elsewhere(const Flow &flow, Session session, const std::vector<int64_t> &values) : sizes(session.values) {
    for (size_t i = 0; i < values.size(); ++i)
      if (const VariableSize &size = flow.sizes.variables()[i]; size.named)
        sizes[size.name] = values[i];
    this->flow = unrollNetwork(*flow.network, {session.declarations, ledger, reporter, called, sizes, flow.purpose});
  }

  SizeValues sizes;
  Reporter reporter;
  WindowLedger ledger;
  std::set<const ast::Block *> called;
  std::unique_ptr<Flow> flow;
};

class RangeReporter {
public:
  RangeReporter(const Flow &flow, Session session) : flow(flow), session(session) {}

  void report() {
    std::vector<RangeFailure> failures = proveRanges(flow.sizes);
    while (!failures.empty()) {
      RangeFailure failure = std::move(failures.front());
      failures.erase(failures.begin());
      join(failure, failures);
      report(failure);
    }
  }

private:
  const VariableSize &variable(SizeVariable index) const { return flow.sizes.variables()[size_t(index)]; }

  bool sameRange(SizeVariable a, SizeVariable b) const {
    const VariableSize &x = variable(a), &y = variable(b);
    return x.first == y.first && x.step == y.step && x.count == y.count;
  }

  /// Height and width with one range mostly fail in the same way, which is one error.
  void join(RangeFailure &failure, std::vector<RangeFailure> &others) const {
    std::erase_if(others, [&](const RangeFailure &other) {
      SizeVariable mine = failure.variables[0], its = other.variables[0];
      bool isRule = flow.sizes.demands()[failure.demand].kind != SizeDemand::Kind::Equal &&
                    flow.sizes.demands()[failure.demand].kind != SizeDemand::Kind::Meet; // those may agree together
      bool same = isRule && other.kind == failure.kind && sameRange(mine, its) && node(other) == node(failure) &&
                  other.values[size_t(its)] == failure.values[size_t(mine)];
      if (same) {
        failure.variables.push_back(its);
        failure.values[size_t(its)] = other.values[size_t(its)];
      }
      return same;
    });
  }

  int32_t node(const RangeFailure &failure) const { return flow.sizes.demands()[failure.demand].node; }

  support::Span spanOf(const RangeFailure &failure) const {
    const SizeDemand &demand = flow.sizes.demands()[failure.demand];
    if (demand.span.valid() || demand.node < 0)
      return demand.span;
    return flow.graph.nodes[size_t(demand.node)].span;
  }

  std::string names(const RangeFailure &failure) const {
    std::string text;
    for (SizeVariable each : failure.variables)
      text += (text.empty() ? "`" : " and `") + variable(each).name + "`";
    return text;
  }

  /// "`H` and `W` may not be 65", "`H` may not be 65 with 130 for `W`"
  std::string statement(const RangeFailure &failure) const {
    int64_t first = failure.values[size_t(failure.variables[0])];
    auto same = [&](SizeVariable each) { return failure.values[size_t(each)] == first; };
    if (std::ranges::all_of(failure.variables, same))
      return names(failure) + " may not be " + std::to_string(first);
    std::string text = "`" + variable(failure.variables[0]).name + "` may not be " + std::to_string(first);
    for (SizeVariable each : std::span(failure.variables).subspan(1))
      text += " with " + std::to_string(failure.values[size_t(each)]) + " for `" + variable(each).name + "`";
    return text;
  }

  void report(const RangeFailure &failure) {
    Diagnostic diagnostic;
    if (failure.kind == RangeFailure::Kind::Size)
      diagnostic = sizeFails(failure);
    else if (failure.kind == RangeFailure::Kind::Remainder)
      diagnostic = remainderDiffers(failure);
    else
      diagnostic = weightsFitOne(failure);
    for (SizeVariable each : failure.variables)
      diagnostic.labels.push_back({variable(each).span, rangeText(failure, each)});
    if (flow.purpose == Purpose::Report && failure.kind != RangeFailure::Kind::Weights)
      offerRanges(flow, failure.variables, diagnostic);
    session.reporter.report(std::move(diagnostic));
  }

  std::string rangeText(const RangeFailure &failure, SizeVariable each) const {
    return std::to_string(failure.values[size_t(each)]) + " is in the range of `" + variable(each).name + "`";
  }

  /// What the check says of the network at the sizes that fail.
  std::vector<Diagnostic> diagnosticsAt(const std::vector<int64_t> &values) const {
    Elsewhere there(flow, session, values);
    there.ledger.report(there.reporter);
    diagnostics::Sink sink;
    there.reporter.flush(sink);
    return sink.all();
  }

  Diagnostic sizeFails(const RangeFailure &failure) const {
    Diagnostic result;
    result.code = Code::E0312;
    result.message = statement(failure) + ": " + layerName(flow, node(failure)) + " does not accept it";
    result.primary = {spanOf(failure), ""};
    support::Span layer = node(failure) < 0 ? spanOf(failure) : flow.graph.nodes[size_t(node(failure))].span;
    std::vector<Diagnostic> found = diagnosticsAt(failure.values);
    std::erase_if(found, [](const Diagnostic &each) { return severity(each.code) != diagnostics::Severity::Error; });
    auto inLayer = [&](const Diagnostic &each) {
      const support::Span &span = each.primary.span;
      return span.file == layer.file && span.begin >= layer.begin && span.end <= layer.end;
    };
    auto why = std::ranges::find_if(found, inLayer);
    if (why == found.end())
      why = found.begin();
    if (why == found.end())
      return result;
    result.message = statement(failure) + ": " + why->message;
    result.primary = why->primary;
    result.labels = std::move(why->labels);
    result.notes = std::move(why->notes);
    result.geometry = std::move(why->geometry);
    return result;
  }

  /// What the operand of the failing window is at some sizes.
  int64_t remainderAt(const RangeFailure &failure, const std::vector<int64_t> &values) const {
    const ExtentRule &rule = flow.sizes.rule(flow.sizes.demands()[failure.demand].first.rows);
    int64_t operand = extentsAt(flow.sizes, values)[size_t(rule.operand)].value_or(1);
    return place(rule.window.window, operand).remainder;
  }

  Diagnostic remainderDiffers(const RangeFailure &failure) const {
    std::vector<int64_t> first = presentValues(flow.sizes);
    auto which = size_t(failure.variables[0]);
    Diagnostic result;
    result.code = Code::E0313;
    result.message = layerName(flow, node(failure)) + " leaves different remainders for sizes of " + names(failure);
    result.primary = {spanOf(failure), std::to_string(remainderAt(failure, first)) + " is left for " +
                                           std::to_string(first[which]) + ", and " +
                                           std::to_string(remainderAt(failure, failure.values)) + " for " +
                                           std::to_string(failure.values[which])};
    result.notes.push_back("`round` becomes an exact window, and there is one for each remainder");
    return result;
  }

  Diagnostic weightsFitOne(const RangeFailure &failure) const {
    Diagnostic result;
    result.code = Code::E0315;
    result.message = "the weights of " + layerName(flow, node(failure)) + " fit one size of " + names(failure);
    result.primary = {spanOf(failure), "counts the rows and columns of the image"};
    result.help.push_back("`global_avg_pool` in front of it takes any size");
    return result;
  }

  const Flow &flow;
  Session session;
};

} // namespace

void reportRanges(const Flow &flow, Session session) {
  if (flow.network && flow.sizes.hasNames() && flow.sizes.complete() && !flow.tooLarge)
    RangeReporter(flow, session).report();
}

Graph largestGraph(const Flow &flow, Session session) {
  std::vector<int64_t> values;
  for (const VariableSize &size : flow.sizes.variables())
    values.push_back(size.isSet ? size.value : size.last());
  return std::move(Elsewhere(flow, session, values).flow->graph);
}

/// Whether a diagnostic may be about one size alone.
static bool isAboutSizes(Code code) {
  switch (code) {
  case Code::E0214:
  case Code::E0221:
  case Code::E0301:
  case Code::E0302:
  case Code::E0304:
  case Code::E0305:
  case Code::E0306:
  case Code::E0308:
  case Code::E0310:
  case Code::E0318:
  case Code::E0341:
  case Code::E0342:
    return true;
  default:
    return false;
  }
}

/// "`H` is 64 here, and `W` 96: the first of their ranges"
static std::string valuesText(const Flow &flow) {
  std::string text;
  size_t names = 0;
  bool set = false;
  for (const VariableSize &size : flow.sizes.variables())
    if (size.named) {
      text += (names == 0 ? "`" : ", and `") + size.name + "` " + (names == 0 ? "is " : "") +
              std::to_string(size.value) + (names == 0 ? " here" : "");
      ++names;
      set = set || size.isSet;
    }
  return set ? text : text + (names == 1 ? ", the first of its range" : ", the first of their ranges");
}

void explainFirstSizes(const Flow &flow, std::vector<Diagnostic> &found) {
  if (!flow.network || !flow.sizes.hasNames())
    return;
  std::vector<SizeVariable> failing;
  for (SizeVariable each = 0; each < SizeVariable(flow.sizes.variables().size()); ++each) {
    const VariableSize &size = flow.sizes.variables()[size_t(each)];
    if (size.named && !size.isSet && flow.sizes.complete() && !flow.acceptedSizes(each).sizes.contains(size.value))
      failing.push_back(each);
  }
  bool offered = false;
  const support::Span &own = flow.network->span;
  for (Diagnostic &diagnostic : found) {
    const support::Span &span = diagnostic.primary.span;
    if (!isAboutSizes(diagnostic.code) || span.file != own.file || span.begin < own.begin || span.end > own.end)
      continue;
    diagnostic.notes.push_back(valuesText(flow));
    if (!offered && !failing.empty())
      offerRanges(flow, failing, diagnostic);
    offered = true;
  }
}

} // namespace evenstride::check
