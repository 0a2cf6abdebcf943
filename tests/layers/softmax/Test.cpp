// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Softmax over the channels of each pixel.
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

using namespace evenstride::layertest;

TEST_CASE("softmax") {
  std::vector<Case> cases;
  for (const Side &in : {blocks, planes})
    for (const Side &out : {blocks, planes})
      for (auto shape : std::vector<std::array<int64_t, 3>>{
               {10, 1, 1}, {32, 1, 1}, {1000, 1, 1}, {3, 5, 7}, {20, 4, 33}, {16, 2, 2}})
        cases.push_back({.family = Family::Softmax,
                         .input = shape,
                         .in = haloed(in, 0, shape[1] > 1, 0, 0),
                         .out = haloed(out, shape[1] > 1, 0, 0, 0)});
  cases.push_back({.family = Family::Softmax, .input = {16, 3, 21}, .in = planes, .out = planes, .inPlace = 0});
  cases.push_back({.family = Family::Softmax, .input = {20, 3, 21}, .in = blocks, .out = blocks, .inPlace = 0});
  cases.push_back({.family = Family::Softmax, .input = {19, 60, 60}, .in = planes, .out = planes}); // tasks
  // the difference from the largest is rounded before the exponential, which multiplies that error by the difference
  checkCases(cases, {.numbers = Numbers::Reals, .tolerance = 2e-6});
}
