// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows: diagnostics to the letter, exact forms, warnings.
#include "unit/check/CheckText.h"

#include "diagnostics/Edits.h"

#include <doctest/doctest.h>

using namespace evenstride;
using diagnostics::Code;
using diagnostics::Diagnostic;
using diagnostics::FixTag;
using List = std::vector<int64_t>;

namespace {

Checked inBody(const std::string &body, const std::string &type = "f32[3, 224, 224]") {
  return checkText("network n(image: " + type + ") {\n    " + body + "\n}\n");
}

bool contains(const std::vector<std::string> &texts, const std::string &wanted) {
  return std::ranges::any_of(texts, [&](const std::string &text) { return text.find(wanted) != std::string::npos; });
}

} // namespace

TEST_CASE("the diagnostic of the reference, to the letter") {
  Checked checked = checkText("# LeNet\n\nnetwork lenet(image: f32[1, 28, 28]) {\n    return image\n"
                              "    -> conv(16, 3x3, stride: 2, pad: 0) @conv2 -> max_pool(2x2)\n}\n");
  REQUIRE(checked.codes() == "E0301");
  const Diagnostic &d = checked.all()[0];
  CHECK(d.message == "the output size of `conv2` is not an integer");
  CHECK(d.primary.span.text() == "stride: 2");
  CHECK(d.primary.message == "(28 - 3 + 0 + 0) / 2 + 1 = 13.5 rows, and 13.5 columns");
  REQUIRE(d.labels.size() == 1);
  CHECK(d.labels[0].span.text() == "28, 28");
  CHECK(d.labels[0].message == "28 rows and 28 columns come in");
  CHECK(d.notes == std::vector<std::string>{"the last row and the last column of `image` would never be read"});
  REQUIRE(d.fixes.size() == 4);
  CHECK(d.fixes[0].tag == FixTag::DropsInput);
  CHECK(d.fixes[0].description == "crop them, as other frameworks do in silence (and 1 layer behind)");
  CHECK(d.fixes[0].edits[0].text == "crop(right: 1, bottom: 1) -> ");
  CHECK(d.fixes[1].tag == FixTag::BorderValues);
  CHECK(d.fixes[1].description == "pad one row and one column at the end");
  CHECK(d.fixes[1].edits[0].text == "(0, 0, 1, 1)");
  CHECK(d.fixes[2].tag == FixTag::Retrain);
  CHECK(d.fixes[2].description == "take inputs of 29 rows and 29 columns");
  CHECK(diagnostics::applyEdits(*checked.file, d.fixes[2].edits).text.find("f32[1, 29, 29]") != std::string::npos);
  CHECK(d.fixes[3].tag == FixTag::Retrain);
  CHECK(d.fixes[3].description == "make the window 2x2, which gives 14 rows and 14 columns");
  CHECK(d.help == std::vector<std::string>{"inputs of 27 or 29 divide here; for the whole network: 29, 33, 37, …"});
  REQUIRE(d.geometry.size() == 2);
  CHECK(d.geometry[0].axis == "height");
  CHECK(d.geometry[1].faultClass == "data");
  CHECK(d.geometry[1].unread == 1);
}

TEST_CASE("unused padding is never called lost input, nor the other way round") {
  Checked padding = inBody("return image -> conv(64, 7x7, stride: 2, pad: 3)");
  REQUIRE(padding.codes() == "E0301");
  CHECK(contains(padding.all()[0].notes, "only padding is unused"));
  CHECK_FALSE(contains(padding.all()[0].notes, "never be read"));
  CHECK(padding.all()[0].fixes[0].tag == FixTag::BitIdentical);
  CHECK(padding.all()[0].fixes[0].edits[0].text == "(3, 3, 2, 2)");
  CHECK(padding.all()[0].geometry[0].faultClass == "padding");
  CHECK(padding.all()[0].geometry[0].unread == 0);
  for (std::string layer : {"conv(8, 3x3, stride: 2)", "conv(8, 1x1, stride: 2)"}) {
    Checked other = inBody("return image -> " + layer);
    REQUIRE(other.codes() == "E0301");
    CHECK(contains(other.all()[0].notes, "the last row and the last column of `image` would never be read"));
    CHECK_FALSE(contains(other.all()[0].notes, "padding"));
  }
}

