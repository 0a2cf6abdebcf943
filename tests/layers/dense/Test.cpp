// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Dense layers: weights are in the order channel, row, column whatever the input's layout.
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

using namespace evenstride::layertest;

TEST_CASE("features and classes") {
  std::vector<Case> cases;
  const std::vector<std::array<int64_t, 3>> inputs = {{1, 1, 1},  {10, 1, 1}, {64, 1, 1}, {3, 5, 4},
                                                      {16, 4, 4}, {20, 3, 7}, {33, 2, 1}};
  int turn = 0;
  for (const auto &input : inputs)
    for (int64_t outputs : {1, 10, 16, 100})
      for (const Side &in : {planes, blocks})
        cases.push_back({.family = Family::Dense,
                         .input = input,
                         .outputs = outputs,
                         .in = in,
                         .out = ++turn % 3 ? planes : blocks,
                         .bias = turn % 2 == 0});
  cases.push_back(
      {.family = Family::Dense, .input = {8, 6, 6}, .outputs = 12, .in = haloed(blocks, 1, 1, 1, 1), .out = planes});
  cases.push_back({.family = Family::Dense,
                   .input = {8, 6, 6},
                   .outputs = 12,
                   .in = haloed(planes, 1, 2, 1, 1),
                   .out = planes,
                   .steps = {{StepKind::Relu}}});
  cases.push_back(
      {.family = Family::Dense, .input = {512, 3, 3}, .outputs = 256, .steps = {{StepKind::Relu}}}); // tasks
  std::erase_if(cases, [](const Case &test) { return test.input[0] * test.input[1] == 1 && test.outputs == 1; });
  checkCases(cases);
}
