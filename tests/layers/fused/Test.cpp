// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Epilogues and fused pools after convolutions and others, in place and not.
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

using namespace evenstride::layertest;

namespace {

Side halo(Side side, int64_t all) { return haloed(side, all, all, all, all); }
Case conv3x3(std::array<int64_t, 3> input, int64_t outputs, std::vector<StepCase> steps) {
  return {
      .input = input, .outputs = outputs, .in = halo(blocks, 1), .window = square(3, 1, 1), .steps = std::move(steps)};
}

} // namespace

TEST_CASE("steps in order, operands in every layout") {
  std::vector<Case> cases = {
      conv3x3({8, 6, 13}, 16, {{StepKind::Relu}}),
      conv3x3({8, 6, 13}, 20, {{StepKind::Relu6}}),
      conv3x3({8, 6, 13}, 16, {{StepKind::LeakyRelu, 0.25}}),
      conv3x3({8, 6, 13}, 16, {{StepKind::LeakyRelu, -2}}),
      conv3x3({8, 6, 13}, 16, {{StepKind::LeakyRelu, 0}}),
      conv3x3({8, 6, 13}, 20, {{StepKind::Add, 0, halo(blocks, 2)}, {StepKind::Relu}}),
      conv3x3({8, 6, 13}, 20, {{StepKind::Add, 0, planes}, {StepKind::Relu}}),
      conv3x3({8, 6, 13}, 20, {{StepKind::Subtract, 0, gapped(planes, 3)}}),
      conv3x3({8, 6, 13}, 33, {{StepKind::Multiply, 0, planes, true}, {StepKind::Add, 0, blocks, true}}),
      conv3x3({8, 6, 13}, 32, {{StepKind::Multiply, 0, planes, true}, {StepKind::ReverseSubtract, 0, blocks}}),
      conv3x3({8, 6, 13}, 9, {{StepKind::Relu}, {StepKind::Multiply, 0, blocks}, {StepKind::Subtract, 0, planes}}),
      {.input = {32, 12, 12}, .outputs = 64, .steps = {{StepKind::Add, 0, blocks}, {StepKind::Relu}}},
      {.input = {20, 5, 9},
       .outputs = 12,
       .in = planes,
       .out = planes,
       .steps = {{StepKind::Add, 0, blocks}, {StepKind::Relu}}},
      {.input = {20, 5, 9}, .outputs = 12, .in = blocks, .out = planes, .steps = {{StepKind::Relu}}},
      {.family = Family::DepthwiseConv,
       .input = {20, 5, 9},
       .in = halo(blocks, 1),
       .window = square(3, 1, 1),
       .steps = {{StepKind::Relu6}}},
      {.family = Family::MaxPool,
       .input = {20, 6, 8},
       .window = square(2, 2),
       .steps = {{StepKind::Add, 0, planes, true}}},
      {.family = Family::MaxPool,
       .input = {20, 6, 8},
       .in = planes,
       .out = planes,
       .window = square(2, 2),
       .steps = {{StepKind::Add, 0, blocks, true}}},
  };
  checkCases(cases);
}

