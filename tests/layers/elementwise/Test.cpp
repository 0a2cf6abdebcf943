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

namespace {

// A product, a sum and a slope per channel, in every combination of layouts.
std::vector<Case> channelwise(const Case &test) {
  std::vector<Case> cases;
  for (const auto &mix : mixes) {
    Case one = test;
    one.in = haloed(gapped(mix[0], 1), 1, 0, 0, 2);
    one.out = haloed(mix[1], 0, 1, 1, 0);
    cases.push_back(one);
  }
  return cases;
}

void add(std::vector<Case> &cases, const std::vector<Case> &more) {
  cases.insert(cases.end(), more.begin(), more.end());
}

} // namespace

TEST_CASE("steps with a number per channel") {
  std::vector<Case> cases;
  for (auto shape : std::vector<std::array<int64_t, 3>>{{1, 3, 5}, {3, 4, 17}, {17, 2, 9}, {33, 1, 1}, {32, 1, 1}})
    add(cases, channelwise({.family = Family::Elementwise,
                            .input = shape,
                            .steps = {{StepKind::ChannelShift}, {StepKind::ChannelScale}, {StepKind::Prelu}}}));
  for (int64_t channels : {3, 20, 32}) // in planes and rows without gaps, which kernels read as one
    cases.push_back({.family = Family::Elementwise,
                     .input = {channels, 6, 8},
                     .in = planes,
                     .out = planes,
                     .steps = {{StepKind::Prelu}}});
  add(cases,
      channelwise({.family = Family::PixelShuffle, .input = {20, 3, 7}, .factor = 2, .steps = {{StepKind::Prelu}}}));
  add(cases, channelwise({.family = Family::MaxPool,
                          .input = {19, 6, 9},
                          .window = square(3, 1, 1),
                          .steps = {{StepKind::ChannelScale}, {StepKind::ChannelShift}, {StepKind::Relu}}}));
  checkCases(cases);
  checkCases(cases, {.nanShare = 0.1});
}

TEST_CASE("steps with a number per channel behind convolutions and pools") {
  std::vector<Case> cases;
  for (const Side &out : {blocks, planes})
    for (int64_t outputs : {1, 3, 17, 48, 80}) {
      cases.push_back({.input = {20, 5, 19},
                       .outputs = outputs,
                       .in = haloed(blocks, 1, 1, 1, 1),
                       .out = out,
                       .window = square(3, 1, 1),
                       .steps = {{StepKind::Prelu}}});
      cases.push_back({.input = {4, 8, 12},
                       .outputs = outputs,
                       .in = planes,
                       .out = out,
                       .window = square(1),
                       .steps = {{StepKind::ChannelScale}, {StepKind::Add, 0, out}, {StepKind::Prelu}}});
      cases.push_back({.input = {16, 8, 12},
                       .outputs = outputs,
                       .in = blocks,
                       .out = out,
                       .window = square(1),
                       .steps = {{StepKind::Prelu}},
                       .pool = maxPool(square(2, 2))});
      cases.push_back({.family = Family::Dense,
                       .input = {20, 2, 3},
                       .outputs = outputs,
                       .in = blocks,
                       .out = planes,
                       .steps = {{StepKind::ChannelShift}, {StepKind::Prelu}}});
    }
  cases.push_back({.family = Family::GlobalAvgPool, .input = {20, 4, 4}, .out = planes, .steps = {{StepKind::Prelu}}});
  checkCases(cases);
}
