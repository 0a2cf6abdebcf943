// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elementwise kernels, copies and changes of layout, crops, and pixel shuffles.
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

using namespace evenstride::layertest;

namespace {
const std::array<std::array<Side, 2>, 4> mixes = {
    {{blocks, blocks}, {blocks, planes}, {planes, blocks}, {planes, planes}}};
}

TEST_CASE("copies and changes of layout") {
  std::vector<Case> cases;
  for (const auto &mix : mixes)
    for (auto shape : std::vector<std::array<int64_t, 3>>{{1, 5, 7}, {16, 4, 4}, {33, 7, 19}, {20, 1, 1}, {32, 1, 1}}) {
      cases.push_back({.family = Family::Elementwise, .input = shape, .in = mix[0], .out = mix[1]});
      cases.push_back({.family = Family::Elementwise,
                       .input = shape,
                       .in = haloed(gapped(mix[0], 2), 1, 0, 0, 2),
                       .out = haloed(mix[1], 0, 1, 1, 0)});
    }
  cases.push_back({.family = Family::Elementwise, .input = {48, 60, 60}, .out = planes});
  checkCases(cases);
}

TEST_CASE("steps") {
  std::vector<Case> cases;
  for (const auto &mix : mixes)
    for (bool perChannel : {false, true})
      cases.push_back({.family = Family::Elementwise,
                       .input = {20, 6, 11},
                       .in = mix[0],
                       .out = mix[1],
                       .steps = {{StepKind::Add, 0, mix[1], perChannel},
                                 {StepKind::Relu},
                                 {StepKind::Multiply, 0, mix[0], !perChannel}}});
  cases.push_back({.family = Family::Elementwise,
                   .input = {100, 1, 1},
                   .in = planes,
                   .out = planes,
                   .steps = {{StepKind::Subtract, 0, planes}}});
  cases.push_back({.family = Family::Elementwise,
                   .input = {100, 1, 1},
                   .in = blocks,
                   .out = planes,
                   .steps = {{StepKind::Subtract, 0, planes}}});
  cases.push_back({.family = Family::Elementwise,
                   .input = {64, 56, 56},
                   .in = blocks,
                   .out = haloed(blocks, 1, 1, 1, 1),
                   .steps = {{StepKind::Add, 0, blocks}, {StepKind::Relu}}});
  checkCases(cases);
}

TEST_CASE("crops") {
  std::vector<Case> cases;
  for (const auto &mix : mixes)
    for (auto crop : std::vector<std::array<int64_t, 4>>{{0, 0, 1, 1}, {2, 1, 0, 0}, {1, 3, 2, 1}})
      cases.push_back({.family = Family::Crop,
                       .input = {18, 9, 23},
                       .in = haloed(mix[0], 0, 1, 1, 0),
                       .out = haloed(mix[1], 1, 0, 0, 0),
                       .crop = crop});
  cases.push_back({.family = Family::Crop,
                   .input = {16, 8, 8},
                   .in = blocks,
                   .out = blocks,
                   .crop = {1, 1, 1, 1},
                   .steps = {{StepKind::Add, 0, planes}}});
  checkCases(cases);
}

TEST_CASE("pixel shuffles") {
  std::vector<Case> cases;
  for (const auto &mix : mixes)
    for (int64_t factor : {2, 3, 4})
      for (int64_t channels : {1, 3})
        cases.push_back({.family = Family::PixelShuffle,
                         .input = {channels * factor * factor, 5, 18 + factor},
                         .in = haloed(mix[0], 1, 1, 0, 0),
                         .out = haloed(mix[1], 0, 2, 1, 0),
                         .factor = factor});
  cases.push_back({.family = Family::PixelShuffle,
                   .input = {9, 60, 60},
                   .in = planes,
                   .out = planes,
                   .factor = 3,
                   .steps = {{StepKind::Relu}}});
  cases.push_back({.family = Family::PixelShuffle,
                   .input = {9, 60, 60},
                   .in = blocks,
                   .out = planes,
                   .factor = 3,
                   .steps = {{StepKind::Add, 0, planes}}});
  cases.push_back({.family = Family::PixelShuffle, .input = {18, 2, 1}, .in = planes, .out = planes, .factor = 3});
  checkCases(cases);
}
