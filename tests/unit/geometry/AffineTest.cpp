// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Affine sizes against windows placed at every size.
#include "geometry/Affine.h"

#include <doctest/doctest.h>

using namespace evenstride::geometry;

TEST_CASE("a chain of windows is one affine function, whole where every window is exact") {
  const Window chain[] = {{7, 2, 1, 3, 2}, {3, 1, 2, 2, 2}, {3, 2, 1, 0, 1}, {1, 3, 1, 0, 0}};
  std::optional<Affine> size = Affine::symbol();
  for (const Window &window : chain)
    size = size->through(window);
  REQUIRE(size);
  CHECK(size->divisor() == 12);
  int exact = 0;
  for (int64_t n = 1; n <= 200; ++n) {
    int64_t current = n;
    bool divides = true;
    for (const Window &window : chain) {
      Verdict verdict = place(window, current);
      divides = divides && verdict.exact();
      current = verdict.floorOutput;
      if (!divides)
        break;
    }
    exact += divides;
    if (divides)
      CHECK(size->at(n) == current);
    else if (n >= 40)
      CHECK(!size->at(n));
  }
  CHECK(exact > 10);
}

TEST_CASE("a transposed window is the inverse") {
  Window window{4, 2, 1, 1, 1};
  std::optional<Affine> down = Affine::symbol().through(window);
  REQUIRE(down);
  CHECK(down->throughTransposed(window, 0) == Affine::symbol());
  CHECK(down->throughTransposed(window, 1)->at(10) == 11);
}

TEST_CASE("sums, multiples and parts are in lowest terms") {
  Affine n = Affine::symbol();
  Affine half = *n.over(2);
  CHECK(half.plus(half) == n);
  CHECK(half.times(6) == n.times(3));
  CHECK(half.times(0) == Affine::constant(0));
  CHECK(n.plus(3)->plus(-3) == n);
  CHECK(n.times(-1)->plus(n) == Affine::constant(0));
  CHECK(half.at(7) == std::nullopt);
  CHECK(half.at(8) == 4);
  CHECK(Affine::constant(5).isConstant());
  CHECK(n.over(3)->plus(*n.over(6))->divisor() == 2);
  CHECK(n != half);
}

TEST_CASE("what leaves 64 bits is nothing") {
  Affine n = Affine::symbol();
  CHECK(!n.plus(INT64_MAX)->plus(1));
  CHECK(!n.times(INT64_MAX)->times(2));
  CHECK(!n.over(INT64_MAX)->over(2));
  CHECK(!n.times(4)->at(INT64_MAX / 2));
  CHECK(!n.times(INT64_MIN));
  CHECK(!n.through({3, 0, 1, 0, 0}));
  CHECK(!n.through({3, 1, 1, -1, 0}));
  CHECK(!n.through({INT64_MAX, 1, 3, 0, 0}));
  CHECK(!n.throughTransposed({3, 1, 1, 0, 0}, -1));
}
