// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Normalisation across channels: windows of all sizes over all layouts, its accuracy, and NaN.
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

using namespace evenstride::layertest;

namespace {

// A few channels more or less than a vector has, in blocks and planes.
std::vector<Case> windows(const std::vector<double> &numbers, const std::vector<int64_t> &sizes) {
  std::vector<Case> cases;
  for (const Side &side : {blocks, planes})
    for (int64_t size : sizes)
      for (auto shape : std::vector<std::array<int64_t, 3>>{{3, 3, 17}, {17, 2, 3}, {48, 3, 5}})
        cases.push_back({.family = Family::Lrn,
                         .input = shape,
                         .in = haloed(gapped(side, 1), 1, 0, 0, 2),
                         .out = haloed(side, 0, 1, 1, 0),
                         .factor = size,
                         .numbers = numbers});
  return cases;
}

constexpr double ulp = 0x1p-23;

} // namespace

TEST_CASE("exponents that are roots") {
  for (double exponent : {0.5, 1.0})
    checkCases(windows({1, exponent, 2}, {5}), {.numbers = Numbers::Reals, .tolerance = 6 * ulp});
  checkCases(windows({1, 0.75, 2}, {1, 2, 5, 8, 40}), {.numbers = Numbers::Reals, .tolerance = 6 * ulp});
}

TEST_CASE("from layout to layout") {
  std::vector<Case> cases;
  for (auto shape : std::vector<std::array<int64_t, 3>>{{1, 2, 5}, {17, 3, 9}, {32, 1, 1}})
    for (auto [in, out] : std::vector<std::array<Side, 2>>{{blocks, planes}, {planes, blocks}, {planes, planes}})
      cases.push_back(
          {.family = Family::Lrn, .input = shape, .in = in, .out = out, .factor = 5, .numbers = {1, 0.75, 1}});
  checkCases(cases, {.numbers = Numbers::Reals, .tolerance = 6 * ulp});
}

TEST_CASE("other exponents") {
  checkCases(windows({1e-4, 0.6, 1}, {5}), {.numbers = Numbers::Reals, .tolerance = 4 * ulp});
  checkCases(windows({30, 1.25, 0.01}, {5}), {.numbers = Numbers::Reals, .tolerance = 16 * ulp});
}

TEST_CASE("NaN reaches the channels around it") {
  checkCases(windows({1, 0.75, 1}, {3}), {.numbers = Numbers::Reals, .tolerance = 8 * ulp, .nanShare = 0.02});
  checkCases(windows({1, 0.7, 1}, {4}), {.numbers = Numbers::Reals, .tolerance = 16 * ulp, .nanShare = 0.02});
}

TEST_CASE("steps behind it") {
  std::vector<Case> cases;
  for (const Side &side : {blocks, planes})
    cases.push_back({.family = Family::Lrn,
                     .input = {20, 4, 9},
                     .in = side,
                     .out = side,
                     .factor = 3,
                     .numbers = {1, 0.75, 1},
                     .steps = {{StepKind::Relu}, {StepKind::ChannelScale}}});
  checkCases(cases, {.numbers = Numbers::Reals, .tolerance = 8 * ulp});
}
