// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Winograd's convolution against plain loops, within a bound that scales with the sums; and its transforms, exactly.
#include "kernels/Kernels.h"
#include "kernels/WinogradMatrices.h"
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

using namespace evenstride;
using namespace evenstride::layertest;
using kernels::Algorithm;

namespace {

// Largest found: 0.16 of the bound for tiles of 6x6 outputs, from 0.25 on for 7x7, 0.28 where sums are as short as
// those of one row of taps.
constexpr Comparison bounded{.numbers = Numbers::Reals, .ofBound = 0.35};
constexpr Comparison boundedLoosely{.numbers = Numbers::Reals, .ofBound = 0.4};

// Of a tile, along each axis of several taps.
int64_t outputsOf(Algorithm algorithm) {
  const std::map<Algorithm, int64_t> all = {
      {Algorithm::Winograd2, 2}, {Algorithm::Winograd4, 4}, {Algorithm::Winograd6, 6}, {Algorithm::Winograd7, 7}};
  return all.at(algorithm);
}

Side halo(Side side, int64_t all) { return haloed(side, all, all, all, all); }

Case conv(std::array<int64_t, 3> input, int64_t outputs, std::vector<StepCase> steps = {}) {
  return {
      .input = input, .outputs = outputs, .in = halo(blocks, 1), .window = square(3, 1, 1), .steps = std::move(steps)};
}

// Tiles of 7x7 outputs have no room for pools; 6 outputs by 2 taps, as strides of two leave of 3, have no form.
bool suits(Algorithm algorithm, const Case &test) {
  return algorithm == Algorithm::Winograd7   ? !test.pool
         : algorithm == Algorithm::Winograd6 ? test.window.stride[0] == 1
                                             : true;
}

// All that suit, in turn.
void check(std::vector<Case> cases, const Comparison &comparison = bounded) {
  constexpr std::array<Algorithm, 4> all = {Algorithm::Winograd4, Algorithm::Winograd7, Algorithm::Winograd2,
                                            Algorithm::Winograd6};
  size_t turn = 0;
  for (Case &test : cases) {
    turn += !suits(all[turn % all.size()], test);
    test.algorithm = all[turn++ % all.size()];
  }
  checkCases(cases, comparison);
}

} // namespace

TEST_CASE("the matrices make convolutions") {
  // Outputs by taps.
  const std::array<int, 2> forms[] = {{1, 1}, {2, 2}, {4, 2}, {7, 2}, {2, 4}, {2, 3}, {4, 3}, {6, 3},
                                      {7, 3}, {2, 5}, {4, 5}, {6, 5}, {2, 7}, {4, 7}, {2, 9}};
  for (auto [m, r] : forms) {
    const kernels::WinogradMatrices matrices = kernels::winogradMatrices(m, r);
    const std::array<double, 10> data = {3, -1, 4, 1, -5, 9, 2, -6, 8, -2.5};
    const std::array<double, 9> filter = {2, -7, 1.5, 3, -0.5, 4, -2.5, 1, 6};
    for (int i = 0; i < m; ++i) {
      double result = 0;
      for (int position = 0; position < m + r - 1; ++position) {
        double d = 0, w = 0;
        for (int k = 0; k < m + r - 1; ++k)
          d += matrices.input[position][k] * data[k];
        for (int k = 0; k < r; ++k)
          w += matrices.filter[position][k] * filter[k];
        result += matrices.output[i][position] * d * w;
      }
      CHECK(result == doctest::Approx(std::inner_product(filter.begin(), filter.begin() + r, data.begin() + i, 0.0)));
    }
  }
}

TEST_CASE("planes of every small size, whole tiles or not, and partial blocks of output channels") {
  std::vector<Case> cases;
  const std::array<int64_t, 5> outputs = {16, 20, 33, 48, 5};
  for (int64_t extent = 1; extent <= 13; ++extent)
    cases.push_back(conv({extent % 2 ? 16 : 32, extent, 14 - extent}, outputs[size_t(extent) % outputs.size()]));
  check(cases);
}

TEST_CASE("pads of 0, 2 and on four sides, gaps, and halos wider than the padding") {
  std::vector<Case> cases;
  const std::vector<Window2D> windows = {square(3, 1, 0), square(3, 1, 2), window({3, 3}, {1, 1}, {1, 0, 0, 2}),
                                         window({3, 3}, {1, 1}, {0, 2, 1, 1}), square(3, 1, 1)};
  for (size_t i = 0; i < windows.size() * 2; ++i) {
    const Window2D &w = windows[i % windows.size()];
    const int64_t more = i / 2 % 2;
    Case test = conv({16, 9, 11}, 32);
    test.in = gapped(haloed(blocks, w.pad[0] + more, w.pad[1] + 2 * more, w.pad[2], w.pad[3] + more), more);
    test.out = gapped(haloed(blocks, 1, 2, more, 3), 3 * more);
    test.window = w;
    cases.push_back(test);
  }
  check(cases);
}

