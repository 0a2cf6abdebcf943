// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Warnings about networks in which nothing is wrong: what they are given for, and what they leave alone.
#include "unit/check/CheckText.h"

#include "check/Advice.h"
#include "diagnostics/Edits.h"
#include "diagnostics/Render.h"
#include "support/Files.h"
#include "support/Paths.h"

#include <doctest/doctest.h>

using namespace evenstride;
using diagnostics::Code;
using diagnostics::Diagnostic;

namespace {

/// The codes of all advice on a text in which nothing is wrong, each with the text it stands at.
std::string advice(const std::string &text) {
  Checked checked = checkText(text);
  CAPTURE(text);
  CHECK_FALSE(checked.sink.hasErrors());
  std::string result;
  for (const Diagnostic &each : checked.all())
    if (check::isAdvice(each.code))
      result += (result.empty() ? "" : ", ") + std::string(diagnostics::name(each.code)) + " " +
                std::string(each.primary.span.text());
  return result;
}

/// Advice on a network of one pipeline over [channels, 32, 32].
std::string adviceOnStack(const std::string &stages, int channels = 16) {
  return advice("network n(x: f32[" + std::to_string(channels) + ", 32, 32]) { return x -> " + stages + " }\n");
}

} // namespace

TEST_CASE("names that nothing reads") {
  CHECK(advice("network n(x: f32[1, 8, 8], y: f32[1, 8, 8]) { return x -> relu }\n") == "W0241 y");
  CHECK(advice("network n(x: f32[1, 8, 8]) {\n    let a = x -> relu\n    return x -> tanh\n}\n") == "W0241 a");
  CHECK(advice("network n(x: f32[1, 8, 8]) {\n    let k = 3\n    return x -> tanh\n}\n") == "W0241 k");
  CHECK(advice("network n(x: f32[4, 8, 8]) {\n    let a, b = x -> split(channels: 2)\n    return a\n}\n") == "W0241 b");
  CHECK(advice("network n(x: f32[1, 8, 8]) { return x -> repeat i in 0..3 { relu } }\n") == "W0241 i");
  CHECK(advice("block b(x, n: int) { return x -> relu }\nnetwork n(x: f32[1, 8, 8]) { return x -> b(3) -> b(4) }\n") ==
        "W0241 n");
}

TEST_CASE("names that are read somewhere, or need not be") {
  CHECK(advice("network n(x: f32[1, 8, 8], _y: f32[1, 8, 8]) {\n    let _a = x -> relu\n    return x -> tanh\n}\n") ==
        "");
  CHECK(advice("network n(x: f32[1, 8, 8]) {\n    let k = 3\n    return x -> conv(k, (k, k), pad: (k - 2, 1))\n}\n") ==
        "");
  CHECK(advice("network n(x: f32[1, 8, 8]) { return x -> repeat i in 0..3 { relu @\"r{i}\" } }\n") == "");
  CHECK(advice("network n(x: f32[1, 8, 8]) {\n    let c = 1\n    return x -> relu -> expect [c, _, _]\n}\n") == "");
  CHECK(advice("network n(x: f32[1, 8, 8]) {\n    let c = 4\n    return x -> repeat c { relu }\n}\n") == "");
  CHECK(advice("network n(x: f32[1, 8, 8]) {\n    let a = x -> relu\n    return x, a\n}\n") == "");
}

TEST_CASE("a name that begins with an underscore is the fix for one that nothing reads") {
  Checked checked = checkText("network n(x: f32[1, 8, 8]) {\n    let a = x -> relu\n    return x -> tanh\n}\n");
  REQUIRE(checked.all().size() == 1);
  REQUIRE(checked.all()[0].fixes.size() == 1);
  CHECK_FALSE(checked.all()[0].fixes[0].tag);
  CHECK(checkText(diagnostics::applyEdits(*checked.file, checked.all()[0].fixes[0].edits).text).all().empty());
  // Those who call a network or block name its inputs and parameters.
  Checked input = checkText("network n(x: f32[1, 8, 8], y: f32[1, 8, 8]) { return x -> relu }\n");
  REQUIRE(input.all().size() == 1);
  CHECK(input.all()[0].fixes.empty());
}

