// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolutions on small integers, where every sum is exact, against plain loops.
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

using namespace evenstride::layertest;

namespace {

Side halo(Side side, int64_t all) { return haloed(side, all, all, all, all); }

const std::array<std::array<Side, 2>, 4> mixes = {
    {{blocks, blocks}, {blocks, planes}, {planes, blocks}, {planes, planes}}};

} // namespace

TEST_CASE("channels from 1 to 33 in every mix of layouts") {
  std::vector<Case> cases;
  const std::array<std::array<int64_t, 2>, 12> channels = {
      {{1, 1}, {1, 16}, {2, 3}, {3, 33}, {5, 8}, {7, 1}, {8, 4}, {15, 17}, {16, 16}, {17, 2}, {32, 9}, {33, 32}}};
  int turn = 0;
  for (auto [inputs, outputs] : channels)
    for (const auto &mix : mixes)
      if (++turn % 2 == 0 || inputs == 16)
        cases.push_back({.input = {inputs, 6, 21},
                         .outputs = outputs,
                         .in = halo(mix[0], 1),
                         .out = mix[1],
                         .window = square(3, 1, 1)});
  checkCases(cases);
}

TEST_CASE("windows: strides, pads on four sides, dilation") {
  const std::vector<Window2D> windows = {
      square(1),
      square(1, 2),
      square(2, 3),    // stride above the kernel
      square(1, 1, 2), // pad above the kernel
      square(3, 2, 1),
      square(5, 1, 2),
      square(3, 1, 2, 2),
      square(7, 2, 3),
      window({1, 7}, {1, 1}, {0, 3, 0, 3}),
      window({7, 1}, {2, 1}, {3, 0, 2, 0}),
      window({2, 3}, {1, 2}, {1, 0, 0, 2}),
      window({3, 13}, {1, 1}, {0, 0, 1, 0}), // too wide to unroll
  };
  std::vector<Case> cases;
  for (size_t i = 0; i < windows.size(); ++i) {
    const Window2D &w = windows[i];
    const Side in = haloed(i % 3 ? blocks : planes, w.pad[0] + i % 2, w.pad[1], w.pad[2] + 1, w.pad[3] + i % 2);
    cases.push_back({.input = {20, 15, 22}, .outputs = 18, .in = in, .out = i % 4 ? blocks : planes, .window = w});
  }
  checkCases(cases);
}

TEST_CASE("planes from 7x7 to 61x45, tails, gaps and halos around the output") {
  std::vector<Case> cases = {
      {.input = {16, 7, 7}, .outputs = 32, .in = halo(blocks, 1), .out = halo(blocks, 1), .window = square(3, 1, 1)},
      {.input = {16, 14, 14},
       .outputs = 64,
       .in = halo(blocks, 1),
       .out = gapped(halo(blocks, 2), 3),
       .window = square(3, 1, 1)},
      {.input = {4, 61, 45},
       .outputs = 8,
       .in = gapped(halo(blocks, 1), 5),
       .out = haloed(planes, 0, 1, 2, 3),
       .window = square(3, 1, 1)},
      {.input = {3, 61, 45}, .outputs = 20, .in = gapped(halo(planes, 1), 1), .out = blocks, .window = square(3, 2, 1)},
      {.input = {32, 45, 61}, .outputs = 64, .out = halo(blocks, 1), .window = square(1)},
      {.input = {16, 16, 16}, .outputs = 16, .in = halo(blocks, 1), .window = square(3, 1, 1)}, // C = H = W
      {.input = {16, 1, 1}, .outputs = 48, .window = square(1)},
      {.input = {24, 1, 1}, .outputs = 10, .in = planes, .out = planes, .window = square(1)},
      {.input = {32, 3, 2}, .outputs = 112, .in = halo(blocks, 1), .window = square(3, 1, 1)}, // 7 blocks
      {.input = {8, 5, 5}, .outputs = 176, .window = square(1)}, // 11 blocks: a tail of channels
      {.input = {64, 40, 40},
       .outputs = 64,
       .in = halo(blocks, 1),
       .out = halo(blocks, 1),
       .window = square(3, 1, 1)}, // tasks
      {.input = {64, 40, 40}, .outputs = 1, .in = halo(blocks, 1), .out = planes, .window = square(3, 1, 1)},
      {.input = {64, 30, 30}, .outputs = 128, .window = square(1)}, // one long row
  };
  checkCases(cases);
}

