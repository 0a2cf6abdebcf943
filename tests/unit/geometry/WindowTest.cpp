// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows against plain enumeration for all small numbers, and against known mistakes of others for large ones.
#include "geometry/Window.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <vector>

using namespace evenstride::geometry;

namespace {

/// Which real elements each window reads, found by stepping from window to window.
struct Enumeration {
  std::vector<std::vector<int64_t>> windows; // real elements by window
  int64_t rest = 0;                          // padded elements behind the last window
  int64_t realRest = 0;                      // real ones among them
};

Enumeration enumerate(const Window &w, int64_t input) {
  Enumeration result;
  int64_t padded = w.before + input + w.after, end = 0;
  for (int64_t start = 0;; start += w.stride) {
    int64_t last = start;
    for (int64_t tap = 1; tap < w.kernel; ++tap)
      last += w.dilation;
    if (last >= padded)
      break;
    std::vector<int64_t> real;
    for (int64_t tap = start; tap <= last; tap += w.dilation)
      if (tap >= w.before && tap < w.before + input)
        real.push_back(tap - w.before);
    result.windows.push_back(real);
    end = last + 1;
  }
  for (int64_t i = end; i < padded; ++i) {
    ++result.rest;
    result.realRest += i >= w.before && i < w.before + input;
  }
  return result;
}

/// Calls visit(window, input) for all small numbers.
template <typename Visit> void forAllSmall(Visit visit) {
  for (int64_t input = 1; input <= 8; ++input)
    for (int64_t kernel = 1; kernel <= 4; ++kernel)
      for (int64_t stride = 1; stride <= 6; ++stride)
        for (int64_t dilation = 1; dilation <= 4; ++dilation)
          for (int64_t before = 0; before <= 6; ++before)
            for (int64_t after = 0; after <= 6; ++after)
              visit(Window{kernel, stride, dilation, before, after}, input);
}

FaultClass classOf(const Enumeration &e, const Window &w, int64_t effectiveKernel) {
  if (e.rest == 0)
    return FaultClass::Exact;
  if (e.realRest == 0 && e.rest <= w.after)
    return FaultClass::Padding;
  int64_t gap = w.stride > effectiveKernel ? w.stride - effectiveKernel : 0;
  return e.rest - w.after <= gap ? FaultClass::Gap : FaultClass::Data;
}

} // namespace

TEST_CASE("every small window agrees with enumeration") {
  int64_t judged = 0, wrong = 0;
  forAllSmall([&](const Window &w, int64_t input) {
    Verdict v = place(w, input);
    Enumeration e = enumerate(w, input);
    int64_t effectiveKernel = (w.kernel - 1) * w.dilation + 1;
    bool agrees = v.effectiveKernel == effectiveKernel;
    if (e.windows.empty()) {
      agrees = agrees && v.faultClass == FaultClass::NeverFits && v.output() == 0 && v.floorOutput == 0;
    } else {
      bool onlyPadding = std::ranges::any_of(e.windows, &std::vector<int64_t>::empty);
      agrees = agrees && v.floorOutput == int64_t(e.windows.size()) && v.remainder == e.rest &&
               v.unread == e.realRest && v.onlyPadding == onlyPadding &&
               v.faultClass == classOf(e, w, effectiveKernel) && v.ceilOutput == v.floorOutput + (e.rest > 0);
    }
    ++judged;
    wrong += !agrees;
  });
  CHECK(judged == 8 * 4 * 6 * 4 * 7 * 7);
  CHECK(wrong == 0);
}

TEST_CASE("the exact form of a floor reads the same elements") {
  int64_t rewritten = 0, wrong = 0;
  forAllSmall([&](const Window &w, int64_t input) {
    Verdict v = place(w, input);
    if (v.faultClass == FaultClass::NeverFits || v.unread >= v.input)
      return;
    ExactForm form = exactFloor(v);
    Verdict exact = place(form.window, input - form.cropAfter);
    bool same = exact.exact() && form.window.before == w.before && form.cropAfter == v.unread &&
                enumerate(form.window, input - form.cropAfter).windows == enumerate(w, input).windows;
    rewritten += !v.exact();
    wrong += !same;
  });
  CHECK(rewritten > 10000);
  CHECK(wrong == 0);
}

