// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Congruences and sets of sizes against trying every number.
#include "geometry/Progression.h"
#include "check/SizeSet.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace evenstride;
using geometry::Progression;

TEST_CASE("what a number divides in a progression is a progression") {
  for (int64_t first = -7; first <= 7; ++first)
    for (int64_t step = 0; step <= 12; ++step)
      for (int64_t divisor = 1; divisor <= 12; ++divisor) {
        auto places = geometry::whereDivided({first, step}, 5, divisor);
        for (int64_t t = 0; t < 30; ++t) {
          bool divided = (first + step * t + 5) % divisor == 0;
          REQUIRE(divided == (places && t % places->step == places->first));
        }
      }
}

TEST_CASE("classes of numbers intersect in a class, or not at all") {
  for (int64_t a = 0; a < 6; ++a)
    for (int64_t m = 0; m <= 6; ++m)
      for (int64_t b = 0; b < 6; ++b)
        for (int64_t n = 0; n <= 6; ++n) {
          auto in = [](int64_t x, Progression p) {
            return x >= p.first && (p.step == 0 ? x == p.first : (x - p.first) % p.step == 0);
          };
          auto both = geometry::intersect({a, m}, {b, n});
          for (int64_t x = 0; x < 50; ++x)
            REQUIRE((in(x, {a, m}) && in(x, {b, n})) == (both && in(x, *both)));
        }
}

TEST_CASE("a set of sizes tells its neighbours, and its classes in few words") {
  std::mt19937 random(7);
  auto pick = [&](int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); };
  for (int round = 0; round < 300; ++round) {
    check::SizeSet set;
    for (int64_t i = pick(1, 4); i > 0; --i) {
      int64_t first = pick(1, 30), step = pick(0, 6);
      set.add({first, step, step == 0 ? first : first + step * 1000});
    }
    for (int64_t size = 1; size <= 80; ++size) {
      auto next = set.atLeast(size), before = set.atMost(size);
      int64_t up = size, down = size;
      while (up < 200 && !set.contains(up))
        ++up;
      while (down > 0 && !set.contains(down))
        --down;
      REQUIRE(next.value_or(200) == up);
      REQUIRE(before.value_or(0) == down);
    }
    check::ResidueClasses classes = set.classes();
    REQUIRE(set.contains(classes.least));
    if (classes.modulus == 0)
      continue;
    for (int64_t size = classes.least; size <= 200; ++size) {
      bool named =
          std::find(classes.residues.begin(), classes.residues.end(), size % classes.modulus) != classes.residues.end();
      REQUIRE(set.contains(size) == named);
    }
  }
}
