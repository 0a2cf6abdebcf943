// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/WinogradMatrices.h"

#include <cassert>
#include <cmath>

namespace evenstride::kernels {

namespace {

// The finite points; those of opposite sign are neighbours.
std::vector<double> pointsOf(int products) {
  switch (products) {
  case 1:
    return {};
  case 3:
    return {0, 1};
  case 4:
    return {0, 1, -1};
  case 5:
    return {0, 0.75, -0.75, 2};
  case 6:
    return {0, std::sqrt(0.5), -std::sqrt(0.5), std::sqrt(2.0), -std::sqrt(2.0)};
  case 8:
    return {0, 1, -1, 0.5, -0.5, 2, -2};
  case 9:
    return {0.25, -0.25, 0.6875, -0.6875, 1.125, -1.125, 2.125, -2.125};
  default:
    assert(products == 10);
    return {0, 0.8, -0.8, 1.25, -1.25, 0.4, -0.4, 2.5, -2.5};
  }
}

// The coefficients, lowest power first, of the product of x - point over the points but for the one at `without`.
std::vector<double> product(const std::vector<double> &points, size_t without) {
  std::vector<double> polynomial = {1};
  for (size_t i = 0; i < points.size(); ++i) {
    if (i == without)
      continue;
    polynomial.push_back(0);
    for (size_t power = polynomial.size(); power-- > 0;)
      polynomial[power] = (power > 0 ? polynomial[power - 1] : 0) - points[i] * polynomial[power];
  }
  return polynomial;
}

// The powers of a point from 0 on.
std::vector<double> powers(double point, int count, double factor = 1) {
  std::vector<double> result;
  for (int power = 0; power < count; ++power)
    result.push_back(std::pow(point, power) * factor);
  return result;
}

double distances(const std::vector<double> &points, size_t of) {
  double result = 1;
  for (size_t i = 0; i < points.size(); ++i)
    if (i != of)
      result *= points[of] - points[i];
  return result;
}

} // namespace

WinogradMatrices winogradMatrices(int m, int r) {
  const std::vector<double> points = pointsOf(m + r - 1);
  const size_t size = points.size() + 1;
  WinogradMatrices matrices;
  for (size_t i = 0; i < points.size(); ++i) {
    matrices.input.push_back(product(points, i));
    matrices.input.back().resize(size);
    matrices.filter.push_back(powers(points[i], r, 1 / distances(points, i)));
  }
  matrices.input.push_back(product(points, points.size()));
  matrices.filter.emplace_back(r).back() = 1;
  for (int power = 0; power < m; ++power) {
    std::vector<double> &row = matrices.output.emplace_back();
    for (double point : points)
      row.push_back(std::pow(point, power));
    row.push_back(power == m - 1 ? 1 : 0);
  }
  return matrices;
}

} // namespace evenstride::kernels
