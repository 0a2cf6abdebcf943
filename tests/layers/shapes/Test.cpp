// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Kernels of layers that change shapes: slices, pads, upsamplings and shuffles.
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

using namespace evenstride::layertest;

namespace {

const std::array<std::array<Side, 2>, 4> mixes = {
    {{blocks, blocks}, {blocks, planes}, {planes, blocks}, {planes, planes}}};

// Small ones, ones beside a vector's size, and one that wakes other threads.
const std::vector<std::array<int64_t, 3>> shapes = {{1, 3, 5}, {2, 1, 9}, {17, 4, 7}, {33, 2, 3}, {48, 33, 41}};

std::vector<Case> inAllLayouts(const Case &test) {
  std::vector<Case> cases;
  for (const auto &mix : mixes) {
    Case one = test;
    one.in = haloed(gapped(mix[0], 1), 1, 0, 0, 2);
    one.out = haloed(mix[1], 0, 1, 1, 0);
    cases.push_back(one);
  }
  return cases;
}

void addInAllLayouts(std::vector<Case> &cases, const Case &test) {
  std::vector<Case> more = inAllLayouts(test);
  cases.insert(cases.end(), more.begin(), more.end());
}

// All shapes from blocks to blocks and from planes to planes; one of them in the other ways, too.
void addInLayouts(std::vector<Case> &cases, const Case &test) {
  if (test.input == shapes[2])
    return addInAllLayouts(cases, test);
  std::vector<Case> all = inAllLayouts(test);
  cases.insert(cases.end(), {all.front(), all.back()});
}

} // namespace

TEST_CASE("slices begin anywhere") {
  std::vector<Case> cases;
  for (auto [channels, first, count] : std::vector<std::array<int64_t, 3>>{
           {3, 1, 1}, {33, 0, 5}, {33, 5, 28}, {40, 16, 24}, {64, 32, 17}, {64, 63, 1}, {20, 1, 18}})
    addInAllLayouts(cases, {.family = Family::Crop,
                            .input = {channels, 5, 11},
                            .outputs = count,
                            .crop = {0, 1, 2, 0},
                            .firstChannel = first});
  addInAllLayouts(cases, {.family = Family::Crop,
                          .input = {40, 3, 7},
                          .outputs = 9,
                          .firstChannel = 3,
                          .steps = {{StepKind::Add, 0, planes}, {StepKind::Relu}}});
  checkCases(cases);
}

TEST_CASE("pads") {
  std::vector<Case> cases;
  for (const auto &shape : shapes)
    for (auto sides : std::vector<std::array<int64_t, 4>>{{1, 1, 1, 1}, {0, 0, 2, 1}, {3, 0, 0, 9}, {0, 5, 0, 0}})
      addInLayouts(cases, {.family = Family::Pad, .input = shape, .crop = sides, .value = -2.5});
  addInAllLayouts(cases, {.family = Family::Pad,
                          .input = {18, 4, 5},
                          .crop = {1, 2, 0, 1},
                          .value = 7,
                          .steps = {{StepKind::Multiply, 0, blocks, true}}});
  checkCases(cases);
  checkCases(cases, {.nanShare = 0.05});
}

TEST_CASE("pads that mirror or repeat the image") {
  std::vector<Case> cases;
  for (Family family : {Family::PadReflect, Family::PadReplicate}) {
    for (const auto &shape : shapes)
      for (auto sides : std::vector<std::array<int64_t, 4>>{{1, 1, 1, 1}, {0, 0, 2, 1}, {2, 0, 0, 3}, {0, 4, 0, 0}}) {
        if (family == Family::PadReflect)
          for (size_t side = 0; side < 4; ++side)
            sides[side] = std::min(sides[side], shape[1 + side % 2] - 1);
        addInLayouts(cases, {.family = family, .input = shape, .crop = sides});
      }
    addInAllLayouts(cases, {.family = family, .input = {3, 2, 71}, .crop = {1, 9, 1, 37}});
    addInAllLayouts(cases, {.family = family, .input = {5, 21, 4}, .crop = {20, 3, 20, 3}});
    addInAllLayouts(cases, {.family = family,
                            .input = {18, 4, 5},
                            .crop = {1, 2, 0, 1},
                            .steps = {{StepKind::Multiply, 0, blocks, true}, {StepKind::Add, 0, planes}}});
    for (bool blocked : {true, false}) {
      Side side{.blocked = blocked};
      cases.push_back({.family = family,
                       .input = {19, 3, 7},
                       .in = side,
                       .out = side,
                       .crop = {2, 1, 1, 2},
                       .steps = {{StepKind::Add, 0, side}},
                       .inPlace = 1});
    }
  }
  for (Side side : {bytePlanes, bytePixels})
    for (Family family : {Family::PadReflect, Family::PadReplicate})
      cases.push_back({.family = family, .input = {3, 6, 20}, .in = side, .out = planes, .crop = {1, 2, 0, 3}});
  checkCases(cases);
  checkCases(cases, {.nanShare = 0.05});
}

