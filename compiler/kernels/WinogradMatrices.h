// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The matrices of Winograd's convolution F(m, 3): m outputs of a filter of three taps from m + 2 products. They are
// made from the points of Toom and Cook's interpolation, in double.
#pragma once

#include <vector>

namespace evenstride::kernels {

using Matrix = std::vector<std::vector<double>>; // of rows

/// Along one axis: output * ((filter * w) . (input * d)) is the convolution of d with w.
struct WinogradMatrices {
  Matrix input;  // [m + 2][m + 2]
  Matrix filter; // [m + 2][3]
  Matrix output; // [m][m + 2]
};

/// m is 2 (points 0, ±1 and infinity) or 4 (0, ±√½, ±√2 and infinity: half the error of 0, ±1, ±2 and infinity).
WinogradMatrices winogradMatrices(int m);

} // namespace evenstride::kernels