TEST_CASE("many tiles: groups, tails of groups, and one group") {
  std::vector<Case> cases = {conv({16, 61, 45}, 64), conv({16, 40, 67}, 16), conv({64, 40, 40}, 64),
                             conv({128, 12, 12}, 256), conv({16, 30, 30}, 80)};
  cases.back().bias = false;
  check(cases);
}

TEST_CASE("filters of 5x5, and groups of whole blocks") {
  auto sized = [](Case test, int64_t kernel, int64_t groups = 1) {
    test.in = halo(blocks, kernel / 2);
    test.window = square(kernel, 1, kernel / 2);
    test.groups = groups;
    return test;
  };
  std::vector<Case> cases;
  constexpr std::array<Algorithm, 2> ofFive = {Algorithm::Winograd4, Algorithm::Winograd2};
  for (int64_t extent = 1; extent <= 12; ++extent) {
    cases.push_back(sized(conv({32, extent, 13 - extent}, extent % 2 ? 20 : 48), 5));
    cases.back().algorithm = ofFive[size_t(extent) % 2];
  }
  for (Algorithm algorithm : ofFive)
    for (Case test : {sized(conv({32, 31, 45}, 64), 5), sized(conv({64, 9, 10}, 32), 5, 2)}) {
      cases.push_back(std::move(test));
      cases.back().algorithm = algorithm;
    }
  cases.push_back(sized(conv({16, 12, 20}, 32, {{StepKind::Relu}}), 5));
  cases.back().pool = maxPool(square(2, 2));
  cases.back().algorithm = Algorithm::Winograd4;
  checkCases(cases, bounded);

  check({sized(conv({32, 9, 10}, 32), 3, 2), sized(conv({64, 9, 10}, 64), 3, 2), sized(conv({48, 9, 10}, 96), 3, 3),
         sized(conv({64, 33, 34}, 64), 3, 4), sized(conv({32, 40, 31}, 160), 3, 2),
         sized(conv({128, 6, 5}, 64), 3, 4)});
}

TEST_CASE("filters of one row or one column, and of different extents") {
  std::vector<Case> cases;
  auto add = [&](std::array<int64_t, 3> input, int64_t outputs, std::array<int64_t, 2> kernel, int64_t dilation = 1) {
    const int64_t down = kernel[0] / 2 * dilation, across = kernel[1] / 2 * dilation;
    Case test = conv(input, outputs);
    test.in = haloed(blocks, down, across, down, across);
    test.window = window(kernel, {1, 1}, {down, across, down, across});
    std::ranges::fill(test.window.dilation, dilation);
    for (Algorithm algorithm :
         {Algorithm::Winograd2, Algorithm::Winograd4, Algorithm::Winograd6, Algorithm::Winograd7}) {
      // No more than 10 products along one axis, or 9 along each of two.
      const int64_t m = outputsOf(algorithm);
      if (m + std::max(kernel[0], kernel[1]) - 1 > (std::min(kernel[0], kernel[1]) == 1 ? 10 : 9))
        continue;
      cases.push_back(test);
      cases.back().algorithm = algorithm;
    }
  };
  for (int64_t taps : {3, 5, 7, 9}) {
    add({16, 9, 13}, 20, {1, taps});
    add({16, 13, 9}, 20, {taps, 1});
    add({32, 1, 30}, 48, {1, taps});
    add({32, 30, 1}, 48, {taps, 1});
    add({16, 17, 17}, 32, {1, taps}, 2);
    add({16, 17, 17}, 32, {taps, 1}, 2);
  }
  add({64, 17, 19}, 64, {7, 1});
  add({64, 17, 19}, 64, {1, 7});
  add({16, 10, 11}, 32, {3, 5});
  add({16, 10, 11}, 32, {5, 3});
  add({16, 12, 14}, 32, {7, 7});
  cases.front().steps = {{StepKind::Relu}};
  cases[1].steps = {{StepKind::Add, 0, blocks}, {StepKind::Relu}};
  cases[2].pool = maxPool(window({1, 2}, {1, 2}, {0, 0, 0, 0}));
  cases[2].input = {16, 9, 14};
  checkCases(cases, boundedLoosely);
}

