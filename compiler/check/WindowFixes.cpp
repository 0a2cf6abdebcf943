// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Crop, trimmed padding, more padding, and the floor said in the open.
#include "check/WindowFixes.h"

#include "check/CallEdits.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Fix;
using diagnostics::FixTag;
using geometry::ExactForm;
using geometry::FaultClass;
using geometry::Verdict;

/// A network without a text has nothing to edit.
static bool isWritten(const WindowFault &fault) { return fault.site.call->callee.span.valid(); }

/// Whether a copy loses input by a floor.
static bool dropsInput(const WindowFault &fault) {
  return std::ranges::any_of(fault.site.copies, [](const WindowCopy &copy) {
    return copy.along(Rows).faultClass == FaultClass::Data || copy.along(Columns).faultClass == FaultClass::Data;
  });
}

/// The floor said in the open, which is right in every copy whatever its numbers.
static std::optional<Fix> roundFix(const WindowFault &fault) {
  const WindowSite &site = fault.site;
  auto roundable = [](const WindowCopy &copy) {
    return std::ranges::all_of(std::array{Rows, Columns}, [&](Axis axis) {
      const Verdict &verdict = copy.along(axis);
      bool divides = verdict.exact() || verdict.faultClass == FaultClass::Padding ||
                     verdict.faultClass == FaultClass::Gap || verdict.faultClass == FaultClass::Data;
      return divides && verdict.unread < verdict.input && !verdict.onlyPadding;
    });
  };
  if (site.given.contains("round") || !std::ranges::all_of(site.copies, roundable))
    return std::nullopt;
  CallEdits edits(*site.call);
  edits.add("round", "down");
  return Fix{dropsInput(fault) ? FixTag::DropsInput : FixTag::BitIdentical,
             site.copies.size() > 1 ? "accept the floor, which differs from copy to copy" : "accept the floor",
             edits.take()};
}

/// The form that the shown copy's verdicts ask for, axis by axis.
template <typename Exact> static WindowForm formOf(const WindowFault &fault, Exact exact) {
  WindowForm form(fault);
  for (Axis axis : fault.axes) {
    ExactForm made = exact(fault.copy.along(axis));
    form.window(axis) = made.window;
    form.crop(axis) = made.cropAfter;
  }
  return form;
}

static std::optional<Fix> floorFix(const WindowFault &fault) {
  const Verdict &shown = fault.copy.along(fault.axes[0]);
  if (shown.unread >= shown.input)
    return std::nullopt;
  WindowForm form = formOf(fault, geometry::exactFloor);
  bool holds =
      form.holdsEverywhere([](const Verdict &was, const Verdict &now) { return now.output() == was.floorOutput; });
  auto edits = holds ? form.edits() : std::nullopt;
  if (!edits)
    return roundFix(fault);
  if (fault.faultClass == FaultClass::Padding)
    return Fix{FixTag::BitIdentical, "trim the padding at the end that no window reads", *edits};
  bool single = form.crops().rows + form.crops().columns == 1;
  std::string what = single ? "crop it" : "crop them";
  if (fault.faultClass == FaultClass::Gap)
    return Fix{FixTag::BitIdentical, what + ": the stride steps over " + (single ? "it" : "them") + " anyway", *edits};
  return Fix{FixTag::DropsInput, what + ", as other frameworks do in silence", *edits};
}

static std::optional<Fix> ceilFix(const WindowFault &fault) {
  WindowForm form = formOf(fault, [](const Verdict &verdict) {
    ExactForm more{verdict.window, 0};
    more.window.after += verdict.window.stride - verdict.remainder;
    return more;
  });
  bool holds =
      form.holdsEverywhere([](const Verdict &was, const Verdict &now) { return now.output() == was.ceilOutput; });
  auto edits = holds && fault.firmEverywhere() ? form.edits() : std::nullopt;
  if (!edits)
    return std::nullopt;
  PerAxis more;
  for (Axis axis : fault.axes) {
    const Verdict &verdict = fault.copy.along(axis);
    (axis == Rows ? more.rows : more.columns) = verdict.window.stride - verdict.remainder;
  }
  bool padded = std::ranges::any_of(fault.axes, [&](Axis axis) { return fault.copy.along(axis).window.after > 0; });
  return Fix{FixTag::BorderValues, "pad " + amountOf(more) + (padded ? " more" : "") + " at the end", *edits};
}

std::vector<Fix> remainderFixes(const WindowFault &fault) {
  std::vector<Fix> fixes;
  if (!isWritten(fault))
    return fixes;
  if (auto fix = floorFix(fault))
    fixes.push_back(std::move(*fix));
  if (auto fix = ceilFix(fault))
    fixes.push_back(std::move(*fix));
  return fixes;
}

std::vector<Fix> fittingFixes(const WindowFault &fault) {
  std::vector<Fix> fixes;
  if (!isWritten(fault) || !fault.firmEverywhere())
    return fixes;
  WindowForm form(fault);
  PerAxis more;
  for (Axis axis : fault.axes) {
    const Verdict &verdict = fault.copy.along(axis);
    int64_t missing = -verdict.span;
    form.window(axis).before += missing / 2;
    form.window(axis).after += missing - missing / 2;
    (axis == Rows ? more.rows : more.columns) = missing;
  }
  bool holds = form.holdsEverywhere([](const Verdict &, const Verdict &) { return true; });
  if (auto edits = holds ? form.edits() : std::nullopt)
    fixes.push_back({FixTag::BorderValues, "pad " + amountOf(more) + ", so that one window fits", *edits});
  return fixes;
}

