// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the layers with a window share: their parameters, the verdicts on both axes, and plain loops over the taps.
#pragma once

#include "layers/Layer.h"

#include <utility>

namespace evenstride::layers {

/// The rows of parameter tables that all windows have.
Parameter kernelParameter();
Parameter strideParameter();
Parameter poolStrideParameter(); // defaults to the kernel
Parameter padParameter();
Parameter dilationParameter();
Parameter roundParameter();
Parameter biasParameter();

/// The windows of bound arguments along {height, width}.
std::pair<geometry::Window, geometry::Window> windowsOf(const Arguments &arguments);
/// What the window of bound arguments reads.
geometry::Reads windowReads(const Arguments &arguments, Axis axis);
/// Of a layer each element of which depends on its whole operand.
geometry::Reads readsAll(const Arguments &arguments, Axis axis);
/// Verdicts of both axes over an input.
std::pair<geometry::Verdict, geometry::Verdict> placeWindows(const Arguments &arguments, const Shape &input);

/// The taps of a window over so many channels: a WeightSpec's `fanIn`. Where 64 bits do not hold it, the largest
/// number: weights are asked for also where they turn out too many.
int64_t tapsOf(int64_t channels, const std::vector<int64_t> &kernel);

/// The output of a window with `channels` channels, or the fault with both verdicts.
ShapeResult windowShape(const Arguments &arguments, const Shape &input, int64_t channels);
/// The same for a pool, in which a window without any real element is a fault too.
ShapeResult poolShape(const Arguments &arguments, std::span<const Shape> operands);

/// Elements of the window, as `summands` of a pool.
int64_t windowSummands(const Arguments &arguments, const Shape &operand);

/// Calls visit(ky, kx, y, x) for each tap of the window at output (oy, ox) that reads the real element (y, x).
template <typename Visit>
void forEachTap(const std::pair<geometry::Window, geometry::Window> &windows, const Shape &input,
                std::pair<int64_t, int64_t> output, Visit visit) {
  const auto &[vertical, horizontal] = windows;
  for (int64_t ky = 0; ky < vertical.kernel; ++ky) {
    int64_t y = output.first * vertical.stride + ky * vertical.dilation - vertical.before;
    for (int64_t kx = 0; kx < horizontal.kernel; ++kx) {
      int64_t x = output.second * horizontal.stride + kx * horizontal.dilation - horizontal.before;
      if (y >= 0 && y < input.height && x >= 0 && x < input.width)
        visit(ky, kx, y, x);
    }
  }
}

/// Outputs [begin, end) of an axis whose tap `tap` of the window reads a real element, and the element that output 0
/// would read (below 0 in the padding); the element of output o is first + o * stride.
struct TapRun {
  int64_t begin = 0, end = 0, first = 0;
};
TapRun outputsReading(const geometry::Window &window, int64_t tap, int64_t input, int64_t outputs);

/// The shape that a rule gave for arguments and operands known to be right, as a reference has them.
Shape provenShape(const ShapeResult &result);

} // namespace evenstride::layers