/// By how much an upsampling grows.
static Window2D growing(int64_t down, int64_t across) { return window({down, across}, {down, across}, {}); }

TEST_CASE("upsamplings repeat pixels") {
  std::vector<Case> cases;
  for (const auto &shape : shapes)
    for (Window2D factors : {growing(2, 2), growing(3, 3), growing(2, 3), growing(3, 1)})
      addInLayouts(cases, {.family = Family::Upsample, .input = shape, .window = factors});
  for (bool blocked : {true, false}) {
    Side side{.blocked = blocked};
    cases.push_back({.family = Family::Upsample,
                     .input = {19, 3, 7},
                     .in = side,
                     .out = side,
                     .window = growing(2, 2),
                     .steps = {{StepKind::Add, 0, side}, {StepKind::Relu}},
                     .inPlace = 1});
  }
  checkCases(cases);
}

TEST_CASE("upsamplings blend pixels") {
  std::vector<Case> exact, rounded;
  for (const auto &shape : shapes)
    for (Window2D factors : {growing(2, 2), growing(3, 3), growing(4, 4), growing(2, 4), growing(3, 2), growing(1, 2)})
      addInLayouts(factors.stride[0] == 3 ? rounded : exact,
                   {.family = Family::UpsampleBilinear, .input = shape, .window = factors});
  addInAllLayouts(exact, {.family = Family::UpsampleBilinear,
                          .input = {20, 5, 6},
                          .window = growing(2, 2),
                          .steps = {{StepKind::Add, 0, blocks}}});
  checkCases(exact);
  checkCases(rounded, {.numbers = Numbers::Reals, .tolerance = 1e-6});
  checkCases(exact, {.nanShare = 0.05});
}

TEST_CASE("pixels become channels") {
  std::vector<Case> cases;
  for (int64_t channels : {1, 3, 5, 16, 17})
    for (int64_t factor : {2, 3, 4})
      addInAllLayouts(
          cases, {.family = Family::PixelUnshuffle, .input = {channels, 2 * factor, 9 * factor}, .factor = factor});
  addInAllLayouts(cases, {.family = Family::PixelUnshuffle, .input = {3, 64, 96}, .factor = 2});
  addInAllLayouts(cases, {.family = Family::PixelUnshuffle, .input = {7, 3, 3}, .factor = 3});
  checkCases(cases);
}

TEST_CASE("channels of groups take turns") {
  std::vector<Case> cases;
  for (auto [channels, groups] :
       std::vector<std::array<int64_t, 2>>{{4, 2}, {6, 3}, {32, 2}, {58, 2}, {33, 11}, {240, 3}, {16, 8}})
    addInAllLayouts(cases, {.family = Family::ChannelShuffle, .input = {channels, 3, 7}, .groups = groups});
  checkCases(cases);
}

TEST_CASE("a pixel shuffle in place") {
  std::vector<Case> cases;
  for (int64_t columns : {5, 19})
    cases.push_back({.family = Family::PixelShuffle,
                     .input = {8, 3, columns},
                     .in = planes,
                     .out = planes,
                     .factor = 2,
                     .steps = {{StepKind::Add, 0, planes}},
                     .inPlace = 1});
  checkCases(cases);
}

TEST_CASE("deconvolutions") {
  std::vector<Case> cases;
  auto add = [&](std::array<int64_t, 3> input, int64_t outputs, Window2D window) {
    addInAllLayouts(cases, {.family = Family::Deconv, .input = input, .outputs = outputs, .window = window});
  };
  add({1, 1, 1}, 1, square(2, 2));
  add({3, 4, 5}, 5, square(2, 2));
  add({17, 3, 7}, 19, square(3, 2));
  add({16, 5, 5}, 32, square(3, 2, 1));
  add({33, 2, 9}, 16, square(4, 2, 1));
  add({20, 4, 3}, 33, square(5, 3, 2));
  add({8, 3, 3}, 8, square(1, 3));
  add({16, 4, 4}, 17, square(3, 1, 1));
  add({5, 3, 4}, 6, square(3, 2, 0, 2));
  add({16, 3, 4}, 16, square(2, 2, 0, 3));
  add({18, 3, 4}, 20, window({3, 5}, {2, 3}, {1, 0, 0, 2}));
  add({16, 6, 6}, 3, window({2, 4}, {1, 2}, {0, 3, 1, 0}));
  add({12, 3, 5}, 7, square(9, 4, 4));
  add({4, 2, 3}, 18, square(20, 2, 9));
  add({6, 2, 3}, 5, square(11, 10));
  checkCases(cases);
}

