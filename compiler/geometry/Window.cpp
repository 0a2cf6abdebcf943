// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The verdict on a window along one axis, and the exact forms of a floor and a ceiling.
#include "geometry/Window.h"

#include "geometry/Checked.h"

#include <algorithm>
#include <cassert>

namespace evenstride::geometry {

std::string_view name(FaultClass faultClass) {
  switch (faultClass) {
  case FaultClass::Exact:
    return "exact";
  case FaultClass::Padding:
    return "padding";
  case FaultClass::Gap:
    return "gap";
  case FaultClass::Data:
    return "data";
  case FaultClass::NeverFits:
    return "never fits";
  case FaultClass::Parameter:
    return "parameter";
  case FaultClass::Overflow:
    return "overflow";
  }
  return "";
}

/// Sum of floor((a * i + c) / m) over 0 <= i < n, for a, c >= 0 and m >= 1, in the manner of Euclid's algorithm.
static int64_t floorSum(int64_t n, int64_t m, int64_t a, int64_t c) {
  int64_t sum = 0;
  while (n > 0) {
    sum += n * (n - 1) / 2 * (a / m) + n * (c / m);
    a %= m;
    c %= m;
    int64_t last = a * n + c;
    if (last < m)
      break;
    n = last / m;
    c = last % m;
    std::swap(m, a);
  }
  return sum;
}

/// Whether a window that begins in the padding before steps over the whole input: its taps are `dilation` apart, so the
/// first one at or behind the input's start lies (start - before) mod dilation behind it, which may be past the end.
static bool stepsOverInput(const Verdict &v) {
  const Window &w = v.window;
  if (w.dilation <= v.input || w.before == 0)
    return false;
  int64_t starts = std::min(v.floorOutput, (w.before - 1) / w.stride + 1);
  // Counts x mod D >= W as floor((x + D - W) / D) - floor(x / D), with x = i * stride - before made non-negative.
  int64_t stride = w.stride % w.dilation;
  int64_t shift = (w.dilation - w.before % w.dilation) % w.dilation;
  return floorSum(starts, w.dilation, stride, shift + w.dilation - v.input) !=
         floorSum(starts, w.dilation, stride, shift);
}

static bool someWindowHoldsOnlyPadding(const Verdict &v) {
  const Window &w = v.window;
  bool first = v.effectiveKernel <= w.before;
  bool last = (v.floorOutput - 1) * w.stride >= w.before + v.input;
  return first || last || stepsOverInput(v);
}

static FaultClass classify(const Verdict &v) {
  if (v.remainder == 0)
    return FaultClass::Exact;
  if (v.remainder <= v.window.after)
    return FaultClass::Padding;
  int64_t gap = std::max<int64_t>(0, v.window.stride - v.effectiveKernel);
  return v.remainder - v.window.after <= gap ? FaultClass::Gap : FaultClass::Data;
}

/// Everything that follows from a span that is not negative.
static void divide(Verdict &v) {
  v.remainder = v.span % v.window.stride;
  v.floorOutput = v.span / v.window.stride + 1;
  v.ceilOutput = v.floorOutput + (v.remainder != 0);
  v.unread = std::clamp<int64_t>(v.remainder - v.window.after, 0, v.input);
}

Verdict place(const Window &window, int64_t input) {
  Verdict v{.input = input, .window = window};
  if (window.kernel < 1 || window.stride < 1 || window.dilation < 1 || window.before < 0 || window.after < 0 ||
      input < 1) {
    v.faultClass = FaultClass::Parameter;
    return v;
  }
  Checked effective = checkedAdd(checkedMultiply(window.kernel - 1, window.dilation), 1);
  Checked padded = checkedAdd(checkedAdd(input, window.before), window.after);
  Checked span = checkedSubtract(padded, effective);
  v.effectiveKernel = effective.value_or(0);
  if (!span || *span == INT64_MAX) {
    v.faultClass = FaultClass::Overflow;
    return v;
  }
  v.span = *span;
  if (v.span < 0) {
    v.faultClass = FaultClass::NeverFits;
    return v;
  }
  divide(v);
  if (*padded > maxExtent) {
    v.faultClass = FaultClass::Overflow;
    return v;
  }
  v.onlyPadding = someWindowHoldsOnlyPadding(v);
  v.faultClass = classify(v);
  return v;
}

ExactForm exactFloor(const Verdict &verdict) {
  assert(verdict.span >= 0 && "the window does not fit");
  ExactForm form{verdict.window, verdict.unread};
  form.window.after = std::max<int64_t>(0, verdict.window.after - verdict.remainder);
  return form;
}

ExactForm exactCeil(const Verdict &verdict) {
  assert(verdict.span >= 0 && "the window does not fit");
  const Window &w = verdict.window;
  if (verdict.remainder == 0)
    return {w, 0};
  if (verdict.floorOutput * w.stride >= verdict.input + w.before)
    return exactFloor(verdict);
  ExactForm form{w, 0};
  form.window.after += w.stride - verdict.remainder;
  return form;
}

Window withoutIdleWindows(Window window) {
  int64_t reach = (window.kernel - 1) * window.dilation; // the most padding that a window can leave
  for (int64_t *side : {&window.before, &window.after})
    if (*side > reach)
      *side -= ((*side - reach - 1) / window.stride + 1) * window.stride;
  return window;
}

int64_t meetingTaps(const Window &window, int64_t input) {
  auto tapsBefore = [&](int64_t element) { // taps at offsets below `element`
    return std::clamp<int64_t>((element + window.dilation - 1) / window.dilation, 0, window.kernel);
  };
  // The last window ends with the padding after: what lies further from its end than the input never comes so far.
  int64_t extent = (window.kernel - 1) * window.dilation + 1;
  int64_t never = tapsBefore(std::max<int64_t>(0, extent - input - window.after));
  return std::max<int64_t>(0, tapsBefore(input + window.before) - never);
}

int64_t transposedOutput(const Window &window, int64_t input, int64_t outputPad) {
  if (window.kernel < 1 || window.stride < 1 || window.dilation < 1 || window.before < 0 || window.after < 0 ||
      input < 1 || outputPad < 0)
    return 0;
  Checked effective = checkedAdd(checkedMultiply(window.kernel - 1, window.dilation), 1);
  Checked padded = checkedAdd(checkedAdd(checkedMultiply(window.stride, input - 1), effective), outputPad);
  Checked output = checkedSubtract(checkedSubtract(padded, window.before), window.after);
  return std::max<int64_t>(0, output.value_or(0));
}

Reach transposedReach(const Window &window, int64_t input, int64_t output) {
  // Output o meets tap t in the element (o + before - t * dilation) / stride.
  int64_t last = ((output - 1) / window.stride + 1) * window.stride - 1;
  int64_t overhang = (window.kernel - 1) * window.dilation - window.before;
  return {std::max<int64_t>(0, overhang) / window.stride,
          std::max<int64_t>(0, (last + window.before) / window.stride - (input - 1))};
}

} // namespace evenstride::geometry
