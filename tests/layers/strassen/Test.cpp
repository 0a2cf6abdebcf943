// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Strassen's algorithm against plain loops: exactly, as sums of small integers are exact however they are taken, and
// real numbers within a bound.
#include "kernels/Kernels.h"
#include "kernels/StrassenQuarters.h"
#include "layers/support/CheckKernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using namespace evenstride;
using namespace evenstride::layertest;
using kernels::Algorithm;

namespace {

// Largest found: 0.04 of the bound.
constexpr Comparison bounded{.numbers = Numbers::Reals, .ofBound = 0.1};

Case pointwise(std::array<int64_t, 3> input, int64_t outputs, std::vector<StepCase> steps = {}) {
  return {.input = input,
          .outputs = outputs,
          .window = square(1, 1, 0),
          .steps = std::move(steps),
          .algorithm = Algorithm::Strassen};
}

Side halo(Side side, int64_t all) { return haloed(side, all, all, all, all); }

} // namespace

TEST_CASE("seven products make a product of matrices") {
  const double a11 = 3, a12 = -1, a21 = 4, a22 = 1.5, b11 = -5, b12 = 9, b21 = 2, b22 = -6;
  const auto left = kernels::strassenLeft(a11, a12, a21, a22), right = kernels::strassenRight(b11, b12, b21, b22);
  std::array<double, kernels::strassenProducts> m = {};
  for (size_t i = 0; i < m.size(); ++i)
    m[i] = left[i] * right[i];
  const double t1 = m[0] + m[2], t2 = t1 + m[3];
  CHECK(m[0] + m[1] == a11 * b11 + a12 * b21);
  CHECK(t1 + m[5] + m[6] == a11 * b12 + a12 * b22);
  CHECK(t2 + m[4] == a21 * b11 + a22 * b21);
  CHECK(t2 + m[5] == a21 * b12 + a22 * b22);
}

TEST_CASE("planes of every small size, even or odd") {
  std::vector<Case> cases;
  const std::array<int64_t, 4> outputs = {32, 64, 96, 160};
  for (int64_t extent = 1; extent <= 13; ++extent)
    cases.push_back(pointwise({extent % 2 ? 32 : 64, extent, 14 - extent}, outputs[size_t(extent) % outputs.size()]));
  cases.push_back(pointwise({96, 1, 2}, 32));
  cases.push_back(pointwise({32, 3, 1}, 224));
  cases.back().bias = false;
  checkCases(cases);
}

TEST_CASE("many pixels: panels, tails of panels, and tasks") {
  const std::vector<Case> cases = {pointwise({64, 31, 37}, 64), pointwise({256, 14, 14}, 256),
                                   pointwise({96, 20, 21}, 352), pointwise({512, 7, 7}, 512)};
  checkCases(cases);
}

TEST_CASE("real numbers stay within a bound") {
  checkCases(std::vector<Case>{pointwise({64, 19, 17}, 96, {{StepKind::Silu}}),
                               pointwise({32, 7, 9}, 64, {{StepKind::Add, 0, planes}, {StepKind::Relu}}),
                               pointwise({512, 7, 7}, 64)},
             bounded);
}

TEST_CASE("halos, gaps and strides") {
  std::vector<Case> cases;
  for (int64_t stride : {1, 2, 3})
    for (int64_t more : {0, 1}) {
      Case test = pointwise({64, 9, 11}, 96, {{StepKind::Relu}});
      test.window = square(1, stride, 0);
      test.in = gapped(halo(blocks, more), stride == 1 ? more : 2);
      test.out = gapped(haloed(blocks, 1, 2, more, 3), 3 * more);
      cases.push_back(test);
    }
  cases.push_back(pointwise({64, 12, 14}, 64));
  cases.back().out = halo(blocks, 1);
  checkCases(cases);
}

TEST_CASE("steps, operands in every layout, and in place") {
  std::vector<Case> cases = {
      pointwise({64, 6, 13}, 64, {{StepKind::LeakyRelu, 0.25}, {StepKind::Add, 0, halo(blocks, 2)}}),
      pointwise({32, 7, 13}, 96, {{StepKind::Add, 0, planes}, {StepKind::Relu}}),
      pointwise({32, 6, 13}, 64, {{StepKind::Multiply, 0, planes, true}, {StepKind::Add, 0, blocks, true}}),
      pointwise({64, 6, 13}, 32, {{StepKind::ReverseSubtract, 0, gapped(planes, 3)}, {StepKind::Relu}}),
      pointwise({64, 6, 13}, 160, {{StepKind::Add, 0, halo(blocks, 1)}, {StepKind::Relu}}),
      pointwise({64, 14, 14}, 96, {{StepKind::Add, 0, blocks}, {StepKind::Relu}}),
      pointwise({128, 7, 7}, 256, {{StepKind::Add, 0, blocks}, {StepKind::Relu}}),
      pointwise({32, 11, 17}, 64, {{StepKind::Add, 0, blocks}}),
  };
  for (size_t i = 4; i < cases.size(); ++i) {
    cases[i].out = cases[i].steps[0].operand;
    cases[i].inPlace = 1;
  }
  checkCases(cases);
}

TEST_CASE("NaN comes out where it went in") {
  Comparison spoilt = bounded;
  spoilt.nanShare = 0.0005;
  const std::vector<Case> cases = {pointwise({64, 19, 23}, 64, {{StepKind::Relu}}), pointwise({32, 11, 9}, 32)};
  checkCases(cases, spoilt);
}

TEST_CASE("what is chosen, and what --tune would measure besides") {
  const support::Target &target = *support::findTarget("x86-64-avx512");
  auto chosen = [&](const Case &test) {
    kernels::KernelSpec spec = specOf(test, target);
    spec.algorithm = Algorithm::Chosen;
    return kernels::algorithmOf(spec);
  };
  CHECK(chosen(pointwise({512, 14, 14}, 512)) == Algorithm::Strassen);
  CHECK(chosen(pointwise({64, 56, 56}, 64)) == Algorithm::Direct);   // sums take more than a product less saves
  CHECK(chosen(pointwise({512, 14, 14}, 496)) == Algorithm::Direct); // an odd number of blocks
  CHECK(chosen(pointwise({512, 1, 1}, 512)) == Algorithm::Direct);

  kernels::KernelSpec spec = specOf(pointwise({512, 14, 14}, 512), target);
  const int64_t products = int64_t(512) * 512 * 14 * 14;
  CHECK(kernels::realMultiplyAdds(spec, products) == products / 8 * 7);
  spec.algorithm = Algorithm::Chosen;
  const auto others = kernels::ways(spec);
  CHECK(std::ranges::all_of(others, [](const auto &other) { return other.algorithm == Algorithm::Direct; }));
  REQUIRE_FALSE(others.empty());
  CHECK(kernels::packedSizes(others[0]).weights * 7 == kernels::packedSizes(spec).weights * 4);
  spec.sums = kernels::Sums::Plain;
  CHECK(kernels::algorithmOf(spec) == Algorithm::Direct);
}