TEST_CASE("inputs that are asked for ahead, to the last pixel before a fence") {
  Case image{.input = {32, 50, 47}, .outputs = 24, .in = blocks, .out = blocks}; // 300 kB
  std::vector<Case> cases(5, image);
  cases[0].window = square(1);
  cases[1].in = halo(blocks, 1), cases[1].window = square(3, 1, 1);
  cases[2].in = halo(blocks, 2), cases[2].window = square(3, 1, 2, 2);
  cases[3].in = haloed(blocks, 0, 3, 0, 3), cases[3].window = window({1, 7}, {1, 1}, {0, 3, 0, 3});
  cases[4].in = halo(blocks, 1), cases[4].window = square(3, 1, 1),
  cases[4].pool = evenstride::kernels::FusedPool{.window = square(2, 2)};
  cases[4].input = {32, 50, 48};
  checkCases(cases);
}

TEST_CASE("groups") {
  std::vector<Case> cases;
  const std::array<std::array<int64_t, 3>, 7> shapes = {
      {{32, 32, 2}, {48, 96, 3}, {8, 12, 4}, {6, 9, 3}, {64, 32, 2}, {20, 32, 2}, {4, 64, 2}}};
  int turn = 0;
  for (auto [inputs, outputs, groups] : shapes)
    for (int i = 0; i < 2; ++i) {
      const auto &mix = mixes[turn++ % 4];
      cases.push_back({.input = {inputs, 5, 11},
                       .outputs = outputs,
                       .in = halo(mix[0], 1),
                       .out = mix[1],
                       .window = square(3, 1, 1),
                       .groups = groups,
                       .bias = i == 0});
    }
  checkCases(cases);
}

TEST_CASE("groups that share a vector of output channels") {
  std::vector<Case> cases;
  const std::array<std::array<int64_t, 3>, 12> shapes = {{{64, 64, 32},  // two channels each
                                                          {64, 64, 16},  // four
                                                          {64, 64, 8},   // eight
                                                          {128, 64, 8},  // of a whole block each
                                                          {64, 128, 16}, // of half a block for two
                                                          {60, 60, 15},  // the last block is not full
                                                          {58, 58, 29},
                                                          {240, 60, 3}, // borders of groups inside of vectors
                                                          {120, 120, 6},
                                                          {60, 120, 30},
                                                          {33, 66, 11},
                                                          {48, 48, 48}}};
  int turn = 0;
  for (auto [inputs, outputs, groups] : shapes)
    for (Side in : {blocks, planes}) {
      const int64_t kernel = turn++ % 2 == 0 ? 3 : 1;
      cases.push_back({.input = {inputs, 4, 9},
                       .outputs = outputs,
                       .in = halo(in, kernel / 2),
                       .out = turn % 3 == 0 ? planes : blocks,
                       .window = square(kernel, 1, kernel / 2),
                       .groups = groups});
    }
  checkCases(cases);
}