TEST_CASE("strides of two: phases with and without a tap at infinity, along both axes and one") {
  std::vector<Case> cases;
  auto add = [&](std::array<int64_t, 3> input, int64_t outputs, Window2D w, std::initializer_list<Algorithm> all) {
    Case test = conv(input, outputs);
    test.window = w;
    test.in = haloed(blocks, w.pad[0], w.pad[1], w.pad[2], w.pad[3]);
    for (Algorithm algorithm : all) {
      cases.push_back(test);
      cases.back().algorithm = algorithm;
    }
  };
  using enum Algorithm;
  for (int64_t extent = 1; extent <= 17; extent += 2)
    add({extent % 4 == 1 ? 16 : 32, extent + 2, 21 - extent}, 20, square(3, 2, 1), {Winograd2, Winograd4, Winograd7});
  add({16, 18, 24}, 32, window({3, 3}, {2, 2}, {1, 1, 0, 0}), {Winograd2, Winograd4});
  add({16, 18, 24}, 48, window({3, 3}, {2, 2}, {0, 0, 1, 1}), {Winograd2, Winograd4});
  add({32, 19, 23}, 33, window({3, 3}, {2, 1}, {1, 1, 1, 1}), {Winograd2, Winograd4});
  add({16, 19, 23}, 16, window({3, 1}, {2, 1}, {1, 0, 1, 0}), {Winograd2, Winograd4});
  add({16, 19, 23}, 16, window({1, 3}, {2, 2}, {0, 1, 0, 1}), {Winograd2, Winograd4});
  add({16, 19, 23}, 32, square(5, 2, 2), {Winograd2, Winograd4, Winograd6});
  add({16, 20, 22}, 32, square(4, 2, 1), {Winograd2, Winograd4});
  add({16, 19, 23}, 32, square(7, 2, 3), {Winograd2});
  add({16, 9, 12}, 32, square(2, 1, 0), {Winograd2, Winograd4});
  add({16, 9, 12}, 32, square(4, 1, 2), {Winograd2});
  add({64, 41, 53}, 64, square(3, 2, 1), {Winograd2, Winograd4, Winograd7});
  for (size_t i : {0, 3, 4}) {
    cases.push_back(cases[i]);
    cases.back().input = {64, 17, 15};
    cases.back().outputs = 64;
    cases.back().groups = 2;
    cases.back().steps = {{StepKind::Add, 0, blocks}, {StepKind::Relu}};
  }
  cases.push_back(cases[0]);
  cases.back().input = {16, 23, 31};
  cases.back().pool = maxPool(square(2, 2));
  checkCases(cases, bounded);
}

TEST_CASE("dilated windows: tiles that lie in each other") {
  auto dilated = [](std::array<int64_t, 4> pad, std::array<int64_t, 2> by) {
    Window2D result = window({3, 3}, {1, 1}, pad);
    std::ranges::copy(by, std::begin(result.dilation));
    return result;
  };
  std::vector<Case> cases;
  const std::vector<Window2D> windows = {square(3, 1, 2, 2),
                                         square(3, 1, 4, 4),
                                         square(3, 1, 0, 3),
                                         square(3, 1, 8, 8),
                                         dilated({1, 2, 1, 2}, {1, 2}),
                                         dilated({3, 1, 2, 0}, {3, 1})};
  for (const Window2D &w : windows)
    for (std::array<int64_t, 2> extent : {std::array<int64_t, 2>{21, 18}, {9, 33}, {32, 16}}) {
      Case test = conv({16, extent[0], extent[1]}, 32, {{StepKind::Relu}});
      test.in = haloed(blocks, w.pad[0], w.pad[1], w.pad[2], w.pad[3]);
      test.window = w;
      cases.push_back(test);
    }
  check(cases);
}

TEST_CASE("steps, operands in every layout, and in place") {
  std::vector<Case> cases = {
      conv({16, 6, 13}, 20, {{StepKind::Relu}}),
      conv({16, 6, 13}, 16, {{StepKind::LeakyRelu, 0.25}, {StepKind::Add, 0, halo(blocks, 2)}}),
      conv({16, 6, 13}, 20, {{StepKind::Add, 0, planes}, {StepKind::Relu}}),
      conv({16, 6, 13}, 33, {{StepKind::Multiply, 0, planes, true}, {StepKind::Add, 0, blocks, true}}),
      conv({16, 6, 13}, 20, {{StepKind::ReverseSubtract, 0, gapped(planes, 3)}, {StepKind::Silu}}),
      conv({16, 6, 13}, 40, {{StepKind::Add, 0, halo(blocks, 1)}, {StepKind::Relu}}),
      conv({32, 30, 31}, 32, {{StepKind::Add, 0, blocks}, {StepKind::Relu}}),
  };
  for (size_t i : {5, 6}) {
    cases[i].out = cases[i].steps[0].operand;
    cases[i].inPlace = 1;
  }
  check(cases);
}