TEST_CASE("a gap is cropped without changing a bit") {
  Checked gap = inBody("return image -> conv(512, 1x1, stride: 2)", "f32[256, 56, 56]");
  REQUIRE(gap.codes() == "E0301");
  CHECK(gap.all()[0].geometry[0].faultClass == "gap");
  CHECK(gap.all()[0].fixes[0].tag == FixTag::BitIdentical);
  CHECK(diagnostics::applyEdits(*gap.file, gap.all()[0].fixes[0].edits)
            .text.find("image -> crop(right: 1, bottom: 1) -> conv(512, 1x1, stride: 2)") != std::string::npos);
}

TEST_CASE("losses are counted in pixels of the network's input") {
  Checked checked = inBody("return image -> max_pool(2) -> max_pool(2) -> conv(8, 3x3, stride: 2)", "f32[3, 40, 48]");
  REQUIRE(checked.codes() == "E0301");
  CHECK(checked.all()[0].notes[0] == "the last row and the last column of what `max_pool2` gives would never be read: "
                                     "four rows and four columns of `image`");
  CHECK(checked.all()[0].labels[0].message == "`max_pool2` gives 10 rows and 12 columns");
}

TEST_CASE("axes that fail in two ways are two errors") {
  Checked checked = inBody("return image -> conv(8, 3x3, stride: 2, pad: (1, 0, 1, 0))");
  CHECK(checked.codes() == "E0301 E0301");
  REQUIRE(checked.all().size() == 2);
  CHECK(checked.all()[0].geometry.size() == 1);
  CHECK(checked.all()[0].geometry[0].faultClass != checked.all()[1].geometry[0].faultClass);
  Checked wide = inBody("return image -> max_pool(2x3, stride: 2)", "f32[3, 10, 10]");
  REQUIRE(wide.codes() == "E0301");
  CHECK(wide.all()[0].primary.message == "(10 - 3 + 0 + 0) / 2 + 1 = 4.5 columns");
  CHECK(wide.all()[0].fixes[0].edits[0].text == "crop(right: 1) -> ");
}

TEST_CASE("the default stride of a pool is blamed at its keyword") {
  Checked checked = inBody("return image -> max_pool(3)", "f32[3, 10, 10]");
  REQUIRE(checked.codes() == "E0301");
  CHECK(checked.all()[0].primary.span.text() == "max_pool");
  CHECK(checked.all()[0].primary.message == "(10 - 3 + 0 + 0) / 3 + 1 = 3 1/3 rows, and 3 1/3 columns");
}

TEST_CASE("an operand inside the parentheses is cropped there") {
  Checked checked = inBody("return conv(image + image, 8, 3x3, stride: 2)", "f32[3, 10, 10]");
  REQUIRE(checked.codes() == "E0301");
  std::string fixed = diagnostics::applyEdits(*checked.file, checked.all()[0].fixes[0].edits).text;
  CHECK(fixed.find("conv((image + image) -> crop(right: 1, bottom: 1), 8") != std::string::npos);
  CHECK(checkText(fixed).codes() == "");
}

TEST_CASE("padding that is trimmed away goes with its argument") {
  Checked checked = inBody("return image -> conv(8, 3x3, pad: (0, 0, 1, 1), stride: 2)", "f32[3, 11, 11]");
  REQUIRE(checked.codes() == "E0301");
  CHECK(diagnostics::applyEdits(*checked.file, checked.all()[0].fixes[0].edits).text.find("conv(8, 3x3, stride: 2)") !=
        std::string::npos);
}

TEST_CASE("round: down becomes the exact form") {
  Checked checked =
      inBody("return image -> conv(64, 7x7, stride: 2, pad: 3, round: down) -> max_pool(3x3, stride: 2, round: down)");
  REQUIRE(checked.codes() == "");
  const check::Graph &graph = checked.graphs[0];
  REQUIRE(paths(graph) == std::vector<std::string>{"conv1", "max_pool1:crop", "max_pool1"});
  CHECK(graph.nodes[0].arguments.list("pad") == List{3, 3, 2, 2});
  CHECK(graph.shapeOf(graph.nodes[0].result) == layers::Shape{64, 112, 112});
  CHECK(graph.nodes[1].arguments.integer("bottom") == 1);
  CHECK(graph.nodes[2].operands[0] == graph.nodes[1].result);
  CHECK(graph.shapeOf(graph.nodes[2].result) == layers::Shape{64, 55, 55});
  for (const check::Node &node : graph.nodes)
    CHECK_FALSE(node.arguments.values.contains("round"));
}

