// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Costs, memory and what is skipped, on networks small enough to count by hand.
#include "explain/Hints.h"
#include "unit/explain/Checked.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace evenstride;
using namespace evenstride::test;
using explain::Hint;
using explain::LayerFigures;
using explain::NetworkFigures;

namespace {

const LayerFigures &layer(const NetworkFigures &figures, std::string_view path) {
  for (const LayerFigures &layer : figures.layers)
    if (layer.node->path == path)
      return layer;
  FAIL("no layer " << path);
  return figures.layers.front();
}

std::string hintAbout(const NetworkFigures &figures, std::string_view about) {
  std::string text;
  for (const Hint &hint : explain::hintsOf(figures))
    if (hint.about == about)
      text += hint.text + "\n";
  return text;
}

} // namespace

TEST_CASE("MACs, parameters and bytes") {
  CheckedGraph checked = pipeline(10, 12, "conv(8, 3x5, groups: 2) @a -> relu -> dense(3, bias: false) @b");
  NetworkFigures figures = explain::figuresOf(checked.graph());
  CHECK(layer(figures, "a").macs == 8 * 8 * 8 * 2 * 15);
  CHECK(layer(figures, "a").parameters == 8 * 2 * 15 + 8);
  CHECK(layer(figures, "a").activationBytes == 8 * 8 * 8 * 4);
  CHECK(layer(figures, "b").parameters == 3 * 512);
  CHECK(figures.macs == layer(figures, "a").macs + 3 * 512);
  CHECK(figures.parameters == 248 + 1536);
  CHECK(figures.activationBytes == 2048 + 2048 + 12);
}

// x (4 bytes each element): a = conv(x), b = relu(a), sum = b + x.
TEST_CASE("values are alive from where they are made to their last use") {
  CheckedGraph checked = checkedGraph("network n(x: f32[2, 4, 4]) { let b = x -> conv(2, 1) @a -> relu @b\n"
                                      "return b + x }");
  NetworkFigures figures = explain::figuresOf(checked.graph());
  REQUIRE(figures.layers.size() == 3);
  CHECK(figures.layers[0].aliveBytes == 2 * 128); // x, a
  CHECK(figures.layers[1].aliveBytes == 3 * 128); // x, a, b
  CHECK(figures.layers[2].aliveBytes == 3 * 128); // x, b, sum
  CHECK(figures.peak == 1);
}

TEST_CASE("outputs stay alive, and what nobody reads lives while it is made") {
  CheckedGraph checked = checkedGraph("network n(x: f32[1, 4, 4]) { let a = x -> relu @a\n"
                                      "let b = a -> relu @b\n let c = b -> relu @c\n return a, c }");
  NetworkFigures figures = explain::figuresOf(checked.graph());
  CHECK(figures.layers[2].aliveBytes == 3 * 64); // a, b, c
}

TEST_CASE("an input of bytes takes a byte for each number") {
  CheckedGraph checked = checkedGraph("network n(x: u8[4, 4, 3] hwc) { return x -> conv(2, 1) }");
  NetworkFigures figures = explain::figuresOf(checked.graph());
  CHECK(figures.layers[0].aliveBytes == 48 + 128);
}

TEST_CASE("what a layer skips, in pixels of its operand and of the input") {
  CheckedGraph checked = pipeline(28, 28, "conv(4, 2, stride: 2) @a -> conv(4, 3, stride: 2, round: down) @b");
  NetworkFigures figures = explain::figuresOf(checked.graph());
  const LayerFigures *skipping = nullptr; // rounding down is a crop ahead of the window
  for (const LayerFigures &layer : figures.layers)
    if (!layer.skips.empty())
      skipping = &layer;
  REQUIRE(skipping);
  CHECK(skipping->skips[0].lines.rows == geometry::Intervals{{13, 14}});
  CHECK(skipping->skips[0].pixels == 27);
  CHECK(skipping->skips[0].inputPixels == 27 * 4);
  CHECK(figures.inputs[0].unread.rows == geometry::Intervals{{26, 28}});
  CHECK(figures.inputs[0].unreadPixels == 28 * 28 - 26 * 26);
  CHECK(hintAbout(figures, "unread")
            .find("nothing depends on the last 2 rows and the last 2 columns of `x`: 108 "
                  "pixels, 13.8 % of it") != std::string::npos);
}

TEST_CASE("hints name the layers that lose resolution, and say what the last field covers") {
  CheckedGraph checked = pipeline(20, 20,
                                  "conv(4, 2, stride: 2) @a -> conv(4, 3x3) @b -> max_pool(2) @c"
                                  " -> pixel_shuffle(2) @d");
  NetworkFigures figures = explain::figuresOf(checked.graph());
  CHECK(hintAbout(figures, "resolution") ==
        "resolution is lost in 2 layers: `a` by 2, `c` by 2\nresolution is gained in 1 layer: `d` by 2\n"
        "the coarsest grid is that of `c`: 4x4 elements, 4 input pixels from one to the next\n");
  CHECK(hintAbout(figures, "field") ==
        "each element of the output `output` depends on 8x8 of the 20x20 pixels of `x`, 16.0 % of it\n");
  CHECK(hintAbout(figures, "macs") == "most MACs in `b` 59.0 %, `a` 41.0 %\n");
}

TEST_CASE("a network without layers has no hints") {
  CheckedGraph checked = checkedGraph("network n(x: f32[1, 4, 4]) { return x }");
  NetworkFigures figures = explain::figuresOf(checked.graph());
  CHECK(explain::hintsOf(figures).empty());
  CHECK(figures.inputs[0].unreadPixels == 0);
}