TEST_CASE("fused pools") {
  auto pooled = [](Case test, kernels::FusedPool pool) {
    test.pool = pool;
    return test;
  };
  check({
      pooled(conv({16, 12, 20}, 32, {{StepKind::Relu}}), maxPool(square(2, 2))),
      pooled(conv({16, 14, 10}, 20, {{StepKind::Relu}}), maxPool(square(2, 2))),
      pooled(conv({16, 14, 14}, 48), averagePool(square(2, 2))),
      pooled(conv({16, 13, 16}, 16, {{StepKind::Add, 0, blocks}}), maxPool(window({1, 2}, {1, 2}, {0, 0, 0, 0}))),
  });
}

TEST_CASE("all ways, and what --tune would measure of them") {
  const Case test = conv({64, 40, 40}, 64);
  kernels::KernelSpec spec = specOf(test, *support::hostTarget());
  for (const kernels::KernelSpec &way : kernels::ways(spec))
    CHECK(way.algorithm == Algorithm::Direct);
  spec.sums = kernels::Sums::Any;
  std::map<Algorithm, int> found;
  for (const kernels::KernelSpec &way : kernels::ways(spec)) {
    CHECK(kernels::ways(way).empty());
    CHECK(kernels::describe(way) != kernels::describe(spec));
    ++found[way.algorithm];
  }
  for (Algorithm algorithm :
       {Algorithm::Direct, Algorithm::Winograd2, Algorithm::Winograd4, Algorithm::Winograd6, Algorithm::Winograd7})
    CHECK(found[algorithm] >= 3);
  const std::vector<kernels::KernelSpec> chosen = kernels::alternatives(spec, {});
  CHECK(chosen.size() >= 2);
  CHECK(chosen.size() <= 6);
  for (size_t i = 1; i < chosen.size(); ++i)
    CHECK(kernels::estimatedCycles(chosen[i - 1]) <= kernels::estimatedCycles(chosen[i]));
}

TEST_CASE("what memory costs decides what is worth a measurement") {
  kernels::KernelSpec spec = specOf(conv({512, 14, 14}, 512), *support::hostTarget());
  spec.sums = kernels::Sums::Any;
  support::MachineCosts slow; // 8 x 8 products have 64 MiB of weights, 4 x 4 have 16
  slow.thirdLevel = 4 << 20;
  slow.memoryBytes = 0.25;
  auto first = [&](const support::MachineCosts &costs) { return kernels::alternatives(spec, costs).front().algorithm; };
  CHECK(first({}) != Algorithm::Direct);
  CHECK(first(slow) == Algorithm::Direct);
  CHECK(kernels::estimatedCycles(spec, slow) > kernels::estimatedCycles(spec));
}

TEST_CASE("groups of other sizes, and all tiles at once") {
  std::vector<Case> cases;
  for (int64_t tiles : {1, 5, 30, 3000})
    for (Algorithm algorithm :
         {Algorithm::Winograd2, Algorithm::Winograd4, Algorithm::Winograd6, Algorithm::Winograd7}) {
      cases.push_back(conv({32, 27, 22}, 40, {{StepKind::Relu}}));
      cases.back().algorithm = algorithm;
      cases.back().groupTiles = tiles;
    }
  checkCases(cases, bounded);
}

TEST_CASE("a pool of three rows, which tiles of six hold alone, does not settle how to compute") {
  Case test = conv({16, 3, 3}, 16);
  test.pool = maxPool(square(3, 3));
  kernels::KernelSpec spec = specOf(test, *support::hostTarget());
  spec.sums = kernels::Sums::Any;
  CHECK(kernels::algorithmOf(spec) == Algorithm::Direct);
}

TEST_CASE("NaN comes out where it went in") {
  Comparison spoilt = bounded;
  spoilt.nanShare = 0.002;
  std::vector<Case> cases = {conv({16, 19, 23}, 32, {{StepKind::Relu}}), conv({32, 11, 8}, 16), conv({16, 9, 9}, 16),
                             conv({16, 19, 23}, 32), conv({16, 15, 17}, 32)};
  cases[3].window = cases[4].window = square(3, 2, 1);
  check(cases, spoilt);
}