std::optional<Fix> ceilingAsPool(const LayerCall &call, const Verdicts &verdicts) {
  const auto &given = call.bound.given;
  if (!call.token.valid() || !given.contains("pad") || !given.contains("border"))
    return std::nullopt;
  auto overhang = [](const Verdict &verdict) {
    return verdict.remainder == 0 ? 0 : exactCeil(verdict).window.after - verdict.window.after;
  };
  auto [rows, columns] = verdicts;
  if (overhang(rows) < 0 || overhang(columns) < 0) // the ceiling has no such window, and is the floor
    return std::nullopt;
  CallEdits edits(*call.call);
  edits.precede(sidesText("pad", {rows.window.before, columns.window.before, rows.window.after, columns.window.after}),
                call.operandTexts[0]);
  edits.replace(*given.at("pad"), padText({0, 0, overhang(rows), overhang(columns)}));
  edits.replace(*given.at("border"), "ignore");
  edits.remove(*given.at("round"));
  return Fix{FixTag::BitIdentical, "pad first, and let the pool ignore what overhangs that", edits.take()};
}

/// The form's edits under what they do, if it gives a size next to the one that does not divide in every copy.
static std::optional<Fix> retrained(WindowForm form, const WindowFault &fault, const std::string &what) {
  bool holds = form.holdsEverywhere([](const Verdict &was, const Verdict &now) {
    bool fits = was.floorOutput >= 1;
    return !fits || now.output() == was.floorOutput || now.output() == was.ceilOutput;
  });
  auto edits = holds ? form.edits() : std::nullopt;
  if (!edits)
    return std::nullopt;
  PerAxis output{fault.at(Rows) ? form.output(Rows) : 0, fault.at(Columns) ? form.output(Columns) : 0};
  return Fix{FixTag::Retrain, what + ", which gives " + amountOf(output), *edits};
}

/// Kernels next to the written one, the nearest first, none of them smaller than a stride that it covered.
static std::vector<int64_t> kernelsNear(const Verdict &verdict) {
  const geometry::Window &window = verdict.window;
  constexpr size_t enough = 2; // one larger and one smaller
  std::vector<int64_t> kernels;
  auto divides = [&](int64_t kernel) {
    geometry::Window other = window;
    other.kernel = kernel;
    return kernel >= 1 && (kernel >= window.stride || window.kernel < window.stride) &&
           place(other, verdict.input).exact();
  };
  int64_t fitting =
      verdict.span < 0 ? (verdict.input + window.before + window.after - 1) / window.dilation + 1 : window.kernel;
  for (int64_t distance = verdict.span < 0 ? 0 : 1; distance <= window.stride && kernels.size() < enough; ++distance)
    for (int64_t kernel : {fitting + distance, fitting - distance})
      if (divides(kernel) && std::ranges::find(kernels, kernel) == kernels.end())
        kernels.push_back(kernel);
  return kernels;
}

static std::vector<int64_t> stridesNear(const Verdict &verdict) {
  std::vector<int64_t> strides;
  for (int64_t stride : {verdict.window.stride - 1, verdict.window.stride + 1}) {
    geometry::Window other = verdict.window;
    other.stride = stride;
    if (verdict.span >= 0 && stride >= 2 && stride <= other.kernel && place(other, verdict.input).exact())
      strides.push_back(stride);
  }
  return strides;
}

/// The numbers that `near` finds, along all axes at fault, for which the layer is right everywhere.
template <typename Near, typename Describe>
static void addRetrained(std::vector<Fix> &fixes, const WindowFault &fault, int64_t geometry::Window::*member,
                         Near near, Describe describe) {
  for (int64_t value : near(fault.copy.along(fault.axes[0]))) {
    WindowForm form(fault);
    int64_t change = value - fault.copy.along(fault.axes[0]).window.*member;
    for (Axis axis : fault.axes)
      form.window(axis).*member += change;
    if (form.window(Rows).*member < 1 || form.window(Columns).*member < 1)
      continue;
    if (auto fix = retrained(form, fault, describe(form)))
      fixes.push_back(std::move(*fix));
  }
}

std::vector<Fix> otherWindows(const WindowFault &fault) {
  constexpr int64_t largest = 64; // of strides: beyond it nobody looks for a window one larger
  std::vector<Fix> fixes;
  if (!isWritten(fault) || !fault.firmEverywhere() || fault.copy.along(fault.axes[0]).window.stride > largest)
    return fixes;
  addRetrained(fixes, fault, &geometry::Window::kernel, kernelsNear, [](WindowForm &form) {
    return "make the window " + std::to_string(form.window(Rows).kernel) + "x" +
           std::to_string(form.window(Columns).kernel);
  });
  addRetrained(fixes, fault, &geometry::Window::stride, stridesNear, [](WindowForm &form) {
    int64_t vertical = form.window(Rows).stride, horizontal = form.window(Columns).stride;
    return "make the stride " + padText({vertical, horizontal, vertical, horizontal});
  });
  return fixes;
}

} // namespace evenstride::check
