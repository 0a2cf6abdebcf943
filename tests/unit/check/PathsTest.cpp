// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Paths of layers and names of outputs, as the language reference gives them.
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;
using diagnostics::Code;
using Names = std::vector<std::string>;

TEST_CASE("positions count all layers of a keyword in a scope, labelled ones too") {
  Checked checked = checkText("network n(x: f32[3, 8, 8]) {\n"
                              "    let a = x -> conv(3, 1x1) -> relu -> conv(3, 1x1) @head -> conv(3, 1x1) -> relu\n"
                              "    return (a + x) * a\n}\n");
  REQUIRE(checked.codes() == "");
  CHECK(paths(checked.graphs[0]) == Names{"conv1", "relu1", "head", "conv3", "relu2", "add1", "mul1"});
}

TEST_CASE("a repeat is no scope: its copies count on") {
  Checked checked = checkText("network n(x: f32[3, 8, 8]) {\n"
                              "    return x -> conv(3, 1x1) -> repeat 2 { conv(3, 1x1) -> relu } -> conv(3, 1x1)\n}\n");
  REQUIRE(checked.codes() == "");
  CHECK(paths(checked.graphs[0]) == Names{"conv1", "conv2", "relu1", "conv3", "relu2", "conv4"});
}

TEST_CASE("each call of a block is a scope, called by its position or its label") {
  Checked checked = checkText("block pair(x) { return x -> conv(3, 1x1) -> conv(3, 1x1) @out }\n"
                              "block outer(x) { return x -> pair -> pair @b -> relu }\n"
                              "network n(x: f32[3, 8, 8]) { return x -> pair @first -> pair -> outer -> relu }\n");
  REQUIRE(checked.codes() == "");
  CHECK(paths(checked.graphs[0]) == Names{"first.conv1", "first.out", "pair2.conv1", "pair2.out", "outer1.pair1.conv1",
                                          "outer1.pair1.out", "outer1.b.conv1", "outer1.b.out", "outer1.relu1",
                                          "relu1"});
}

TEST_CASE("labels are computed") {
  Checked checked =
      checkText("block stage(x, n: int) {\n"
                "    return x -> repeat i in 0..n { conv(3, 1x1) @\"{i + 1}.conv\" }\n}\n"
                "network n(x: f32[3, 8, 8]) {\n"
                "    return x -> repeat s in 1..=2 { stage(2) @\"stage.{s * 2}\" } -> relu @\"a.b\"\n}\n");
  REQUIRE(checked.codes() == "");
  CHECK(paths(checked.graphs[0]) ==
        Names{"stage.2.1.conv", "stage.2.2.conv", "stage.4.1.conv", "stage.4.2.conv", "a.b"});
}

TEST_CASE("equal paths are an error that shows both") {
  Checked twice = checkText("network n(x: f32[3, 8, 8]) {\n    return x -> relu @a -> tanh -> sigmoid @a\n}\n");
  REQUIRE(twice.codes() == "E0220");
  CHECK(twice.all()[0].primary.span.text() == "@a");
  REQUIRE(twice.all()[0].labels.size() == 1);
  CHECK(twice.all()[0].labels[0].span.begin < twice.all()[0].primary.span.begin);
  CHECK(checkText("network n(x: f32[3, 8, 8]) { return x -> relu -> tanh @relu1 }\n").codes() == "E0220");
  // Blocks clash once, at their own label, and not again for every layer inside.
  CHECK(checkText("block b(x) { return x -> relu -> tanh }\n"
                  "network n(x: f32[3, 8, 8]) { return x -> b @a -> b @a }\n")
            .codes() == "E0220");
  Checked repeated = checkText("network n(x: f32[3, 8, 8]) { return x -> repeat 4 { relu @r } }\n");
  REQUIRE(repeated.codes() == "E0220");
  CHECK(repeated.all()[0].help.size() == 1);
}

TEST_CASE("a label has to be usable in a path") {
  for (std::string label : {"a..b", ".a", "a.", "", "a b", "a:b"})
    CHECK(checkText("network n(x: f32[3, 8, 8]) { return x -> relu @\"" + label + "\" }\n").sink.hasErrors());
}

TEST_CASE("outputs are called what return calls them") {
  auto outputs = [](const std::string &result) {
    Checked checked = checkText(
        "network n(x: f32[3, 8, 8]) {\n    let a = x -> relu\n    let b = x -> tanh\n    return " + result + "\n}\n");
    CAPTURE(checked.codes());
    Names names;
    for (const check::NetworkOutput &output : checked.graphs.at(0).outputs)
      names.push_back(output.name);
    return names;
  };
  CHECK(outputs("a") == Names{"a"});
  CHECK(outputs("a -> relu") == Names{"output"});
  CHECK(outputs("a, b") == Names{"a", "b"});
  CHECK(outputs("a, b -> relu") == Names{"a", "output2"});
  CHECK(outputs("logits: a, mask: b -> relu") == Names{"logits", "mask"});
  CHECK(checkText("network n(x: f32[3, 8, 8]) { return a: x -> relu, a: x -> tanh }\n").codes() == "E0222");
}
