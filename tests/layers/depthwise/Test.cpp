// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Depthwise convolutions on small integers against plain loops.
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

using namespace evenstride::layertest;

TEST_CASE("channels, layouts and multipliers") {
  const std::array<std::array<Side, 2>, 4> mixes = {
      {{blocks, blocks}, {blocks, planes}, {planes, blocks}, {planes, planes}}};
  std::vector<Case> cases;
  for (int64_t channels : {1, 3, 16, 33})
    for (int64_t multiplier : {1, 2, 3})
      for (const auto &mix : mixes)
        if (multiplier == 1 || channels <= 16)
          cases.push_back({.family = Family::DepthwiseConv,
                           .input = {channels, 7, 18},
                           .outputs = channels * multiplier,
                           .in = haloed(mix[0], 1, 2, 1, 1),
                           .out = haloed(mix[1], 0, multiplier, 0, 1),
                           .window = square(3, 1, 1),
                           .groups = channels});
  checkCases(cases);
}

TEST_CASE("windows") {
  std::vector<Case> cases;
  for (const Window2D &w : {square(3, 2, 1), square(5, 1, 2), square(7, 1, 3), square(3, 1, 2, 2), square(2, 3),
                            window({1, 3}, {1, 2}, {0, 1, 0, 2}), window({3, 1}, {1, 1}, {2, 0, 0, 0})})
    for (const Side &side : {planes, blocks})
      cases.push_back({.family = Family::DepthwiseConv,
                       .input = {20, 17, 19},
                       .in = haloed(side, w.pad[0], w.pad[1], w.pad[2], w.pad[3]),
                       .out = side,
                       .window = w,
                       .groups = 20,
                       .bias = w.kernel[0] != 3});
  cases.push_back({.family = Family::DepthwiseConv,
                   .input = {64, 56, 56},
                   .in = haloed(blocks, 1, 1, 1, 1),
                   .window = square(3, 1, 1),
                   .groups = 64});
  cases.push_back({.family = Family::DepthwiseConv,
                   .input = {32, 61, 45},
                   .in = haloed(blocks, 1, 1, 1, 1),
                   .window = square(3, 2, 1),
                   .groups = 32});
  cases.push_back({.family = Family::DepthwiseConv,
                   .input = {8, 3, 2},
                   .in = haloed(planes, 1, 1, 1, 1),
                   .out = planes,
                   .window = square(3, 1, 1),
                   .groups = 8});
  checkCases(cases);
}

TEST_CASE("in other tiles") {
  const Case even{.family = Family::DepthwiseConv,
                  .input = {33, 9, 28},
                  .in = haloed(blocks, 1, 1, 1, 1),
                  .window = square(3, 1, 1),
                  .groups = 33};
  Case odd = even, pooled = even;
  odd.input = {20, 13, 19};
  odd.window = square(3, 2, 1);
  odd.groups = 20;
  pooled.pool = maxPool(square(2, 2));
  std::vector<Case> cases;
  for (const Case &test : {even, odd, pooled})
    for (Case &other : inOtherWays(test))
      cases.push_back(std::move(other));
  CHECK(cases.size() > 6);
  checkCases(cases);
}
