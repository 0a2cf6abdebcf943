// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Activations: NaN through every position of a vector and a tail, and the accuracy of tanh and the sigmoid.
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

using namespace evenstride::layertest;

namespace {

std::vector<Case> activations(const std::vector<StepCase> &steps) {
  std::vector<Case> cases;
  for (const StepCase &step : steps) {
    cases.push_back({.family = Family::Elementwise, .input = {20, 7, 61}, .steps = {step}});
    cases.push_back({.family = Family::Elementwise,
                     .input = {3, 5, 61},
                     .in = planes,
                     .out = haloed(planes, 0, 1, 0, 0),
                     .steps = {step}});
    cases.push_back(
        {.family = Family::Elementwise, .input = {20, 5, 13}, .in = blocks, .out = planes, .steps = {step}});
  }
  return cases;
}

const std::vector<StepCase> exact = {
    {StepKind::Relu}, {StepKind::Relu6}, {StepKind::LeakyRelu, 0.125}, {StepKind::LeakyRelu, 0}};
const std::vector<StepCase> curved = {{StepKind::Tanh}, {StepKind::Sigmoid}};

} // namespace

TEST_CASE("activations keep NaN of either sign") {
  checkCases(activations(exact), {.nanShare = 0.2});
  checkCases(activations(curved), {.numbers = Numbers::Reals, .tolerance = 3e-7, .nanShare = 0.2});
}

TEST_CASE("NaN survives a convolution, its epilogue and its pool") {
  std::vector<Case> cases;
  for (const StepCase &step : exact) {
    cases.push_back({.input = {20, 9, 40},
                     .outputs = 17,
                     .in = haloed(blocks, 1, 1, 1, 1),
                     .window = square(3, 1, 1),
                     .steps = {step}});
    cases.push_back({.input = {3, 8, 40},
                     .outputs = 17,
                     .in = haloed(planes, 1, 1, 1, 1),
                     .window = square(3, 1, 1),
                     .steps = {step},
                     .pool = maxPool(square(2, 2))});
    cases.push_back({.input = {3, 8, 40},
                     .outputs = 17,
                     .in = haloed(planes, 1, 1, 1, 1),
                     .window = square(3, 1, 1),
                     .steps = {step},
                     .pool = maxPool(square(3, 2, 1))});
    cases.push_back(
        {.input = {20, 8, 40}, .outputs = 2, .in = blocks, .out = planes, .window = square(2, 2), .steps = {step}});
  }
  for (Case &test : cases)
    test.bias = true;
  checkCases(cases, {.nanShare = 0.003});
}

TEST_CASE("tanh and sigmoid are accurate to a few units in the last place") {
  checkCases(activations(curved), {.numbers = Numbers::Reals, .tolerance = 2.5e-7});
}