TEST_CASE("a ceiling adds the window that overhangs, unless it starts past everything") {
  int64_t added = 0, dropped = 0, wrong = 0;
  forAllSmall([&](const Window &w, int64_t input) {
    Verdict v = place(w, input);
    if (v.span < 0 || v.exact() || v.unread >= v.input)
      return;
    ExactForm form = exactCeil(v);
    Verdict exact = place(form.window, input - form.cropAfter);
    bool drops = v.floorOutput * w.stride >= w.before + input;
    int64_t expected = drops ? v.floorOutput : v.ceilOutput;
    auto before = enumerate(w, input).windows, now = enumerate(form.window, input - form.cropAfter).windows;
    now.resize(before.size());
    ++(drops ? dropped : added);
    wrong += !exact.exact() || exact.output() != expected || now != before;
  });
  CHECK(added > 1000);
  CHECK(dropped > 1000);
  CHECK(wrong == 0);
}

TEST_CASE("a transposed window undoes an exact one") {
  forAllSmall([&](const Window &w, int64_t input) {
    Verdict v = place(w, input);
    if (v.exact())
      REQUIRE(transposedOutput(w, v.output(), 0) == input);
  });
  CHECK(transposedOutput({3, 2, 1, 1, 1}, 4, 1) == 8);
  CHECK(transposedOutput({1, 1, 1, 3, 3}, 2, 0) == 0);
  CHECK(transposedOutput({3, INT64_MAX, 1, 0, 0}, 3, 0) == 0);
  CHECK(transposedOutput({3, 0, 1, 0, 0}, 3, 0) == 0);
}

TEST_CASE("a transposed window reaches as far as its taps are met") {
  for (int64_t kernel = 1; kernel <= 5; ++kernel)
    for (int64_t stride = 1; stride <= 4; ++stride)
      for (int64_t dilation = 1; dilation <= 2; ++dilation)
        for (int64_t before = 0; before <= 4; ++before)
          for (int64_t input = 1; input <= 4; ++input)
            for (int64_t output = 1; output <= 14; ++output) {
              const Window window{kernel, stride, dilation, before, 0};
              int64_t low = 0, high = input - 1;
              const int64_t whole = (output + stride - 1) / stride * stride;
              for (int64_t o = 0; o < whole; ++o)
                for (int64_t tap = 0; tap < kernel; ++tap) {
                  int64_t place = o + before - tap * dilation;
                  if (place % stride != 0)
                    continue;
                  low = std::min(low, place / stride);
                  high = std::max(high, place / stride);
                }
              const Reach reach = transposedReach(window, input, output);
              CAPTURE(kernel);
              CAPTURE(stride);
              CAPTURE(dilation);
              CAPTURE(before);
              REQUIRE(reach.before >= -low);
              REQUIRE(reach.before <= -low + 1); // no tap may be met in the first one
              REQUIRE(reach.after >= high - (input - 1));
              REQUIRE(reach.after <=
                      std::max<int64_t>(high - (input - 1), (whole - 1 + before) / stride - (input - 1)));
            }
}

TEST_CASE("mistakes of other strict checkers") {
  CHECK(place({5, 1, 1, 0, 0}, 5).output() == 1);                       // kernel equal to the input
  CHECK(place({1, 2, 1, 0, 0}, 57).output() == 29);                     // stride larger than the kernel
  CHECK(place({3, 1, 1, 100, 100}, 224).output() == 422);               // padding larger than the kernel
  CHECK(place({3, 1, 2, 2, 2}, 5).output() == 5);                       // padding as wide as the dilated kernel allows
  CHECK(place({5, 1, 1, 2, 2}, 3).output() == 3);                       // kernel larger than the bare input
  CHECK(place({3, 2, 2, 0, 0}, 4).faultClass == FaultClass::NeverFits); // n = -1 is no phantom output
  CHECK(place({3, 2, 2, 0, 0}, 4).floorOutput == 0);
  for (Window w :
       {Window{0, 1, 1, 0, 0}, {3, 0, 1, 0, 0}, {3, -1, 1, 0, 0}, {3, 1, 0, 0, 0}, {3, 1, 1, -1, 0}, {3, 1, 1, 0, -1}})
    CHECK(place(w, 8).faultClass == FaultClass::Parameter);
  CHECK(place({1, 1, 1, 0, 0}, 0).faultClass == FaultClass::Parameter);
}

