// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// E0301 to E0304: message, equation, where the numbers came from, what to do.
#include "check/WindowReport.h"

#include "check/Layouts.h"
#include "check/WindowFixes.h"
#include "check/WindowHelp.h"
#include "check/WindowOddities.h"
#include "check/WindowText.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;
using geometry::FaultClass;
using geometry::Verdict;
using geometry::Window;

namespace {

/// The copies of a site that fail in one way, and how many.
class FaultReport {
public:
  FaultReport(const WindowFault &fault, Reporter &reporter) : fault(fault), copy(fault.copy), reporter(reporter) {}

  void report() {
    diagnostic.geometry = geometryOfAxes();
    switch (fault.faultClass) {
    case FaultClass::Padding:
    case FaultClass::Gap:
    case FaultClass::Data:
      return reportRemainder();
    case FaultClass::NeverFits:
      return reportTooLarge();
    case FaultClass::Parameter:
      return reportParameters();
    case FaultClass::Overflow:
      return reportOverflow();
    case FaultClass::Exact:
      return;
    }
  }

private:
  bool has(Axis axis) const { return fault.at(axis); }

  template <typename Read> PerAxis perAxis(Read read) const {
    return {has(Rows) ? read(copy.along(Rows)) : 0, has(Columns) ? read(copy.along(Columns)) : 0};
  }

  std::vector<diagnostics::AxisGeometry> geometryOfAxes() const {
    std::vector<diagnostics::AxisGeometry> result;
    for (Axis axis : fault.axes) {
      const Verdict &v = copy.along(axis);
      const Window &w = v.window;
      result.push_back({axis == Rows ? "height" : "width", v.input, w.kernel, w.stride, w.dilation, w.before, w.after,
                        std::string(geometry::name(v.faultClass)), v.remainder, v.unread});
    }
    return result;
  }

  std::string layer() const { return "`" + copy.path + "`"; }

  void finish(Code code, std::string message) {
    diagnostic.code = code;
    diagnostic.message = std::move(message);
    reporter.report(std::move(diagnostic), copy.path, fault.times);
  }

  /// "28 rows and 28 columns come in", at the input's type or the layer they come from.
  void labelOrigin() {
    Axis axis = fault.axes[0];
    const layers::Shape &shape = copy.flow->shape(copy.operand);
    std::string text = rowsAndColumns(shape.height, shape.width) + " come in";
    if (copy.flow->facts(copy.operand)[axis].lastChange >= 0)
      text = copy.flow->originName(copy.operand, axis) + " gives " + rowsAndColumns(shape.height, shape.width);
    support::Span span = copy.flow->originOf(copy.operand, axis);
    if (span.valid())
      diagnostic.labels.push_back({span, text});
  }

  void reportRemainder() {
    std::string equations;
    const Verdict &rows = copy.along(Rows), &columns = copy.along(Columns);
    if (has(Rows))
      equations = equation(rows) + " rows";
    if (has(Rows) && has(Columns))
      equations += ", and " + (equation(rows) == equation(columns) ? outputText(columns) : equation(columns));
    else if (has(Columns))
      equations = equation(columns);
    if (has(Columns))
      equations += " columns";
    diagnostic.primary = {fault.site.spanOf("stride"), equations};
    labelOrigin();
    noteDilation();
    noteLoss();
    offer(remainderFixes(fault));
    diagnostic.help.push_back(dividingSizes(fault) + wholeNetworkSizes(fault, "; for the whole network: "));
    helpWithLayout(*copy.flow, copy.operand, diagnostic);
    finish(Code::E0301, "the output size of " + layer() + " is not an integer");
  }

  /// The first fixes to try, then those that ask for another input or other weights.
  void offer(std::vector<diagnostics::Fix> fixes) {
    if (auto input = otherInput(fault))
      fixes.push_back(std::move(*input));
    std::ranges::move(otherWindows(fault), std::back_inserter(fixes));
    diagnostic.fixes = std::move(fixes);
  }

  void noteDilation() {
    const Window &window = copy.along(fault.axes[0]).window;
    if (window.dilation > 1)
      diagnostic.notes.push_back("a window of " + std::to_string(window.kernel) + " with dilation " +
                                 std::to_string(window.dilation) + " spans " +
                                 std::to_string(copy.along(fault.axes[0]).effectiveKernel));
  }

  /// What nobody reads: padding, or rows and columns of which input. The two are never mixed.
  void noteLoss() {
    if (fault.faultClass == FaultClass::Padding) {
      PerAxis unused = perAxis([](const Verdict &v) { return v.remainder; });
      diagnostic.notes.push_back("only padding is unused, " + lastOnes(unused) +
                                 " of it: no row or column of the input is lost");
      return;
    }
    PerAxis unread = perAxis([](const Verdict &v) { return v.unread; });
    const Flow &flow = *copy.flow;
    Axis axis = fault.axes[0];
    bool fromInput = flow.facts(copy.operand)[axis].lastChange < 0;
    std::string source = fromInput ? "`" + flow.inputOf(copy.operand).name + "`"
                                   : "what " + flow.originName(copy.operand, axis) + " gives";
    std::string note = lastOnes(unread) + " of " + source + " would never be read" + pixelsOfInput(unread);
    if (fault.faultClass == FaultClass::Gap)
      note += "; the stride leaves such a gap between all windows";
    diagnostic.notes.push_back(note);
  }