TEST_CASE("few output channels to planes: sums across lanes") {
  std::vector<Case> cases;
  for (auto [inputs, outputs] :
       std::vector<std::array<int64_t, 2>>{{64, 1}, {16, 1}, {20, 2}, {33, 3}, {32, 9}, {24, 5}})
    cases.push_back({.input = {inputs, 9, 37},
                     .outputs = outputs,
                     .in = halo(blocks, 1),
                     .out = planes,
                     .window = square(3, 1, 1),
                     .steps = {{StepKind::ReverseSubtract, 0, planes}}});
  cases.push_back({.input = {32, 33, 40}, .outputs = 2, .out = planes, .window = square(2, 3)});
  cases.push_back({.input = {32, 9, 31},
                   .outputs = 2,
                   .in = halo(blocks, 1),
                   .out = planes,
                   .window = square(3, 1, 1),
                   .steps = {{StepKind::Add, 0, planes}},
                   .inPlace = 1});
  checkCases(cases);
}

TEST_CASE("bytes go in as they are, padding and all") {
  std::vector<Case> cases;
  for (const Side &in : {bytePlanes, bytePixels})
    for (const Side &out : {planes, haloed(blocks, 1, 1, 1, 1)}) {
      auto add = [&](std::array<int64_t, 3> input, int64_t outputs, Window2D window) {
        cases.push_back({.input = input, .outputs = outputs, .in = in, .out = out, .window = window});
      };
      add({1, 1, 1}, 3, square(1));
      add({3, 9, 11}, 17, square(3));
      add({3, 9, 11}, 16, square(3, 1, 1));
      add({3, 33, 47}, 32, square(3, 2, 1));
      add({3, 31, 29}, 20, square(7, 2, 3));
      add({4, 8, 23}, 8, window({2, 5}, {1, 3}, {0, 4, 3, 2}));
      add({2, 5, 5}, 4, square(3, 1, 4));
      add({16, 6, 7}, 18, square(3, 1, 1));
      add({3, 70, 90}, 24, square(5, 1, 2, 2));
      cases.push_back({.input = {4, 7, 9}, .outputs = 6, .in = in, .out = out, .window = square(3, 1, 1), .groups = 2});
      cases.push_back({.input = {3, 16, 18},
                       .outputs = 16,
                       .in = in,
                       .out = out,
                       .window = square(3, 1, 1),
                       .steps = {{StepKind::Relu}},
                       .pool = maxPool(square(2, 2))});
    }
  checkCases(cases);
}

TEST_CASE("bytes are padded with numbers of the plan") {
  std::vector<Case> cases;
  for (const Side &in : {bytePlanes, bytePixels})
    for (const std::vector<double> &padding : {std::vector<double>{7}, std::vector<double>{100, 50, -2}}) {
      auto add = [&](std::array<int64_t, 3> input, int64_t outputs, Window2D window) {
        cases.push_back(
            {.input = input, .outputs = outputs, .in = in, .out = blocks, .window = window, .padding = padding});
      };
      add({3, 9, 11}, 17, square(3, 1, 1));
      add({3, 33, 47}, 32, square(3, 2, 1));
      add({3, 6, 50}, 8, window({2, 5}, {1, 3}, {0, 4, 3, 2}));
      add({3, 5, 5}, 4, square(3, 1, 4));
      cases.push_back({.input = {3, 16, 18},
                       .outputs = 16,
                       .in = in,
                       .out = planes,
                       .window = square(3, 1, 1),
                       .padding = padding,
                       .pool = maxPool(square(2, 2))});
    }
  checkCases(cases);
}

TEST_CASE("plain sums in other tiles") {
  std::vector<Case> cases;
  const Case wide{.input = {17, 9, 30}, .outputs = 40, .in = halo(blocks, 1), .out = blocks, .window = square(3, 1, 1)};
  const Case pointwise{.input = {33, 7, 7}, .outputs = 64, .in = blocks, .out = blocks, .window = square(1)};
  const Case first{
      .input = {3, 20, 21}, .outputs = 24, .in = halo(planes, 1), .out = blocks, .window = square(3, 1, 1)};
  for (const Case &test : {wide, pointwise, first})
    for (Case &other : inOtherWays(test))
      cases.push_back(std::move(other));
  CHECK(cases.size() > 10);
  checkCases(cases);
}
