// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// E0308, W0321 and W0322.
#include "check/WindowOddities.h"

#include "support/Text.h"

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;
using geometry::Verdict;
using geometry::Window;

/// A window of padding alone: an error in a pool, which has nothing to take the largest or mean of.
void reportOnlyPadding(const WindowSite &site, const WindowCopy &copy, Reporter &reporter) {
  auto empty = [&](Axis axis) { return copy.along(axis).exact() && copy.along(axis).onlyPadding && copy.firm(axis); };
  if (!empty(Rows) && !empty(Columns))
    return;
  bool rows = empty(Rows);
  const Verdict &verdict = copy.along(rows ? Rows : Columns);
  Diagnostic diagnostic;
  diagnostic.code = site.kind->isPool ? Code::E0308 : Code::W0321;
  diagnostic.message = "some windows of `" + copy.path + "` hold no real element";
  diagnostic.primary = {site.spanOf("pad"),
                        "a window spans " + support::plural(verdict.effectiveKernel, rows ? "row" : "column") +
                            ", the padding is " + std::to_string(verdict.window.before) + " before and " +
                            std::to_string(verdict.window.after) + " after " + std::to_string(verdict.input)};
  diagnostic.notes.push_back(site.kind->isPool ? "a pool has nothing to choose from there"
                                               : "the output there is the bias alone");
  reporter.report(std::move(diagnostic), copy.path);
}

void warnOfEvenWindow(const WindowSite &site, const WindowCopy &copy, Reporter &reporter) {
  for (Axis axis : {Rows, Columns}) {
    const Verdict &v = copy.along(axis);
    const Window &w = v.window;
    bool grows = v.exact() && w.stride == 1 && v.effectiveKernel % 2 == 0 && w.before == w.after && w.after > 0;
    if (!grows || !copy.firm(axis) || site.kind->isPool)
      continue;
    std::string noun = axis == Rows ? "rows" : "columns";
    Diagnostic diagnostic;
    diagnostic.code = Code::W0322;
    diagnostic.message = "an even window with the same padding on both sides changes the size";
    diagnostic.primary = {site.spanOf("pad"),
                          std::to_string(v.input) + " " + noun + " become " + std::to_string(v.output())};
    reporter.report(std::move(diagnostic), copy.path);
    return;
  }
}

} // namespace evenstride::check