TEST_CASE("deconvolutions to few planar channels: sums across lanes") {
  std::vector<Case> cases;
  auto add = [&](std::array<int64_t, 3> input, int64_t outputs, Window2D window, std::array<int64_t, 2> outputPad) {
    cases.push_back({.family = Family::Deconv,
                     .input = input,
                     .outputs = outputs,
                     .in = haloed(blocks, 2, 2, 2, 2),
                     .out = planes,
                     .window = window,
                     .outputPad = outputPad});
  };
  add({56, 6, 9}, 1, square(9, 3, 4), {2, 2}); // as FSRCNN ends
  add({32, 5, 17}, 3, square(4, 2, 1), {0, 0});
  add({33, 5, 16}, 2, square(2, 2), {0, 0});
  add({16, 3, 11}, 1, square(8, 4, 2), {0, 0});
  add({24, 4, 7}, 2, square(5, 3, 1), {0, 0});
  add({20, 4, 33}, 1, square(3, 1, 1), {0, 0});
  add({16, 4, 9}, 1, window({3, 4}, {1, 2}, {1, 1, 1, 1}), {0, 0});
  add({16, 4, 9}, 2, square(3, 2, 1), {1, 0}); // a width that is no multiple of the stride
  cases.back().steps = {{StepKind::Relu}};
  checkCases(cases);
}

TEST_CASE("deconvolutions in groups, larger, and fused") {
  std::vector<Case> cases;
  for (auto [inputs, outputs, groups] :
       std::vector<std::array<int64_t, 3>>{{4, 4, 4}, {6, 4, 2}, {32, 64, 2}, {33, 33, 33}, {24, 48, 3}})
    addInAllLayouts(cases, {.family = Family::Deconv,
                            .input = {inputs, 3, 4},
                            .outputs = outputs,
                            .window = square(4, 2, 1),
                            .groups = groups});
  addInAllLayouts(cases, {.family = Family::Deconv,
                          .input = {19, 4, 5},
                          .outputs = 20,
                          .window = square(3, 2, 1),
                          .outputPad = {1, 2},
                          .bias = false,
                          .steps = {{StepKind::Add, 0, blocks}, {StepKind::Relu}}});
  for (bool blocked : {true, false}) {
    Side side{.blocked = blocked};
    cases.push_back({.family = Family::Deconv,
                     .input = {18, 3, 7},
                     .outputs = 17,
                     .in = side,
                     .out = side,
                     .window = square(3, 2),
                     .steps = {{StepKind::Add, 0, side}},
                     .inPlace = 1});
  }
  cases.push_back({.family = Family::Deconv, .input = {32, 40, 30}, .outputs = 48, .window = square(2, 2)});
  checkCases(cases);
}

TEST_CASE("a deconvolution spreads NaN over the window and no further") {
  std::vector<Case> cases;
  addInAllLayouts(cases, {.family = Family::Deconv, .input = {1, 6, 7}, .outputs = 3, .window = square(3, 2, 1)});
  addInAllLayouts(cases, {.family = Family::Deconv, .input = {3, 6, 7}, .outputs = 17, .window = square(2, 3)});
  checkCases(cases, {.nanShare = 0.05});
}

TEST_CASE("every family reads bytes") {
  std::vector<Case> cases;
  for (const Side &in : {bytePlanes, bytePixels})
    for (const Side &out : {planes, blocks}) {
      const std::array<int64_t, 3> image = {3, 6, 20};
      cases.push_back({.family = Family::Elementwise, .input = image, .in = in, .out = haloed(out, 1, 1, 1, 1)});
      cases.push_back({.family = Family::Elementwise, .input = {16, 3, 5}, .in = in, .out = out});
      cases.push_back({.family = Family::Elementwise,
                       .input = image,
                       .in = in,
                       .out = out,
                       .steps = {{StepKind::Multiply, 0, planes, true}, {StepKind::Subtract, 0, in}}});
      cases.push_back({.family = Family::Crop, .input = image, .in = in, .out = out, .crop = {1, 0, 0, 3}});
      cases.push_back({.family = Family::Pad, .input = image, .in = in, .out = out, .crop = {1, 2, 0, 3}});
      cases.push_back({.family = Family::PixelUnshuffle, .input = image, .in = in, .out = out, .factor = 2});
      cases.push_back({.family = Family::Upsample, .input = image, .in = in, .out = out, .window = square(2, 2)});
      cases.push_back(
          {.family = Family::UpsampleBilinear, .input = image, .in = in, .out = out, .window = square(2, 2)});
      cases.push_back({.family = Family::MaxPool, .input = image, .in = in, .out = out, .window = square(2, 2)});
      cases.push_back({.family = Family::AvgPool, .input = image, .in = in, .out = out, .window = square(2, 2)});
      cases.push_back({.family = Family::GlobalAvgPool, .input = {3, 4, 8}, .in = in, .out = planes});
      cases.push_back({.family = Family::Dense, .input = image, .outputs = 5, .in = in, .out = planes});
      cases.push_back({.family = Family::DepthwiseConv, .input = image, .in = in, .out = out, .window = square(3)});
      cases.push_back(
          {.family = Family::Deconv, .input = image, .outputs = 4, .in = in, .out = out, .window = square(2, 2)});
    }
  checkCases(cases);
}