TEST_CASE("numbers beyond 2^24, where floats lose integers") {
  int64_t large = (int64_t(1) << 24) + 1;
  Verdict v = place({2, 2, 1, 0, 0}, large);
  CHECK(v.faultClass == FaultClass::Data);
  CHECK(v.remainder == 1);
  CHECK(v.floorOutput == int64_t(1) << 23);
  CHECK(place({1, 2, 1, 0, 0}, large).output() == (int64_t(1) << 23) + 1);
  CHECK(place({1, 1, 1, 0, 0}, maxExtent).exact());
}

TEST_CASE("numbers beyond 2^31 and beyond 64 bits") {
  Verdict beyond = place({3, 2, 1, 0, 0}, (int64_t(1) << 31) + 2);
  CHECK(beyond.faultClass == FaultClass::Overflow);
  CHECK(beyond.remainder == 1); // the numbers are right all the same
  CHECK(beyond.floorOutput == int64_t(1) << 30);
  CHECK(place({1, 1, 1, 0, 0}, maxExtent + 1).faultClass == FaultClass::Overflow);
  CHECK(place({3, 1, 1, 0, 0}, INT64_MAX).faultClass == FaultClass::Overflow);
  CHECK(place({3, 1, 1, INT64_MAX, 1}, 8).faultClass == FaultClass::Overflow);
  CHECK(place({3, 1, INT64_MAX, 0, 0}, 8).faultClass == FaultClass::Overflow); // (K - 1) * D
  CHECK(place({INT64_MAX, 1, 1, 0, 0}, 8).faultClass == FaultClass::NeverFits);
  CHECK(place({2147483647, 2, 2, 0, 0}, 4).effectiveKernel == 4294967293);
  CHECK(place({2147483647, 2, 2, 0, 0}, 4).faultClass == FaultClass::NeverFits);
}

TEST_CASE("windows that step over the input are found without stepping") {
  // Taps 2^20 apart around an input of 2^20 - 1: just one start in 2^20 misses it.
  int64_t width = (int64_t(1) << 20) - 1, dilation = width + 1;
  CHECK(place({2, 1, dilation, width, width}, width).faultClass == FaultClass::Exact);
  CHECK_FALSE(place({2, 1, dilation, 0, dilation - width}, width).onlyPadding);
  CHECK(place({2, 1, dilation, 1, dilation - width}, width).onlyPadding);
}

TEST_CASE("classes have names") {
  CHECK(name(FaultClass::Padding) == "padding");
  CHECK(name(FaultClass::Gap) == "gap");
  CHECK(name(FaultClass::Data) == "data");
  CHECK(name(FaultClass::NeverFits) == "never fits");
  CHECK(name(FaultClass::Parameter) == "parameter");
  CHECK(name(FaultClass::Overflow) == "overflow");
  CHECK(name(FaultClass::Exact) == "exact");
}

TEST_CASE("taps that meet a real element somewhere") {
  forAllSmall([](const Window &w, int64_t input) {
    Verdict verdict = place(w, input);
    if (!verdict.exact() || w.stride > input)
      return;
    int64_t meeting = 0;
    for (int64_t tap = 0; tap < w.kernel; ++tap) {
      bool meets = false;
      for (int64_t output = 0; output < verdict.output(); ++output) {
        int64_t element = output * w.stride - w.before + tap * w.dilation;
        meets = meets || (element >= 0 && element < input);
      }
      meeting += meets;
    }
    CAPTURE(input);
    CAPTURE(w.kernel);
    CAPTURE(w.stride);
    CAPTURE(w.dilation);
    CAPTURE(w.before);
    CAPTURE(w.after);
    CHECK(meetingTaps(w, input) == meeting);
  });
  CHECK(meetingTaps({.kernel = maxExtent, .before = maxExtent / 2, .after = maxExtent / 2 - 1}, 1) == 1);
}

TEST_CASE("padding without the windows that lie in it") {
  forAllSmall([](const Window &w, int64_t input) {
    Verdict verdict = place(w, input);
    Window shorter = withoutIdleWindows(w);
    if (!verdict.exact() || shorter.before < 0 || shorter.after < 0)
      return;
    Verdict now = place(shorter, input);
    CHECK((now.exact() || now.faultClass == FaultClass::NeverFits));
    CHECK((w.before - shorter.before) % w.stride == 0);
    int64_t dropped = (w.before - shorter.before) / w.stride + (w.after - shorter.after) / w.stride;
    if (now.exact())
      CHECK(now.output() == verdict.output() - dropped);
    bool inOneSide = now.effectiveKernel <= shorter.before || now.effectiveKernel <= shorter.after;
    CHECK_FALSE(inOneSide);
  });
}