TEST_CASE("round: up becomes padding at the end, unless its last window starts past everything") {
  Checked checked = inBody("return image -> max_pool(3x3, stride: 2, round: up)", "f32[3, 112, 112]");
  REQUIRE(checked.codes() == "");
  CHECK(checked.graphs[0].nodes[0].arguments.list("pad") == List{0, 0, 1, 1});
  CHECK(checked.graphs[0].shapeOf(1) == layers::Shape{3, 56, 56});
  Checked dropped = inBody("return image -> avg_pool(4x4, stride: 4, pad: 2, round: up)", "f32[3, 9, 9]");
  REQUIRE(dropped.codes() == "");
  CHECK(dropped.graphs[0].shapeOf(1) == layers::Shape{3, 3, 3}); // pytorch#116420
  CHECK(inBody("return image -> max_pool(1x1, stride: 2, round: up)", "f32[3, 32, 32]").codes() == "");
}

TEST_CASE("a ceiling that counts its padding is no single pool") {
  CHECK(inBody("return image -> avg_pool(3x3, stride: 2, pad: 1, round: up, border: zero)").codes() == "E0311");
  Checked plain = inBody("return image -> avg_pool(3x3, stride: 2, round: up, border: zero)");
  REQUIRE(plain.codes() == "");
  CHECK(plain.graphs[0].nodes[0].arguments.word("border") == "ignore");
  CHECK(inBody("return image -> avg_pool(3x3, stride: 2, pad: 1, round: down, border: zero)").codes() == "");
}

TEST_CASE("same has one meaning or is written out") {
  CHECK(inBody("return image -> conv(8, 3x5, pad: same) -> expect [8, 224, 224]").codes() == "");
  CHECK(inBody("return image -> conv(8, 3x3, dilation: 4, pad: same) -> expect [8, 224, 224]").codes() == "");
  Checked strided = inBody("return image -> conv(64, 7x7, stride: 2, pad: same) -> conv(8, 3x3, stride: 2)");
  REQUIRE(strided.codes() == "E0309");
  CHECK(contains(strided.all()[0].help, "`pad: (2, 2, 3, 3)`"));
  CHECK(contains(strided.all()[0].help, "`pad: 3, round: down`"));
  CHECK(inBody("return image -> conv(64, 2x2, pad: same)").codes() == "E0309");
  CHECK(inBody("return image -> conv(64, 3x3, stride: 0, pad: same)").codes() == "E0303");
}

TEST_CASE("what fits no window") {
  Checked checked = inBody("return image -> conv(8, 9x3)", "f32[3, 8, 8]");
  REQUIRE(checked.codes() == "E0302");
  CHECK(checked.all()[0].primary.span.text() == "9x3");
  CHECK(checked.all()[0].geometry.size() == 1);
  CHECK(contains(checked.all()[0].help, "9, 10, 11"));
  Checked dilated = inBody("return image -> conv(8, 3x3, dilation: 4)", "f32[3, 8, 8]");
  CHECK(contains(dilated.all()[0].notes, "a window of 3 with dilation 4 spans 9"));
  Checked swapped = inBody("return image -> conv(8, 7x7)", "f32[224, 224, 3]");
  REQUIRE_FALSE(swapped.all()[0].fixes.empty());
  CHECK(swapped.all()[0].fixes[0].description.find("`f32[3, 224, 224]`") != std::string::npos);
  CHECK_FALSE(swapped.all()[0].fixes[0].tag.has_value());
}

