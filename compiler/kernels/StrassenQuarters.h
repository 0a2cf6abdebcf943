// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What Strassen's algorithm multiplies: sums of quarters of two matrices, in the form with fewest additions, which is
// Winograd's, with the names of Higham, Accuracy and Stability of Numerical Algorithms, chapter 23.
#pragma once

#include <array>

namespace evenstride::kernels {

inline constexpr int strassenProducts = 7;

/// The left or the right operands of the 7 products, from the quarters of a matrix: A11, A12, S2, S3, A22, S1 and S4,
/// or B11, B21, S6, S7, -S8, S5 and B22. In this order each result adds one product to a sum that others begin with:
///   M2 (+ M3 = C11) + M1 = T1, T1 + M4 = T2, T2 - M7 = C21, and M5: T2 + M5 = C22, T1 + M5 + M6 = C12.
template <typename Number>
std::array<Number, strassenProducts> strassenLeft(const Number &a11, const Number &a12, const Number &a21,
                                                  const Number &a22) {
  Number s1 = a21 + a22, s2 = s1 - a11;
  return {a11, a12, s2, a11 - a21, a22, s1, a12 - s2};
}
template <typename Number>
std::array<Number, strassenProducts> strassenRight(const Number &b11, const Number &b12, const Number &b21,
                                                   const Number &b22) {
  Number s5 = b12 - b11, s6 = b22 - s5;
  return {b11, b21, s6, b22 - b12, b21 - s6, s5, b22};
}

} // namespace evenstride::kernels
