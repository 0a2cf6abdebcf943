// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a fix makes of a layer with a window, as numbers that can be tried on every copy and as edits of its text.
#pragma once

#include "check/WindowLedger.h"
#include "check/WindowText.h"

#include <algorithm>

namespace evenstride::check {

/// The copy whose numbers the diagnostic shows, and the axes at fault in it, all in the same way.
struct WindowFault {
  const WindowSite &site;
  const WindowCopy &copy;
  geometry::FaultClass faultClass;
  std::vector<Axis> axes;
  int64_t times = 1; // copies that fail in this way

  bool at(Axis axis) const { return std::ranges::find(axes, axis) != axes.end(); }
  /// Whether no copy lies behind an error that may change its size along the axes at fault.
  bool firmEverywhere() const {
    return std::ranges::all_of(site.copies, [&](const WindowCopy &each) {
      return std::ranges::all_of(axes, [&](Axis axis) { return each.firm(axis); });
    });
  }
};

/// A layer's windows and a crop before it, at first as they are written.
class WindowForm {
public:
  explicit WindowForm(const WindowFault &fault);

  geometry::Window &window(Axis axis) { return windows[axis == Columns]; }
  int64_t &crop(Axis axis) { return axis == Rows ? cropped.rows : cropped.columns; }
  const PerAxis &crops() const { return cropped; }
  /// What comes out of the copy that the diagnostic shows.
  int64_t output(Axis axis) const;

  /// Whether the form divides in every copy, makes no window of padding alone, and keeps `promise(was, now)` along
  /// the axes at fault.
  template <typename Promise> bool holdsEverywhere(Promise promise) const {
    return std::ranges::all_of(fault.site.copies, [&](const WindowCopy &copy) {
      return std::ranges::all_of(std::array{Rows, Columns}, [&](Axis axis) {
        if (!fault.at(axis))
          return staysAsItIs(copy, axis);
        std::optional<geometry::Verdict> now = inCopy(copy, axis);
        return now && now->exact() && !now->onlyPadding && promise(copy.along(axis), *now);
      });
    });
  }

  /// Nothing where an edit would have to change a computed argument.
  std::optional<std::vector<diagnostics::Edit>> edits() const;

private:
  const geometry::Window &written(Axis axis) const { return fault.copy.along(axis).window; }
  template <typename Member> bool changes(Member member) const {
    return windows[0].*member != written(Rows).*member || windows[1].*member != written(Columns).*member;
  }
  bool changesPad() const { return changes(&geometry::Window::before) || changes(&geometry::Window::after); }
  geometry::Window windowInCopy(const WindowCopy &copy, Axis axis) const;
  bool staysAsItIs(const WindowCopy &copy, Axis axis) const;
  std::optional<geometry::Verdict> inCopy(const WindowCopy &copy, Axis axis) const;
  std::string kernelText(const ast::Argument &given) const;

  const WindowFault &fault;
  std::array<geometry::Window, 2> windows;
  PerAxis cropped;
};

} // namespace evenstride::check