TEST_CASE("in place") {
  std::vector<Case> cases = {
      {.input = {32, 12, 12}, .outputs = 64, .steps = {{StepKind::Add, 0, blocks}, {StepKind::Relu}}, .inPlace = 1},
      {.input = {16, 13, 13}, .outputs = 20, .steps = {{StepKind::Add, 0, blocks}}, .inPlace = 1},
      {.input = {16, 3, 61},
       .outputs = 16,
       .out = halo(blocks, 1),
       .steps = {{StepKind::Add, 0, halo(blocks, 1)}},
       .inPlace = 1},
      {.input = {16, 3, 23},
       .outputs = 6,
       .in = planes,
       .out = planes,
       .steps = {{StepKind::Add, 0, planes}},
       .inPlace = 1},
      {.family = Family::Elementwise,
       .input = {20, 7, 11},
       .steps = {{StepKind::Add, 0, blocks}, {StepKind::Relu}},
       .inPlace = 0},
      {.family = Family::Elementwise,
       .input = {5, 7, 11},
       .in = planes,
       .out = planes,
       .steps = {{StepKind::Add, 0, planes}},
       .inPlace = 0},
      {.family = Family::Elementwise,
       .input = {5, 7, 37},
       .in = halo(planes, 1),
       .out = halo(planes, 1),
       .steps = {{StepKind::Subtract, 0, planes}},
       .inPlace = 0},
      {.family = Family::Elementwise,
       .input = {16, 9, 61},
       .in = halo(blocks, 1),
       .out = halo(blocks, 1),
       .steps = {{StepKind::Multiply, 0, blocks}},
       .inPlace = 1},
      {.family = Family::DepthwiseConv,
       .input = {20, 5, 13},
       .in = halo(blocks, 1),
       .window = square(3, 1, 1),
       .steps = {{StepKind::Add, 0, blocks}},
       .inPlace = 1},
  };
  for (Case &test : cases) // only cases whose aliased operand has the output's layout are legal
    if (test.inPlace > 0)
      test.steps.front().operand = test.out;
  checkCases(cases);
}

TEST_CASE("fused pools") {
  auto pooled = [](Case test, evenstride::kernels::FusedPool pool) {
    test.pool = pool;
    return test;
  };
  const std::vector<StepCase> relu = {{StepKind::Relu}};
  Case padded = conv3x3({6, 8, 12}, 20, relu);
  Case toPlanes = padded;
  toPlanes.out = halo(planes, 1);
  std::vector<Case> cases = {
      pooled(conv3x3({8, 12, 20}, 32, relu), maxPool(square(2, 2))),
      pooled(conv3x3({8, 14, 14}, 20, relu), maxPool(square(2, 2))),
      pooled(conv3x3({8, 14, 14}, 64, {}), averagePool(square(2, 2))),
      pooled(conv3x3({8, 13, 16}, 16, {{StepKind::Add, 0, blocks}, {StepKind::Relu}}),
             maxPool(window({1, 2}, {1, 2}, {0, 0, 0, 0}))),
      pooled(conv3x3({8, 12, 13}, 16, {{StepKind::Add, 0, planes, true}}), maxPool(square(2, 3))),
      pooled(conv3x3({8, 12, 12}, 16, relu), maxPool(square(4, 4))), // too many values for registers
      pooled(conv3x3({8, 13, 13}, 16, relu), maxPool(square(3, 2))), // overlapping
      pooled(padded, maxPool(square(2, 2, 1))),
      pooled(padded, maxPool(window({3, 3}, {2, 2}, {1, 1, 0, 0}))),
      pooled(padded, averagePool(window({4, 4}, {2, 2}, {1, 1, 1, 1}))),
      pooled(toPlanes, maxPool(square(2, 2))),
      pooled({.input = {3, 16, 20},
              .outputs = 16,
              .in = halo(planes, 1),
              .out = halo(blocks, 1),
              .window = square(3, 1, 1)},
             maxPool(square(2, 2))),
      pooled({.family = Family::DepthwiseConv, .input = {20, 8, 12}, .in = halo(blocks, 1), .window = square(3, 1, 1)},
             maxPool(square(2, 2))),
      pooled({.family = Family::DepthwiseConv,
              .input = {5, 8, 12},
              .in = halo(planes, 1),
              .out = planes,
              .window = square(3, 1, 1)},
             maxPool(square(2, 2))),
      pooled({.family = Family::Elementwise, .input = {20, 8, 12}, .steps = {{StepKind::Add, 0, blocks}}},
             maxPool(square(2, 2))),
      pooled({.family = Family::Elementwise,
              .input = {20, 8, 12},
              .in = planes,
              .out = planes,
              .steps = {{StepKind::Add, 0, blocks}}},
             maxPool(square(3, 1, 1))),
  };
  checkCases(cases);
}