TEST_CASE("parameters that mean nothing") {
  for (std::string argument :
       {"stride: 0", "stride: -1", "dilation: 0", "pad: -1", "stride: (1, 0)", "pad: (0, 0, -1, 0)"}) {
    Checked checked = inBody("return image -> conv(8, 3x3, " + argument + ")");
    CAPTURE(argument);
    REQUIRE(checked.codes() == "E0303");
    CHECK(checked.all()[0].primary.span.text() == argument);
  }
  CHECK(inBody("return image -> conv(8, (0, 3))").codes() == "E0303");
}

TEST_CASE("sizes beyond the limits") {
  CHECK(inBody("return image -> conv(8, 3x3, pad: 36028797018963968)").codes() == "E0304");
  CHECK(inBody("return image -> conv(8, 3x3, pad: 9223372036854775807)").codes() == "E0304");
  CHECK(inBody("return image -> conv(200000, 1x1)").codes() == "E0304");
  CHECK(inBody("return image -> conv(300, 99999x99999, pad: 60000)", "f32[3, 8, 8]").codes() == "E0304");
  CHECK(inBody("return image -> dense(200000000)").codes() == "E0304");
}

TEST_CASE("windows without a real element") {
  Checked pool = inBody("return image -> max_pool(2x2, stride: 1, pad: 2)", "f32[3, 2, 2]");
  CHECK(pool.codes() == "E0308");
  Checked conv = inBody("return image -> conv(8, 3x3, pad: 3)", "f32[3, 2, 2]");
  CHECK(conv.codes() == "W0321");
  CHECK_FALSE(conv.sink.hasErrors());
  Checked even = inBody("return image -> conv(8, 2x2, pad: 1)");
  CHECK(even.codes() == "W0322");
  CHECK(even.all()[0].primary.message == "224 rows become 225");
  CHECK(inBody("return image -> conv(8, 4x4, stride: 2, pad: 1)").codes() == "");
}

/// Whether a fix of this tag may be offered for the verdict, and gives this output.
static bool keepsPromise(const diagnostics::Fix &fix, const geometry::Verdict &verdict, int64_t output) {
  bool lossless = verdict.faultClass != geometry::FaultClass::Data;
  switch (fix.tag.value()) {
  case FixTag::BitIdentical:
    return lossless && output == verdict.floorOutput;
  case FixTag::DropsInput:
    return !lossless && output == verdict.floorOutput;
  case FixTag::BorderValues:
    return output == verdict.ceilOutput;
  case FixTag::Retrain:
    return output >= verdict.floorOutput || fix.description.starts_with("take inputs");
  }
  return false;
}

TEST_CASE("every fix of every small window, applied, leaves no error and the size it promises") {
  int64_t applied = 0, wrong = 0;
  auto judge = [&](const std::string &kind, const geometry::Window &w, int64_t input) {
    std::string sides = "(0, " + std::to_string(w.before) + ", 0, " + std::to_string(w.after) + ")";
    std::string layer = kind + "(1, " + std::to_string(w.kernel) + "), stride: (1, " + std::to_string(w.stride) +
                        "), pad: " + sides + ")";
    Checked checked = inBody("return image -> " + layer, "f32[1, 1, " + std::to_string(input) + "]");
    const Diagnostic *diagnostic = checked.find(Code::E0301);
    if (!diagnostic)
      return;
    geometry::Verdict verdict = place(w, input);
    for (const diagnostics::Fix &fix : diagnostic->fixes) {
      Checked fixed = checkText(diagnostics::applyEdits(*checked.file, fix.edits).text);
      const check::Graph &graph = fixed.graphs.at(0);
      int64_t output = graph.shapeOf(graph.outputs.at(0).value).width;
      ++applied;
      wrong += fixed.codes() != "" || !keepsPromise(fix, verdict, output);
    }
  };
  for (int64_t input = 1; input <= 6; ++input)
    for (int64_t kernel = 1; kernel <= 4; ++kernel)
      for (int64_t stride = 2; stride <= 5; ++stride)
        for (int64_t before = 0; before <= 2; ++before)
          for (int64_t after = 0; after <= 2; ++after)
            for (std::string kind : {"conv(1, ", "max_pool("})
              judge(kind, {kernel, stride, 1, before, after}, input);
  CHECK(applied > 1000);
  CHECK(wrong == 0);
}
