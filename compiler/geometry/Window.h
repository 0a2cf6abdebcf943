// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows along one axis over integers: the only place in the compiler that divides by a stride.
#pragma once

#include <cstdint>
#include <string_view>

namespace evenstride::geometry {

/// A sliding window along one axis, in elements. Any values: `place` judges them.
struct Window {
  int64_t kernel = 1, stride = 1, dilation = 1;
  int64_t before = 0, after = 0; // padding
};

/// What became of a window on an axis; see the language reference, "Exactness".
enum class FaultClass {
  Exact,     // the division is exact
  Padding,   // a floor would lose only zeros of the end padding
  Gap,       // a floor would lose no more than the gap between windows
  Data,      // a floor would lose rows that only this window could have read
  NeverFits, // the window is larger than the padded input
  Parameter, // a kernel, stride or dilation below 1, or a padding below 0
  Overflow,  // the arithmetic leaves 64 bits, or a size its limit
};
std::string_view name(FaultClass faultClass); // "exact", "padding", "gap", "data", "never fits", …

/// The verdict on a window over `input` elements. With Ke = (kernel - 1) * dilation + 1 and
/// n = input + before + after - Ke, the output is n / stride + 1 if n >= 0 and the division is exact.
struct Verdict {
  int64_t input = 0;
  Window window;
  FaultClass faultClass = FaultClass::Exact;
  int64_t effectiveKernel = 0; // Ke
  int64_t span = 0;            // n
  int64_t remainder = 0;       // n mod stride
  int64_t unread = 0;          // real elements that a floor never reads: remainder - after, between 0 and input
  int64_t floorOutput = 0;     // n / stride + 1, rounded down; 0 unless n >= 0
  int64_t ceilOutput = 0;
  bool onlyPadding = false; // some window (of the floor's) holds no real element

  bool exact() const { return faultClass == FaultClass::Exact; }
  int64_t output() const { return exact() ? floorOutput : 0; }
};

/// Judges `window` over `input` elements. The numbers of a verdict are filled in as far as 64 bits carry them.
Verdict place(const Window &window, int64_t input);

/// Largest extent of an axis and largest element count of a tensor that the compiler accepts (below 2^31 bytes of
/// fp32).
inline constexpr int64_t maxExtent = int64_t(1) << 28;
inline constexpr int64_t maxElements = (int64_t(1) << 29) - 1;

/// The exact form of a floor or ceiling: same bits, no remainder. `cropAfter` elements are cut from the end of the
/// input first. Both want a verdict whose window fits (`span` is not negative) and whose floor reads a real element.
struct ExactForm {
  Window window;
  int64_t cropAfter = 0;
};
ExactForm exactFloor(const Verdict &verdict);
/// A ceiling is a larger padding after; its extra part counts as border. Where the last window would start past the
/// input and its padding before, a ceiling has no such window (PyTorch and ONNX agree), which is the floor's form.
ExactForm exactCeil(const Verdict &verdict);

/// The window with its padding shortened by whole strides until no output lies in one side of it; a side is below 0
/// where it is shorter than a stride. Outputs that are left read what they read.
Window withoutIdleWindows(Window window);

/// Taps of an exact window that meet a real element for some output. One that steps over the whole input, as only
/// strides above its extent do, counts as though it met it.
int64_t meetingTaps(const Window &window, int64_t input);

/// Output extent of the window's transpose: stride * (input - 1) + Ke - before - after + outputPad; 0 where that is
/// below 1, leaves 64 bits or a parameter makes no sense.
int64_t transposedOutput(const Window &window, int64_t input, int64_t outputPad);

/// Elements before and after its input that the transpose of a window meets where its output is `output` elements long,
/// counted in whole strides.
struct Reach {
  int64_t before = 0, after = 0;
};
Reach transposedReach(const Window &window, int64_t input, int64_t output);

} // namespace evenstride::geometry
