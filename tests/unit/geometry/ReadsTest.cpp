// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is read beyond the ends of an axis, element by element.
#include "geometry/Reads.h"

#include <doctest/doctest.h>

using namespace evenstride::geometry;

static Intervals oneByOne(const Reads &reads, const Interval &results, int64_t extent) {
  Intervals all;
  for (int64_t result = results.begin; result < results.end; ++result)
    if (auto element = elementFor(reads.beyond, result - reads.window.before, extent))
      all = unite(all, {{*element, *element + 1}});
  return all;
}

TEST_CASE("a mirror stands on the outermost element, an edge is repeated") {
  using enum Reads::Beyond;
  CHECK(elementFor(Mirror, -3, 4) == 3);
  CHECK(elementFor(Mirror, 6, 4) == 0);
  CHECK(elementFor(Edge, -3, 4) == 0);
  CHECK(elementFor(Edge, 9, 4) == 3);
  CHECK(elementFor(Nothing, -1, 4) == std::nullopt);
  for (auto beyond : {Nothing, Mirror, Edge})
    CHECK(elementFor(beyond, 2, 4) == 2);
}

TEST_CASE("runs of results read what their elements do") {
  for (auto beyond : {Reads::Beyond::Nothing, Reads::Beyond::Mirror, Reads::Beyond::Edge})
    for (int64_t extent = 1; extent <= 5; ++extent)
      for (int64_t before = 0; before < extent; ++before)
        for (int64_t begin = 0; begin < before + 2 * extent - 1; ++begin)
          for (int64_t end = begin + 1; end <= before + 2 * extent - 1; ++end) {
            Reads reads{Reads::Rule::Window, {.before = before}, beyond};
            Interval results{begin, end};
            CAPTURE(extent);
            CAPTURE(before);
            CAPTURE(begin);
            CAPTURE(end);
            CHECK(elementsRead(reads, {results}, extent) == oneByOne(reads, results, extent));
          }
}
