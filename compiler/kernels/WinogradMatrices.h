// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The matrices of Winograd's convolution F(m, r): m outputs of a filter of r taps from m + r - 1 products. They are
// made from the points of Toom and Cook's interpolation, in double.
#pragma once

#include <vector>

namespace evenstride::kernels {

using Matrix = std::vector<std::vector<double>>; // of rows

/// Along one axis: output * ((filter * w) . (input * d)) is the convolution of d with w.
struct WinogradMatrices {
  Matrix input;  // [m + r - 1][m + r - 1]
  Matrix filter; // [m + r - 1][r]
  Matrix output; // [m][m + r - 1]
};

/// m + r - 1 is 1 (infinity alone: all three are the number 1), 3 (0, 1 and infinity), 4
/// (points 0, ±1 and infinity), 5 (0, ±¾, 2 and infinity: the least error of F(4, 2) of such sets), 6 (0, ±√½, ±√2 and
/// infinity: half the error of 0, ±1, ±2 and infinity), 8 (0, ±½, ±1, ±2 and infinity), 9 (±¼, ±11/16, ±9/8, ±17/8 and
/// infinity: 0 in place of a pair has twice the error) or 10 (0, ±⅖, ±⅘, ±1¼, ±2½ and
/// infinity: the least error of all sets of such pairs among 24 numbers from ¼ to 4).
WinogradMatrices winogradMatrices(int m, int r);

} // namespace evenstride::kernels