  /// What the unread rows and columns are in pixels of the network's own input, where strides stand between.
  std::string pixelsOfInput(PerAxis unread) const {
    const Flow &flow = *copy.flow;
    PerAxis pixels;
    bool strided = false;
    for (Axis axis : fault.axes) {
      auto step = flow.step(copy.operand, axis);
      int64_t count = axis == Rows ? unread.rows : unread.columns;
      if (!step || count * step->first % step->second != 0)
        return "";
      strided = strided || step->first != step->second;
      (axis == Rows ? pixels.rows : pixels.columns) = count * step->first / step->second;
    }
    return strided ? ": " + amountOf(pixels) + " of `" + flow.inputOf(copy.operand).name + "`" : "";
  }

  void reportTooLarge() {
    PerAxis needed = perAxis([](const Verdict &v) { return v.effectiveKernel; });
    PerAxis there = perAxis([](const Verdict &v) { return v.input + v.window.before + v.window.after; });
    diagnostic.primary = {fault.site.spanOf("kernel"),
                          "spans " + amountOf(needed) + ", " + amountOf(there) + " with the padding"};
    labelOrigin();
    noteDilation();
    for (Axis axis : fault.axes)
      noteHistory(axis);
    std::string sizes = wholeNetworkSizes(fault, "the whole network accepts inputs of ");
    if (!sizes.empty())
      diagnostic.help.push_back(sizes);
    offer(fittingFixes(fault));
    helpWithLayout(*copy.flow, copy.operand, diagnostic);
    finish(Code::E0302, "the window of " + layer() + " is larger than its input");
  }

  /// "rows on the way: 28, 26, 13, 11, 5, 3, 1", once where both axes shrink alike.
  void noteHistory(Axis axis) {
    std::vector<int64_t> extents = copy.flow->history(copy.operand, axis);
    bool said = axis == Columns && has(Rows) && copy.flow->history(copy.operand, Rows) == extents;
    if (extents.size() > 1 && !said)
      diagnostic.notes.push_back(std::string(noun(axis)) + "s on the way: " + listedSizes(extents, ", "));
  }

  void reportParameters() {
    struct Part {
      std::string_view parameter, lower;
      bool (*wrong)(const Window &);
    };
    static constexpr auto parts = std::to_array<Part>({
        {"kernel", "a window has at least 1 row and 1 column", [](const Window &w) { return w.kernel < 1; }},
        {"stride", "has to be at least 1", [](const Window &w) { return w.stride < 1; }},
        {"dilation", "has to be at least 1", [](const Window &w) { return w.dilation < 1; }},
        {"pad", "has to be at least 0; `crop` cuts rows and columns",
         [](const Window &w) { return w.before < 0 || w.after < 0; }},
    });
    Diagnostic plain = diagnostic;
    for (const Part &part : parts) {
      bool derived = part.parameter == "stride" && !fault.site.given.contains("stride"); // a pool's, from its window
      if (derived || std::ranges::none_of(fault.axes, [&](Axis axis) { return part.wrong(copy.along(axis).window); }))
        continue;
      diagnostic = plain;
      diagnostic.primary = {fault.site.spanOf(part.parameter), std::string(part.lower)};
      finish(Code::E0303, "the `" + std::string(part.parameter) + "` of " + layer() + " is too small");
    }
  }

  void reportOverflow() {
    bool padded = fault.site.given.contains("pad");
    diagnostic.primary = {fault.site.spanOf(padded ? "pad" : "kernel"), "the padded input may have at most " +
                                                                            std::to_string(geometry::maxExtent) +
                                                                            " rows and as many columns"};
    labelOrigin();
    finish(Code::E0304, layer() + " is too large");
  }

  const WindowFault &fault;
  const WindowCopy &copy;
  Reporter &reporter;
  Diagnostic diagnostic;
};

} // namespace

/// Numbers that mean nothing do so behind any size; else nobody knows behind an error.
static std::vector<Axis> axesAtFault(const WindowCopy &copy, FaultClass faultClass) {
  std::vector<Axis> axes;
  for (Axis axis : {Rows, Columns})
    if (copy.along(axis).faultClass == faultClass && (copy.firm(axis) || faultClass == FaultClass::Parameter))
      axes.push_back(axis);
  return axes;
}

/// The first copy that fails in this way speaks for all of them.
static void reportClass(const WindowSite &site, FaultClass faultClass, Reporter &reporter) {
  auto fails = [&](const WindowCopy &copy) { return !axesAtFault(copy, faultClass).empty(); };
  auto first = std::ranges::find_if(site.copies, fails);
  if (first == site.copies.end())
    return;
  WindowFault fault{site, *first, faultClass, axesAtFault(*first, faultClass),
                    std::ranges::count_if(site.copies, fails)};
  FaultReport(fault, reporter).report();
}

void reportWindow(const WindowSite &site, Reporter &reporter) {
  for (FaultClass faultClass : {FaultClass::Parameter, FaultClass::Overflow, FaultClass::NeverFits, FaultClass::Data,
                                FaultClass::Gap, FaultClass::Padding})
    reportClass(site, faultClass, reporter);
  for (const WindowCopy &copy : site.copies) {
    reportOnlyPadding(site, copy, reporter);
    warnOfEvenWindow(site, copy, reporter);
  }
}

} // namespace evenstride::check
