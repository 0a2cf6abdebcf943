// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the sizes that the solver finds to another start and step. Such a fix has no tag: what the network computes at
// the sizes that stay is the same.
#include "check/RangeFix.h"

#include "check/CallEdits.h"
#include "check/RangeReport.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Edit;
using diagnostics::Fix;

static const ast::SizeRange *writtenRange(const Flow &flow, const VariableSize &size) {
  auto found =
      std::ranges::find(flow.network->sizes, size.name, [](const ast::SizeRange &each) { return each.name.name; });
  return found == flow.network->sizes.end() ? nullptr : &*found;
}

/// The first class of accepted sizes in the range.
static std::optional<SizeRun> rightRun(const Flow &flow, SizeVariable variable) {
  const VariableSize &size = flow.sizes.variables()[size_t(variable)];
  SizeSet within = flow.acceptedSizes(variable).sizes.within({size.first, size.step, size.last()});
  auto first = std::ranges::min_element(within.runs(), {}, &SizeRun::first);
  return first == within.runs().end() ? std::nullopt : std::optional(*first);
}

static void addEdits(const ast::SizeRange &range, const VariableSize &size, const SizeRun &run,
                     std::vector<Edit> &edits) {
  const auto &bounds = std::get<ast::Range>(range.bounds->node);
  if (run.first != size.first)
    edits.push_back({bounds.begin->span, std::to_string(run.first)});
  if (run.step == size.step || run.step == 0)
    return;
  if (range.step)
    edits.push_back({range.step->span, std::to_string(run.step)});
  else
    edits.push_back({{range.bounds->span.file, range.bounds->span.end, range.bounds->span.end},
                     " step " + std::to_string(run.step)});
}

void offerRanges(const Flow &flow, std::span<const SizeVariable> variables, diagnostics::Diagnostic &diagnostic) {
  Fix fix;
  for (SizeVariable variable : variables) {
    const VariableSize &size = flow.sizes.variables()[size_t(variable)];
    const ast::SizeRange *range = size.named ? writtenRange(flow, size) : nullptr;
    if (!range)
      return;
    const SizeAnswer &answer = flow.acceptedSizes(variable);
    std::optional<SizeRun> run = rightRun(flow, variable);
    if (answer.conflict)
      diagnostic.notes.push_back("no size of `" + size.name + "` fits: " + layerName(flow, answer.conflict->first) +
                                 " and " + layerName(flow, answer.conflict->second) + " exclude each other");
    if (!run)
      return;
    fix.description += (fix.description.empty() ? "let `" : ", and `") + size.name + "` ";
    fix.description +=
        run->step == 0 ? "be " + std::to_string(run->first)
                       : "begin at " + std::to_string(run->first) + " and go in steps of " + std::to_string(run->step);
    addEdits(*range, size, *run, fix.edits);
  }
  sortEdits(fix.edits);
  if (!fix.edits.empty())
    diagnostic.fixes.insert(diagnostic.fixes.begin(), std::move(fix));
}

} // namespace evenstride::check