TEST_CASE("blocks that nothing calls") {
  std::string network = "network n(x: f32[1, 8, 8]) { return x -> a }\n";
  CHECK(advice("block a(x) { return x -> relu }\nblock b(x) { return x -> tanh }\n" + network) == "W0242 b");
  CHECK(advice("block a(x) { return x -> b }\nblock b(x) { return x -> tanh }\n" + network) == "");
  CHECK(advice("block a(x) { return x -> relu }\nblock _b(x) { return x -> tanh }\n" + network) == "");
  CHECK(advice("block a(x) { return x -> relu }\n") == ""); // for other files
  // One forgotten block that calls another is one warning.
  CHECK(advice("block a(x) { return x -> relu }\nblock b(x) { return x -> c }\nblock c(x) { return x -> tanh }\n" +
               network) == "W0242 b");
}

TEST_CASE("labels that are names of other values") {
  CHECK(advice("network n(x: f32[1, 8, 8]) {\n    let a = x -> relu\n    return a -> tanh @a\n}\n") == "W0243 @a");
  CHECK(advice("network n(x: f32[1, 8, 8]) { return x -> tanh @x }\n") == "W0243 @x");
  CHECK(advice("block b(x) { return x -> conv(4, 1x1) @x }\n"
               "network n(x: f32[1, 8, 8]) { return x -> b }\n") == "W0243 @x");
  CHECK(advice("network n(x: f32[1, 8, 8]) {\n    let a = x -> relu\n    return (a + x) @a\n}\n") == "W0243 @a");
  CHECK(advice("network n(x: f32[1, 8, 8]) { return x -> repeat i in 0..1 { relu @i -> tanh @\"t{i}\" } }\n") ==
        "W0243 @i");
  // Numbers are no values that a layer could be taken for.
  CHECK(advice("block b(x, n: int) { return x -> conv(n, 1x1) @n }\n"
               "network n(x: f32[1, 8, 8]) { return x -> b(3) }\n") == "");
  CHECK(advice("network n(x: f32[1, 8, 8]) {\n    let a = 4\n    let b = 2 * (a - 1)\n"
               "    return x -> conv(a, 1x1) @a -> relu -> conv(b, 1x1) @b\n}\n") == "");
  CHECK(advice("network n(x: f32[1, 8, 8]) {\n    let a = x -> relu @a -> tanh\n    return a\n}\n") == "");
  CHECK(advice("block b(x) { return x -> relu @r }\n"
               "network n(x: f32[1, 8, 8]) {\n    let r = x -> b\n    return r -> tanh\n}\n") == "");
}

TEST_CASE("layers without an activation between them") {
  CHECK(adviceOnStack("conv(16, 3x3, pad: 1) -> conv(16, 3x3)") == "W0323 conv(16, 3x3)");
  CHECK(adviceOnStack("conv(16, 3x3) -> batch_norm -> dropout -> conv(16, 1x1)") == "W0323 conv(16, 1x1)");
  CHECK(adviceOnStack("flatten -> dense(64) -> dense(10)") == "W0323 dense(10)");
  CHECK(adviceOnStack("repeat 4 { conv(16, 3x3, pad: 1) }") == "W0323 conv(16, 3x3, pad: 1)");
  CHECK(adviceOnStack("conv(16, 3x1) -> conv(16, 3x3)") == "W0323 conv(16, 3x3)"); // no column and row
  CHECK(adviceOnStack("conv(64, 1x1) -> conv(16, 3x3)") == "W0323 conv(16, 3x3)"); // wider than both ends
}

TEST_CASE("linear layers that are apart on purpose") {
  CHECK(adviceOnStack("conv(16, 3x3) -> relu -> conv(16, 3x3)") == "");
  CHECK(adviceOnStack("conv(16, 3x3) -> max_pool(3x3, stride: 1) -> conv(16, 3x3)") == "");
  CHECK(adviceOnStack("depthwise_conv(3x3) -> conv(32, 1x1)") == "");
  CHECK(adviceOnStack("conv(32, 1x1) -> depthwise_conv(3x3) -> relu") == "");
  CHECK(adviceOnStack("conv(16, 3x3, groups: 4) -> conv(16, 1x1)") == "");
  CHECK(adviceOnStack("conv(4, 1x1) -> conv(24, 1x1) -> relu") == ""); // MobileNetV2's narrow middle
  CHECK(adviceOnStack("conv(16, 3x1) -> conv(16, 1x3)") == "");        // a column and a row
  CHECK(adviceOnStack("conv(4, 1x1) -> conv(4, 3x3)", 64) == "");      // narrows what the window reads
  CHECK(adviceOnStack("conv(16, 3x3) -> flatten -> dense(10)") == "");
  CHECK(adviceOnStack("conv(16, 3x3) -> pixel_shuffle(2) -> conv(4, 3x3)") == "");
  CHECK(advice("network n(x: f32[16, 32, 32]) {\n    let a = x -> conv(16, 3x3, pad: 1)\n"
               "    return a + (a -> conv(16, 3x3, pad: 1))\n}\n") == "");
  CHECK(advice("network n(x: f32[16, 32, 32]) {\n    let a = x -> conv(16, 3x3)\n"
               "    return a, b: a -> conv(16, 3x3)\n}\n") == "");
}

