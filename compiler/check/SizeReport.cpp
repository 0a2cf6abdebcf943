// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the solver's answers to names and paths.
#include "check/SizeReport.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;

std::vector<int64_t> AxisSizes::near(int64_t wanted) const {
  SizeSet usable = range ? sizes.within(*range) : sizes;
  if (usable.empty() && range)
    usable = sizes.within({range->first, 1, range->last});
  if (usable.empty())
    usable = sizes;
  std::vector<int64_t> found;
  if (auto below = usable.atMost(wanted))
    found.push_back(*below);
  if (auto above = usable.atLeast(wanted); above && (found.empty() || *above != found[0]))
    found.push_back(*above);
  return found;
}

namespace {

class Reader {
public:
  explicit Reader(const Flow &flow) : flow(flow) {}

  AxisSizes read(SizeVariable variable) const {
    const VariableSize &size = flow.sizes.variables()[size_t(variable)];
    const SizeAnswer &any = flow.acceptedSizes(variable);
    bool stays = size.count == 1 && any.sizes.contains(size.value);
    SizeAnswer answer = stays ? solveSizes(flow.sizes, variable, WeightsMay::Stay) : any;
    AxisSizes result{.name = size.name, .axis = size.axis, .sizes = answer.sizes, .partial = answer.partial};
    if (size.named)
      result.range = SizeRun{size.first, size.count > 1 ? size.step : 0, size.last()};
    for (const SizeFactor &factor : answer.factors)
      result.factors.emplace_back(path(factor.node), factor.factor);
    if (answer.conflict)
      result.conflict = {answer.conflict->first, answer.conflict->second};
    if (!stays)
      result.weightsOf = layerOfOneSize(variable);
    if (!answer.sizes.empty())
      classify(result);
    return result;
  }

private:
  static void classify(AxisSizes &result) {
    result.classes = result.sizes.classes();
    if (!result.range || result.classes.modulus == 0)
      return;
    auto least = result.sizes.atLeast(std::max(result.range->first, result.classes.least));
    if (least && *least <= result.range->last)
      result.classes.least = *least;
  }

  std::string path(int32_t node) const {
    if (node < 0)
      return flow.graph.inputs.empty() ? "" : flow.graph.inputs.front().name;
    const std::string &path = flow.graph.nodes[size_t(node)].path;
    return path.substr(0, path.find(':'));
  }

  std::string layerOfOneSize(SizeVariable variable) const {
    for (const SizeDemand &demand : flow.sizes.demands())
      if (demand.kind == SizeDemand::Kind::OneSize && (flow.sizes.variableOf(demand.first.rows) == variable ||
                                                       flow.sizes.variableOf(demand.first.columns) == variable))
        return path(demand.node);
    return "";
  }

  const Flow &flow;
};

} // namespace

std::vector<AxisSizes> sizesOf(const Flow &flow) {
  std::vector<AxisSizes> all;
  for (SizeVariable each = 0; each < SizeVariable(flow.sizes.variables().size()); ++each)
    if (!flow.sizes.variables()[size_t(each)].isSet)
      all.push_back(Reader(flow).read(each));
  return all;
}

bool isKnownBesideSizes(const Flow &flow, std::span<const Diagnostic> found) {
  auto harmless = [](const Diagnostic &diagnostic) {
    switch (diagnostic.code) {
    case Code::E0301:
    case Code::E0302:
    case Code::E0305:
    case Code::E0306:
    case Code::E0308:
    case Code::E0310:
    case Code::E0311:
    case Code::E0312:
    case Code::E0313:
    case Code::E0315:
    case Code::E0318:
    case Code::E0341:
    case Code::E0342:
    case Code::E0350:
      return true;
    default:
      return severity(diagnostic.code) != diagnostics::Severity::Error;
    }
  };
  return flow.sizes.complete() && !flow.tooLarge && std::ranges::all_of(found, harmless);
}

} // namespace evenstride::check
