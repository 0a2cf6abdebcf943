// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/WinogradTransforms.h"

namespace evenstride::kernels {

using Halide::Expr;

namespace {

// A sum of values as factor * sum, whose last summand has the coefficient 1.
struct ScaledSum {
  double factor = 0;
  Expr sum;

  void add(double coefficient, const Expr &value) {
    const auto relative = static_cast<float>(coefficient / factor);
    sum = relative == 1 ? sum + value : relative == -1 ? sum - value : sum + relative * value;
  }
  Expr scaled() const {
    const auto by = static_cast<float>(factor);
    return by == 1 ? sum : by * sum;
  }
};

// Over the values at first, first + step, …
ScaledSum combine(const std::vector<double> &coefficients, const Expressions &values, size_t first, size_t step) {
  ScaledSum result;
  for (size_t i = first + (values.size() - 1 - first) / step * step;; i -= step) {
    if (coefficients[i] != 0 && !result.sum.defined())
      result = {coefficients[i], values[i]};
    else if (coefficients[i] != 0)
      result.add(coefficients[i], values[i]);
    if (i < first + step)
      return result;
  }
}

// Rows of points of opposite sign: even columns are the same, odd ones have opposite signs.
bool mirrors(const std::vector<double> &row, const std::vector<double> &other) {
  for (size_t i = 0; i < row.size(); ++i)
    if (row[i] != (i % 2 ? -other[i] : other[i]))
      return false;
  return true;
}

Expr plusScaled(const Expr &value, double factor, const Expr &other) {
  const auto by = static_cast<float>(factor);
  return by == 1 ? value + other : by == -1 ? value - other : value + by * other;
}

} // namespace

Expressions transformInput(const WinogradMatrices &matrices, const Expressions &values) {
  Expressions result;
  const Matrix &rows = matrices.input;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i + 1 == rows.size() || !mirrors(rows[i], rows[i + 1])) {
      result.push_back(combine(rows[i], values, 0, 1).scaled());
      continue;
    }
    const Expr even = combine(rows[i], values, 0, 2).scaled();
    const ScaledSum odd = combine(rows[i], values, 1, 2);
    result.push_back(plusScaled(even, odd.factor, odd.sum));
    result.push_back(plusScaled(even, -odd.factor, odd.sum));
    ++i;
  }
  return result;
}

Expressions transformOutput(const WinogradMatrices &matrices, const Expressions &values) {
  if (values.size() == 1) // infinity, the only point
    return values;
  // Of points of opposite sign, those before infinity but for the first, which is 0, and the last where these are odd.
  Expressions sums = {values[0]}, differences = {values[0]};
  size_t i = 1;
  for (; i + 2 < values.size(); i += 2) {
    sums.push_back(values[i] + values[i + 1]);
    differences.push_back(values[i] - values[i + 1]);
  }
  if (i + 1 < values.size()) {
    sums.push_back(values[i]);
    differences.push_back(values[i]);
  }
  Expressions result;
  for (size_t power = 0; power < matrices.output.size(); ++power) {
    const std::vector<double> &row = matrices.output[power];
    std::vector<double> coefficients = {row[0]};
    for (size_t i = 1; i + 1 < row.size(); i += 2)
      coefficients.push_back(row[i]);
    Expressions summands = power % 2 ? differences : sums;
    coefficients.push_back(row.back());
    summands.push_back(values.back());
    result.push_back(combine(coefficients, summands, 0, 1).scaled());
  }
  return result;
}

} // namespace evenstride::kernels
