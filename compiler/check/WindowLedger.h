// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All copies of all layers with a window. A diagnostic on a place in the text speaks for every copy of it, and a fix is
// offered only if it is right in every copy, so they are written when all copies are known.
#pragma once

#include "check/LayerCall.h"

namespace evenstride::check {

using Verdicts = std::pair<geometry::Verdict, geometry::Verdict>; // {rows, columns}

/// One copy of a layer with a window.
struct WindowCopy {
  const Flow *flow = nullptr;
  ValueId operand = -1;
  std::string path;
  Verdicts verdicts;

  const geometry::Verdict &along(Axis axis) const { return axis == Rows ? verdicts.first : verdicts.second; }
  bool firm(Axis axis) const { return flow->facts(operand)[axis].firm; }
};

/// A layer with a window where it is written.
struct WindowSite {
  const layers::LayerKind *kind = nullptr;
  const ast::Call *call = nullptr;
  const ast::Expr *operand = nullptr; // null where an arrow brings it
  std::map<std::string_view, const ast::Argument *> given = {};
  std::vector<WindowCopy> copies = {};

  support::Span spanOf(std::string_view parameter) const;
};

class WindowLedger {
public:
  void record(const LayerCall &call, WindowCopy copy);
  /// Writes the diagnostics of all sites.
  void report(Reporter &reporter) const;

private:
  std::vector<WindowSite> sites;
  std::map<const ast::Call *, size_t> byCall;
};

} // namespace evenstride::check
