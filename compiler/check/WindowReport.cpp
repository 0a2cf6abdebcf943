// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// E0301 to E0304, E0308 and the warnings on windows: message, equation, where the numbers came from, what to do.
#include "check/WindowReport.h"

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
  bool has(Axis axis) const { return std::ranges::find(fault.axes, axis) != fault.axes.end(); }

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
    diagnostic.fixes = fixesOf(fault);
    helpWithSizes();
    helpWithLayout();
    finish(Code::E0301, "the output size of " + layer() + " is not an integer");
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

  static std::string listed(const std::vector<int64_t> &numbers, std::string_view last) {
    std::string text;
    for (size_t i = 0; i < numbers.size(); ++i)
      text += (i == 0 ? "" : i + 1 == numbers.size() ? std::string(last) : ", ") + std::to_string(numbers[i]);
    return text;
  }

  static std::vector<int64_t> dividing(const Verdict &v) {
    std::vector<int64_t> sizes;
    if (v.input > v.remainder)
      sizes.push_back(v.input - v.remainder);
    sizes.push_back(v.input - v.remainder + v.window.stride);
    return sizes;
  }

  /// Sizes for each axis at fault, said once where both have the same: "27 or 29", "rows of 27 or 29 and …".
  template <typename Of> std::string sizesOfAxes(Of of, std::string_view last) const {
    std::vector<std::string> texts;
    for (Axis axis : fault.axes) {
      std::vector<int64_t> sizes = of(axis);
      if (sizes.empty())
        return "";
      texts.push_back(listed(sizes, last));
    }
    if (texts.size() == 2 && texts[0] != texts[1])
      return texts[0] + " rows and " + texts[1] + " columns";
    bool both = texts.size() == 2 || copy.along(Rows).input == copy.along(Columns).input;
    return both && texts.size() == 2 ? texts[0] : texts[0] + (has(Rows) ? " rows" : " columns");
  }

  void helpWithSizes() {
    std::string here = sizesOfAxes([&](Axis axis) { return dividing(copy.along(axis)); }, " or ");
    diagnostic.help.push_back("inputs of " + here + " divide here" + wholeNetwork("; for the whole network: "));
  }

  /// Sizes of the network's input at which every layer divides.
  std::string wholeNetwork(std::string_view before) const {
    const Flow &flow = *copy.flow;
    const layers::Shape &input = flow.shape(flow.inputOf(copy.operand).value);
    auto near = [&](Axis axis) {
      const AxisFact &fact = flow.facts(copy.operand)[axis];
      return fact.size && !fact.size->isConstant() ? flow.sizes.near(fact.symbol, extent(input, axis))
                                                   : std::vector<int64_t>();
    };
    std::string sizes = sizesOfAxes(near, ", ");
    return sizes.empty() ? "" : std::string(before) + sizes + ", …";
  }

  /// Sizes that look like [rows, columns, channels] or [rows of one].
  void helpWithLayout() {
    const Flow &flow = *copy.flow;
    const NetworkInput &input = flow.inputOf(copy.operand);
    layers::Shape s = flow.shape(input.value);
    auto isColor = [](int64_t size) { return size == 1 || size == 3 || size == 4; };
    if (isColor(s.channels) || s.channels < 5)
      return;
    if (isColor(s.width) && s.height > 4)
      s = {s.width, s.channels, s.height};
    else if (isColor(s.height) && s.width > 4)
      s = {s.height, s.channels, s.width};
    else
      return;
    diagnostic.help.push_back("a type is [channels, rows, columns]: is `f32" + text(s) + "` meant?");
    support::Span span = flow.inputSpan(input);
    if (span.valid())
      diagnostic.labels.push_back({span, support::plural(flow.shape(input.value).channels, "channel") + " here"});
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
    std::string sizes = wholeNetwork("the whole network accepts inputs of ");
    if (!sizes.empty())
      diagnostic.help.push_back(sizes);
    helpWithLayout();
    finish(Code::E0302, "the window of " + layer() + " is larger than its input");
  }

  /// "rows on the way: 28, 26, 13, 11, 5, 3, 1", once where both axes shrink alike.
  void noteHistory(Axis axis) {
    std::vector<int64_t> extents = copy.flow->history(copy.operand, axis);
    bool said = axis == Columns && has(Rows) && copy.flow->history(copy.operand, Rows) == extents;
    if (extents.size() > 1 && !said)
      diagnostic.notes.push_back(std::string(noun(axis)) + "s on the way: " + listed(extents, ", "));
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
      if (std::ranges::none_of(fault.axes, [&](Axis axis) { return part.wrong(copy.along(axis).window); }))
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

static std::vector<Axis> axesAtFault(const WindowCopy &copy, FaultClass faultClass) {
  std::vector<Axis> axes;
  for (Axis axis : {Rows, Columns})
    if (copy.along(axis).faultClass == faultClass && copy.firm(axis))
      axes.push_back(axis);
  return axes;
}

/// A window of padding alone: an error in a pool, which has nothing to take the largest or mean of.
static void reportOnlyPadding(const WindowSite &site, const WindowCopy &copy, Reporter &reporter) {
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

static void warnOfEvenWindow(const WindowSite &site, const WindowCopy &copy, Reporter &reporter) {
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
