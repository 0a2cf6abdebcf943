// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools against plain loops: borders by coordinates, so the halo holds NaN here.
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

using namespace evenstride::layertest;

namespace {

std::vector<Case> table(Family family) {
  const std::array<std::array<Side, 2>, 4> mixes = {
      {{blocks, blocks}, {blocks, planes}, {planes, blocks}, {planes, planes}}};
  const std::vector<Window2D> windows = {
      square(2, 2),
      square(3, 2),
      square(2, 3), // stride above the kernel
      square(3, 1, 1),
      square(3, 2, 1, 1),
      square(5, 1, 2), // too many positions to unroll
      square(3, 1, 2, 2),
      window({3, 3}, {2, 2}, {1, 1, 0, 0}),
      window({1, 3}, {1, 2}, {0, 0, 0, 2}),
      window({2, 1}, {2, 1}, {0, 0, 1, 0}),
  };
  std::vector<Case> cases;
  for (size_t i = 0; i < windows.size(); ++i)
    for (size_t m = 0; m < 4; ++m) {
      if (i > 3 && (m == 1 || m == 2))
        continue;
      cases.push_back({.family = family,
                       .input = {int64_t(3 + 10 * (i % 4)), 13, 17},
                       .in = haloed(mixes[m][0], 1, 1, 1, 1),
                       .out = haloed(mixes[m][1], 0, i % 2, 1, 0),
                       .window = windows[i],
                       .countPadding = m == 3});
    }
  cases.push_back({.family = family, .input = {16, 16, 16}, .window = square(2, 2)});
  cases.push_back(
      {.family = family, .input = {64, 112, 56}, .out = haloed(blocks, 1, 1, 1, 1), .window = square(2, 2)}); // tasks
  cases.push_back({.family = family, .input = {2, 61, 45}, .in = planes, .out = planes, .window = square(3, 2)});
  cases.push_back({.family = family, .input = {20, 3, 3}, .in = planes, .out = planes, .window = square(2, 1)});
  return cases;
}

} // namespace

TEST_CASE("maximum") { checkCases(table(Family::MaxPool)); }

TEST_CASE("maximum keeps NaN in bodies, tails and borders") { checkCases(table(Family::MaxPool), {.nanShare = 0.03}); }

TEST_CASE("average") { checkCases(table(Family::AvgPool), {.tolerance = 1e-7}); }

TEST_CASE("average of whole planes") {
  std::vector<Case> cases;
  for (int64_t channels : {1, 16, 33, 64})
    for (auto [rows, columns] : std::vector<std::array<int64_t, 2>>{{1, 1}, {7, 7}, {4, 16}, {13, 37}})
      for (const Side &in : {blocks, planes})
        cases.push_back({.family = Family::GlobalAvgPool,
                         .input = {channels, rows, columns},
                         .in = haloed(in, 1, 0, 1, 1),
                         .out = (channels + rows) % 2 ? blocks : planes});
  checkCases(cases, {.tolerance = 1e-7});
}

TEST_CASE("sums keep NaN") {
  std::vector<Case> cases = {{.family = Family::AvgPool, .input = {20, 13, 17}, .window = square(3, 1, 1)},
                             {.family = Family::GlobalAvgPool, .input = {200, 3, 5}},
                             {.family = Family::GlobalAvgPool, .input = {50, 3, 5}, .in = planes, .out = planes}};
  checkCases(cases, {.tolerance = 1e-7, .nanShare = 0.02});
}

TEST_CASE("in other tiles") {
  std::vector<Case> cases;
  for (Family family : {Family::MaxPool, Family::AvgPool})
    for (const Window2D &w : {square(2, 2), square(3, 1, 1)})
      for (Case &other : inOtherWays({.family = family, .input = {33, 12, 26}, .window = w}))
        cases.push_back(std::move(other));
  CHECK(cases.size() > 8);
  checkCases(cases);
}
