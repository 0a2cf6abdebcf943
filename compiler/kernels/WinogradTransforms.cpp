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
  // Of two points of opposite sign, which are neighbours, the sum and the difference serve all powers.
  const std::vector<double> &points = matrices.output[1];
  std::vector<size_t> columns;
  Expressions sums, differences;
  for (size_t i = 0; i < values.size(); ++i) {
    columns.push_back(i);
    const bool paired = i + 2 < values.size() && points[i] != 0 && points[i + 1] == -points[i];
    sums.push_back(paired ? values[i] + values[i + 1] : values[i]);
    differences.push_back(paired ? values[i] - values[i + 1] : values[i]);
    i += paired;
  }
  Expressions result;
  for (size_t power = 0; power < matrices.output.size(); ++power) {
    std::vector<double> coefficients;
    for (size_t column : columns)
      coefficients.push_back(matrices.output[power][column]);
    result.push_back(combine(coefficients, power % 2 ? differences : sums, 0, 1).scaled());
  }
  return result;
}

} // namespace evenstride::kernels
