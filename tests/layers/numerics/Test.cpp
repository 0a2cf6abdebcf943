// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Activations: NaN through every position of a vector and a tail, infinities and denormals, and their accuracy.
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

const std::vector<StepCase> exact = {{StepKind::Relu},
                                     {StepKind::Relu6},
                                     {StepKind::LeakyRelu, 0.125},
                                     {StepKind::LeakyRelu, 0},
                                     {.kind = StepKind::Clip, .number = -2, .second = 3}};
const std::vector<StepCase> curved = {{StepKind::Tanh},     {StepKind::Sigmoid},   {StepKind::Elu, 1},
                                      {StepKind::Elu, 0.3}, {StepKind::HardSwish}, {StepKind::Silu}};
const std::vector<StepCase> longer = {{StepKind::Mish}}; // formulas
// Around the zero of its middle piece it is accurate in absolute terms alone, as the sum that it is.
const std::vector<StepCase> straight = {{.kind = StepKind::HardSigmoid, .number = 1.0 / 6, .second = 0.5},
                                        {.kind = StepKind::HardSigmoid, .number = 0.2, .second = 0.5}};
const std::vector<StepCase> steep = {{StepKind::Gelu}, {StepKind::GeluTanh}};

constexpr double ulp = 0x1p-23;     // a unit in the last place at most, relative to the number
constexpr double vanishing = 1e-36; // results below it may be 0

std::vector<StepCase> all(std::initializer_list<std::vector<StepCase>> lists) {
  std::vector<StepCase> steps;
  for (const std::vector<StepCase> &list : lists)
    steps.insert(steps.end(), list.begin(), list.end());
  return steps;
}

} // namespace

TEST_CASE("activations keep NaN of either sign") {
  checkCases(activations(exact), {.nanShare = 0.2});
  checkCases(activations(all({curved, longer, straight, steep})),
             {.numbers = Numbers::Reals, .tolerance = 12 * ulp, .nanShare = 0.2});
}

TEST_CASE("infinities, huge numbers and denormals") {
  checkCases(activations(exact), {.numbers = Numbers::Extremes});
  checkCases(activations(all({curved, longer, straight, steep})),
             {.numbers = Numbers::Extremes, .tolerance = 12 * ulp, .nanShare = 0.1, .floor = vanishing});
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

TEST_CASE("activations are accurate to a few units in the last place") {
  checkCases(activations(curved), {.numbers = Numbers::Reals, .tolerance = 2 * ulp, .floor = vanishing});
  checkCases(activations(longer), {.numbers = Numbers::Reals, .tolerance = 4 * ulp, .floor = vanishing});
  checkCases(activations(straight), {.numbers = Numbers::Reals, .tolerance = ulp, .floor = ulp});
  // The error of their exponent grows with it: little where results count, more where they hardly do.
  checkCases(activations(steep), {.numbers = Numbers::Reals, .tolerance = 8 * ulp, .floor = 1e-9});
  checkCases(activations(steep), {.numbers = Numbers::Reals, .tolerance = 180 * ulp, .floor = vanishing});
}
