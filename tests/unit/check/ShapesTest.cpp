// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that change shapes: ranges, shorthands with several results, and sizes that follow through them.
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;

static std::string codesOf(const std::string &shape, const std::string &body) {
  return checkText("network n(x: f32" + shape + ") {\n    " + body + "\n}\n").codes();
}

TEST_CASE("a scale takes one number or one per channel") {
  for (const char *good : {"scale", "scale(0.5)", "scale((1, 2, 3))", "scale(-1, (1, 0.5, 2))", "scale(std: 255)"})
    CHECK(codesOf("[3, 2, 2]", std::string("return x -> ") + good) == "");
  for (const char *count : {"scale((1, 2))", "scale(std: (1, 2, 3, 4))"})
    CHECK(codesOf("[3, 2, 2]", std::string("return x -> ") + count) == "E0208");
  for (const char *bound : {"scale(std: 0)", "scale(std: (1, -2, 3))"})
    CHECK(codesOf("[3, 2, 2]", std::string("return x -> ") + bound) == "E0209");
}

TEST_CASE("a slice takes a range") {
  CHECK(codesOf("[8, 2, 2]", "return x -> slice(channels: 2..5) -> expect [3, 2, 2]") == "");
  CHECK(codesOf("[8, 2, 2]", "return x -> slice(channels: 2..=5) -> expect [4, 2, 2]") == "");
  CHECK(codesOf("[8, 2, 2]", "let n = 3\n    return x -> slice(channels: n..2*n) -> expect [3, 2, 2]") == "");
  CHECK(codesOf("[8, 2, 2]", "return x -> slice(channels: 5)") == "E0208");
  CHECK(codesOf("[8, 2, 2]", "return x -> slice(channels: k..5)") == "E0202");
  CHECK(codesOf("[8, 2, 2]", "return x -> slice") == "E0206");
  CHECK(codesOf("[8, 2, 2]", "return x -> slice(channels: 6..9)") == "E0340");
}

TEST_CASE("split gives equal parts with paths of their own") {
  CHECK(codesOf("[8, 2, 2]", "let a, b = x -> split(channels: 2)\n    return (a + b) -> expect [4, 2, 2]") == "");
  CHECK(codesOf("[8, 2, 2]", "return x -> split(channels: 1) -> relu") == "");
  CHECK(codesOf("[8, 2, 2]", "return x -> split(channels: 2) -> relu") == "E0217");
  CHECK(codesOf("[8, 2, 2]", "let a, b, c = x -> split(channels: 2)\n    return a, b, c") == "E0217");
  CHECK(codesOf("[8, 2, 2]", "let a, b, c = x -> split(channels: 3)\n    return a, b, c") == "E0307");
  CHECK(codesOf("[8, 2, 2]", "let a, b = x -> split(2)\n    return a, b") == "E0211");
  Checked checked = checkText("network n(x: f32[6, 2, 2]) {\n    let a, b = x -> split(channels: 2)\n"
                              "    let c, d, e = a -> split(channels: 3) @thirds\n    return b, c, d, e\n}\n");
  REQUIRE(checked.codes() == "");
  const check::Graph &graph = checked.graphs[0];
  REQUIRE(graph.nodes.size() == 5);
  CHECK(graph.nodes[0].path == "split1.1");
  CHECK(graph.nodes[1].path == "split1.2");
  CHECK(graph.nodes[4].path == "thirds.3");
  CHECK(graph.nodes[4].kind->keyword == "slice");
  CHECK(graph.nodes[4].arguments.list("channels") == std::vector<int64_t>{2, 3});
  CHECK(codesOf("[8, 2, 2]", "let a, b = x -> split(channels: 2)\n"
                             "    return a -> relu @\"split1.2\", b") == "E0220");
}

TEST_CASE("a split into more parts than a network may have layers comes to an end") {
  CHECK(codesOf("[200000, 1, 1]", "let a, b = x -> split(channels: 200000)\n    return a, b") == "E0219");
}

TEST_CASE("layers that undo each other meet at every size") {
  // Behind a fault, sizes that fit the whole network are offered: they have to divide by 8 here, and to leave 3 more.
  const std::string body = "let a = x -> conv(4, 2x2, stride: 2)\n"
                           "    let b = a -> deconv(4, 2x2, stride: 2)\n"
                           "    let c = x -> pixel_unshuffle(4) -> pixel_shuffle(2) -> upsample(2)\n"
                           "    return b + x, sum: concat(b, c)";
  CHECK(codesOf("[4, 16, 24]", body) == "");
  CHECK(codesOf("[4, 18, 24]", body) == "E0341");
}

TEST_CASE("inputs may be bytes, with channels last") {
  Checked checked = checkText("network n(frame: u8[6, 8, 3] hwc, planes: u8[3, 6, 8], x: f32[3, 6, 8] chw) {\n"
                              "    return frame -> expect [3, 6, 8], sum: (planes + x) -> expect [3, 6, 8]\n}\n");
  REQUIRE(checked.codes() == "");
  const auto &inputs = checked.graphs[0].inputs;
  CHECK(inputs[0].format == check::InputFormat{.bytes = true, .interleaved = true});
  CHECK(inputs[1].format == check::InputFormat{.bytes = true});
  CHECK(inputs[2].format == check::InputFormat());
  auto codes = [](const std::string &type) {
    return checkText("network n(x: " + type + ") { return x -> conv(4, 3x3) }\n").codes();
  };
  CHECK(codes("f32[6, 8, 3] hwc") == "E0344");
  CHECK(codes("u8[6, 8] hwc") == "E0221");
  CHECK(codes("u8[6, 8, 3] nhwc") == "E0221");
  CHECK(codes("i8[6, 8, 3]") == "E0221");
  // What a size comes from is pointed at where it stands in the type.
  checked = checkText("network n(x: u8[16, 8, 3] hwc) { return x -> conv(4, 3x3, groups: 2) }\n");
  REQUIRE(checked.codes() == "E0307");
  const diagnostics::Label &source = checked.all()[0].labels[0];
  CHECK(checked.file->text().substr(source.span.begin, source.span.end - source.span.begin) == "3");
}

TEST_CASE("a deconv has no padding that keeps the size") {
  Checked checked = checkText("network n(x: f32[8, 5, 5]) { return x -> deconv(8, 3x3, pad: same) }\n");
  REQUIRE(checked.codes() == "E0208");
  CHECK(checked.all()[0].message == "`pad` takes `n`, `(vertical, horizontal)` or `(top, left, bottom, right)`");
  CHECK(codesOf("[8, 5, 5]", "let same = 1\n    return x -> deconv(8, 3x3, pad: same) -> expect [8, 5, 5]") == "");
  checked = checkText("network n(x: f32[8, 5, 5]) { return x -> chunk(2) }\n");
  CHECK(checked.all()[0].primary.message == "did you mean `split`?");
}
