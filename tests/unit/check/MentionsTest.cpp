// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the text names values and passes them on, with every copy.
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;

/// "word=[C, H, W]" of each mention of the first network, in the order of the unrolling.
static std::string mentionsIn(const std::string &text) {
  Checked checked = checkText(text);
  const check::Graph &graph = checked.graphs.at(0);
  std::string result;
  for (const check::Mention &mention : graph.mentions) {
    const layers::Shape &shape = graph.shapeOf(mention.value);
    result += (result.empty() ? "" : " ") + std::string(mention.span.text()) + "=" + std::to_string(shape.channels) +
              "x" + std::to_string(shape.height) + "x" + std::to_string(shape.width);
  }
  return result;
}

TEST_CASE("inputs and lets are mentioned where they are declared") {
  CHECK(mentionsIn("network n(x: f32[1, 4, 6]) {\nlet y = x -> conv(8, 1x1)\nreturn y\n}\n") == "x=1x4x6 y=8x4x6");
}

TEST_CASE("a block mentions its parameters and its result once per call") {
  CHECK(mentionsIn("block b(a) { return a -> conv(8, 1x1) }\nnetwork n(x: f32[1, 4, 6]) { return x -> b -> b }\n") ==
        "x=1x4x6 a=1x4x6 b=8x4x6 a=8x4x6 b=8x4x6");
}

TEST_CASE("a repeat mentions what comes out of its last copy") {
  CHECK(mentionsIn("network n(x: f32[1, 8, 8]) { return x -> repeat 2 { max_pool(2x2) } }\n") ==
        "x=1x8x8 repeat 2 { max_pool(2x2) }=1x2x2");
}

TEST_CASE("values behind an unknown layer are not mentioned") {
  CHECK(mentionsIn("network n(x: f32[1, 8, 8]) { let y = x -> nothing\nreturn y }\n") == "x=1x8x8");
}
