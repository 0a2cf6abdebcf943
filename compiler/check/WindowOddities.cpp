// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// E0308, W0321 and W0322.
#include "check/WindowOddities.h"

#include "check/WindowForm.h"
#include "support/Text.h"

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;
using diagnostics::Fix;
using diagnostics::FixTag;
using geometry::FaultClass;
using geometry::Verdict;
using geometry::Window;

/// A padding without the windows that lie in it whole. What is left computes what it did.
static std::optional<Fix> reachFix(const WindowFault &fault) {
  WindowForm form(fault);
  for (Axis axis : fault.axes) {
    form.window(axis) = geometry::withoutIdleWindows(fault.copy.along(axis).window);
    if (form.window(axis).before < 0 || form.window(axis).after < 0)
      return std::nullopt;
  }
  bool holds = form.holdsEverywhere([](const Verdict &, const Verdict &) { return true; });
  auto edits = holds ? form.edits() : std::nullopt;
  if (!edits)
    return std::nullopt;
  PerAxis output{fault.at(Rows) ? form.output(Rows) : 0, fault.at(Columns) ? form.output(Columns) : 0};
  return Fix{FixTag::BorderValues, "pad less than the window reaches, which gives " + amountOf(output), *edits};
}

/// A window of padding alone: an error in a pool, which has nothing to take the largest or mean of.
void reportOnlyPadding(const WindowSite &site, const WindowCopy &copy, Reporter &reporter) {
  std::vector<Axis> axes;
  for (Axis axis : {Rows, Columns})
    if (copy.along(axis).exact() && copy.along(axis).onlyPadding && copy.firm(axis))
      axes.push_back(axis);
  if (axes.empty())
    return;
  bool rows = axes[0] == Rows;
  const Verdict &verdict = copy.along(axes[0]);
  Diagnostic diagnostic;
  diagnostic.code = site.kind->isPool ? Code::E0308 : Code::W0321;
  diagnostic.message = "some windows of `" + copy.path + "` hold no real element";
  diagnostic.primary = {site.spanOf("pad"),
                        "a window spans " + support::plural(verdict.effectiveKernel, rows ? "row" : "column") +
                            ", the padding is " + std::to_string(verdict.window.before) + " before and " +
                            std::to_string(verdict.window.after) + " after " + std::to_string(verdict.input)};
  diagnostic.notes.push_back(site.kind->isPool ? "a pool has nothing to choose from there"
                                               : "the output there is the bias alone");
  if (auto fix = reachFix({site, copy, FaultClass::Exact, axes}))
    diagnostic.fixes.push_back(std::move(*fix));
  reporter.report(std::move(diagnostic), copy.path);
}

/// The padding that keeps the size: an odd element of it stands behind the input, as TensorFlow has it.
static std::optional<Fix> keepingFix(const WindowFault &fault) {
  WindowForm form(fault);
  bool less = false;
  for (Axis axis : fault.axes) {
    const Verdict &verdict = fault.copy.along(axis);
    int64_t wanted = verdict.effectiveKernel - 1;
    less = 2 * verdict.window.after > wanted;
    form.window(axis).before = wanted / 2;
    form.window(axis).after = wanted - wanted / 2;
  }
  bool holds = form.holdsEverywhere([](const Verdict &was, const Verdict &now) { return now.output() == was.input; });
  auto edits = holds ? form.edits() : std::nullopt;
  if (!edits)
    return std::nullopt;
  return Fix{FixTag::BorderValues,
             less ? "pad less before, which keeps the size" : "pad more after, which keeps the size", *edits};
}

/// Whether the window has the padding that would keep the size, but for the element that no side can have alone.
static bool missesByOne(const Verdict &verdict) {
  const Window &window = verdict.window;
  return verdict.exact() && window.stride == 1 && verdict.effectiveKernel % 2 == 0 && window.before == window.after &&
         window.after > 0;
}

void warnOfEvenWindow(const WindowSite &site, const WindowCopy &copy, Reporter &reporter) {
  std::vector<Axis> axes;
  for (Axis axis : {Rows, Columns})
    if (missesByOne(copy.along(axis)) && copy.firm(axis))
      axes.push_back(axis);
  if (axes.empty() || site.kind->isPool)
    return;
  const Verdict &verdict = copy.along(axes[0]);
  Diagnostic diagnostic;
  diagnostic.code = Code::W0322;
  diagnostic.message = "an even window with the same padding on both sides changes the size";
  diagnostic.primary = {site.spanOf("pad"), std::to_string(verdict.input) + (axes[0] == Rows ? " rows" : " columns") +
                                                " become " + std::to_string(verdict.output())};
  diagnostic.notes.push_back("the middle of an even window lies between two elements: what comes out is moved by half "
                             "of one");
  if (auto fix = keepingFix({site, copy, FaultClass::Exact, axes}))
    diagnostic.fixes.push_back(std::move(*fix));
  reporter.report(std::move(diagnostic), copy.path);
}

} // namespace evenstride::check