TEST_CASE("a stack in a block that is called often is one warning") {
  Checked checked = checkText("block b(x) { return x -> conv(8, 3x3, pad: 1) -> conv(8, 3x3, pad: 1) -> relu }\n"
                              "network n(x: f32[8, 32, 32]) { return x -> b -> b -> b }\n");
  REQUIRE(checked.all().size() == 1);
  const Diagnostic &warning = checked.all()[0];
  CHECK(warning.code == Code::W0323);
  CHECK(warning.primary.message == "together they are one convolution of 5x5");
  REQUIRE(warning.notes.size() == 1);
  CHECK(warning.notes[0] == "first in `b1.conv2`, and in 2 more copies");
  // Strides and dilations count: 3 + (3 - 1) * 2 * 2 rows.
  Checked strided = checkText("network n(x: f32[8, 33, 33]) {\n"
                              "    return x -> conv(8, 3x3, stride: 2) -> conv(8, 3x3, dilation: 2)\n}\n");
  REQUIRE(strided.all().size() == 1);
  CHECK(strided.all()[0].primary.message == "together they are one convolution of 11x11");
}

TEST_CASE("weights that never meet the input, once per network") {
  Checked checked = checkText("network n(image: f32[3, 8, 8]) {\n"
                              "    return image -> conv(8, 3x3, pad: 1) -> relu -> max_pool(8x8)\n"
                              "        -> conv(8, 3x3, pad: 1) @first -> relu -> conv(8, 5x5, pad: 2) -> relu\n}\n");
  REQUIRE(checked.all().size() == 1);
  const Diagnostic &warning = checked.all()[0];
  CHECK(warning.code == Code::W0324);
  CHECK(warning.primary.span.text() == "conv(8, 3x3, pad: 1) @first");
  CHECK(warning.primary.message == "on 1 row and 1 column, 8 of 9 places of the window meet only padding");
  REQUIRE(warning.notes.size() == 2);
  CHECK(warning.notes[0] == "an element of it depends on 26x26 of `image`, which has 8x8");
  CHECK(warning.notes[1] == "the same in 1 layer behind it");
}

TEST_CASE("large receptive fields in which all weights take part") {
  CHECK(adviceOnStack("repeat 40 { conv(16, 3x3, pad: 1) -> relu }") == ""); // 81 of 32 pixels
  CHECK(adviceOnStack("conv(16, 63x63, pad: 31)") == "");
  CHECK(adviceOnStack("conv(16, 65x65, pad: 32)").starts_with("W0324"));
  CHECK(adviceOnStack("conv(16, 3x3, pad: 31, dilation: 31)") == "");
  CHECK(adviceOnStack("max_pool(32x32) -> max_pool(3x3, stride: 1, pad: 1)") == ""); // a pool has no weights
}

TEST_CASE("no advice where something is wrong") {
  CHECK(checkText("network n(x: f32[1, 8, 8]) {\n    let a = x -> foo\n    return x\n}\n").codes() == "E0201");
  Checked syntax = checkText("network n(x: f32[1, 8, 8]) {\n    let a = x -> relu\n    let b = a -> -> tanh\n"
                             "    return x\n}\n");
  CHECK(std::ranges::none_of(syntax.all(), [](const Diagnostic &each) { return check::isAdvice(each.code); }));
}

TEST_CASE("networks that people use are left alone") {
  size_t count = 0;
  for (const char *name : {"dsl-examples", "bench/networks", "bench/others"}) {
    std::filesystem::path folder = test::sourceDirectory() / name;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".stride")
        continue;
      ++count;
      CAPTURE(entry.path().string());
      Checked checked = checkText(test::readText(entry.path()), test::FolderTexts(folder));
      CAPTURE(diagnostics::renderText(checked.all(), diagnostics::Color::Never));
      CHECK(checked.all().empty());
    }
  }
  CHECK(count > 10);
}
