// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Crop, trimmed padding and more padding, as edits of the layer's text.
#include "check/WindowFixes.h"

#include "check/WindowText.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Edit;
using diagnostics::Fix;
using diagnostics::FixTag;
using geometry::ExactForm;
using geometry::FaultClass;
using geometry::Verdict;
using geometry::Window;
using support::Span;

namespace {

/// What a fix makes of a layer: padding of all four sides and rows and columns cut before.
struct NewForm {
  std::vector<int64_t> pad; // {top, left, bottom, right}
  PerAxis crop;
};

class FixWriter {
public:
  explicit FixWriter(const WindowFault &fault) : fault(fault), site(fault.site) {}

  std::vector<Fix> write() {
    if (auto fix = floorFix())
      fixes.push_back(std::move(*fix));
    if (auto fix = ceilFix())
      fixes.push_back(std::move(*fix));
    return std::move(fixes);
  }

private:
  template <typename Form> NewForm formOf(Form form) const {
    const Window &rows = fault.copy.along(Rows).window, &columns = fault.copy.along(Columns).window;
    NewForm result{{rows.before, columns.before, rows.after, columns.after}, {}};
    for (Axis axis : fault.axes) {
      ExactForm exact = form(fault.copy.along(axis));
      result.pad[axis == Rows ? 2 : 3] = exact.window.after;
      (axis == Rows ? result.crop.rows : result.crop.columns) = exact.cropAfter;
    }
    return result;
  }

  /// Whether the form gives `output` in every copy, without a remainder and without a window of padding alone.
  template <typename Output> bool isRightEverywhere(const NewForm &form, Output output) const {
    return std::ranges::all_of(site.copies, [&](const WindowCopy &copy) {
      return std::ranges::all_of(fault.axes, [&](Axis axis) {
        const Verdict &was = copy.along(axis);
        Window window = was.window;
        bool sameStart = window.before == form.pad[axis == Rows ? 0 : 1];
        window.after = form.pad[axis == Rows ? 2 : 3];
        Verdict now = place(window, was.input - (axis == Rows ? form.crop.rows : form.crop.columns));
        return sameStart && now.exact() && !now.onlyPadding && now.output() == output(copy, axis);
      });
    });
  }

  bool dropsInput() const {
    return std::ranges::any_of(site.copies, [&](const WindowCopy &copy) {
      return copy.along(Rows).faultClass == FaultClass::Data || copy.along(Columns).faultClass == FaultClass::Data;
    });
  }

  std::optional<Fix> floorFix() const {
    if (fault.copy.along(fault.axes[0]).unread >= fault.copy.along(fault.axes[0]).input)
      return std::nullopt;
    NewForm form = formOf(geometry::exactFloor);
    auto floorOf = [](const WindowCopy &copy, Axis axis) { return copy.along(axis).floorOutput; };
    if (!isRightEverywhere(form, floorOf))
      return roundFix();
    if (fault.faultClass == FaultClass::Padding)
      return Fix{FixTag::BitIdentical, "trim the padding at the end that no window reads", padEdits(form.pad)};
    bool single = form.crop.rows + form.crop.columns == 1;
    std::string what = single ? "crop it" : "crop them";
    Fix fix{FixTag::DropsInput, what + ", as other frameworks do in silence", cropEdits(form)};
    if (fault.faultClass == FaultClass::Gap)
      fix = {FixTag::BitIdentical, what + ": the stride steps over " + (single ? "it" : "them") + " anyway", fix.edits};
    return fix;
  }

  /// The floor said in the open, which is right in every copy whatever its numbers.
  std::optional<Fix> roundFix() const {
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
    return Fix{dropsInput() ? FixTag::DropsInput : FixTag::BitIdentical,
               site.copies.size() > 1 ? "accept the floor, which differs from copy to copy" : "accept the floor",
               {{endOfArguments(), ", round: down"}}};
  }

  std::optional<Fix> ceilFix() const {
    auto ceil = [](const Verdict &verdict) {
      ExactForm form{verdict.window, 0};
      form.window.after += verdict.window.stride - verdict.remainder;
      return form;
    };
    NewForm form = formOf(ceil);
    auto ceilOf = [](const WindowCopy &copy, Axis axis) { return copy.firm(axis) ? copy.along(axis).ceilOutput : -1; };
    if (!isRightEverywhere(form, ceilOf))
      return std::nullopt;
    PerAxis more;
    for (Axis axis : fault.axes) {
      const Verdict &verdict = fault.copy.along(axis);
      (axis == Rows ? more.rows : more.columns) = verdict.window.stride - verdict.remainder;
    }
    bool padded = std::ranges::any_of(fault.axes, [&](Axis axis) { return fault.copy.along(axis).window.after > 0; });
    return Fix{FixTag::BorderValues, "pad " + amountOf(more) + (padded ? " more" : "") + " at the end",
               padEdits(form.pad)};
  }

  Span endOfArguments() const {
    Span last = site.call->arguments.back().span;
    return {last.file, last.end, last.end};
  }

  /// The edits that set the padding: none where it stays, the argument goes where it becomes 0.
  std::vector<Edit> padEdits(const std::vector<int64_t> &pad) const {
    const Window &rows = fault.copy.along(Rows).window, &columns = fault.copy.along(Columns).window;
    if (pad == std::vector<int64_t>{rows.before, columns.before, rows.after, columns.after})
      return {};
    auto given = site.given.find("pad");
    if (given == site.given.end())
      return {{endOfArguments(), ", pad: " + padText(pad)}};
    const auto &arguments = site.call->arguments;
    auto index = size_t(given->second - arguments.data());
    bool isZero = std::ranges::all_of(pad, [](int64_t side) { return side == 0; });
    if (!isZero || index == 0)
      return {{given->second->value->span, padText(pad)}};
    Span span = given->second->span;
    return {{{span.file, arguments[index - 1].span.end, span.end}, ""}};
  }

  std::vector<Edit> cropEdits(const NewForm &form) const {
    std::string arguments;
    if (form.crop.columns > 0)
      arguments += "right: " + std::to_string(form.crop.columns);
    if (form.crop.rows > 0)
      arguments += (arguments.empty() ? "" : ", ") + ("bottom: " + std::to_string(form.crop.rows));
    std::string crop = "crop(" + arguments + ")";
    std::vector<Edit> edits;
    if (!site.operand) {
      Span at = site.call->callee.span;
      edits.push_back({{at.file, at.begin, at.begin}, crop + " -> "});
    } else {
      Span at = site.operand->span;
      bool binds = std::holds_alternative<ast::Binary>(site.operand->node);
      if (binds)
        edits.push_back({{at.file, at.begin, at.begin}, "("});
      edits.push_back({{at.file, at.end, at.end}, (binds ? ") -> " : " -> ") + crop});
    }
    std::ranges::move(padEdits(form.pad), std::back_inserter(edits));
    return edits;
  }

  const WindowFault &fault;
  const WindowSite &site;
  std::vector<Fix> fixes;
};

} // namespace

std::vector<Fix> fixesOf(const WindowFault &fault) {
  if (!fault.site.call->callee.span.valid()) // a network without a text
    return {};
  return FixWriter(fault).write();
}

} // namespace evenstride::check
