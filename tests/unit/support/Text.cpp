// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Code points, distances between words, and counts with their noun.
#include "support/Text.h"

#include <doctest/doctest.h>

#include <vector>

using namespace evenstride::support;

TEST_CASE("well-formed sequences of every length decode") {
  CHECK(decodeUtf8("A").value == U'A');
  CHECK(decodeUtf8("\xC3\xA4").value == U'\u00E4');
  CHECK(decodeUtf8("\xE2\x82\xAC").value == U'\u20AC');
  CHECK(decodeUtf8("\xF0\x9F\x98\x80").value == U'\U0001F600');
  CHECK(decodeUtf8("\xF4\x8F\xBF\xBF").value == U'\U0010FFFF');
}

TEST_CASE("malformed sequences are one byte long and do not pass") {
  for (std::string_view text : {"\x80", "\xC0\x80", "\xC3", "\xC3(", "\xE0\x80\x80", "\xED\xA0\x80", "\xE2\x82",
                                "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    CodePoint point = decodeUtf8(text);
    CHECK_FALSE(point.wellFormed);
    CHECK(point.bytes == 1);
    CHECK(firstMalformedUtf8(text) == 0u);
  }
  CHECK(firstMalformedUtf8("\xC3\xA4z\xFFq") == 3u);
  CHECK_FALSE(firstMalformedUtf8("\xC3\xA4z").has_value());
}

TEST_CASE("edit distance counts insertions, removals, replacements and swaps") {
  CHECK(editDistance("", "") == 0);
  CHECK(editDistance("", "abc") == 3);
  CHECK(editDistance("abc", "") == 3);
  CHECK(editDistance("stride", "stride") == 0);
  CHECK(editDistance("stride", "strid") == 1);
  CHECK(editDistance("stride", "strude") == 1);
  CHECK(editDistance("stride", "strdie") == 1);
  CHECK(editDistance("kitten", "sitting") == 3);
}

TEST_CASE("the nearest name is a near one") {
  std::vector<std::string_view> names = {"conv", "relu", "relu6", "max_pool", "avg_pool", "concat", "k"};
  CHECK(nearestName("cnov", names) == "conv");
  CHECK(nearestName("maxpool", names) == "max_pool");
  CHECK(nearestName("ReLU", names) == "relu");
  CHECK(nearestName("relu7", names) == "relu");
  CHECK_FALSE(nearestName("transformer", names).has_value());
  CHECK_FALSE(nearestName("q", names).has_value()); // every single letter is one edit from `k`
  CHECK_FALSE(nearestName("conv", {}).has_value());
}

TEST_CASE("counts carry their noun") {
  CHECK(plural(0, "row") == "0 rows");
  CHECK(plural(1, "row") == "1 row");
  CHECK(plural(2, "row") == "2 rows");
  CHECK(plural(2, "axis", "axes") == "2 axes");
  CHECK(plural(1, "axis", "axes") == "1 axis");
}

TEST_CASE("numbers are as short as they can be") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(-3) == "-3");
  CHECK(shortest(1.0 / 3) == "0.3333333333333333");
}
