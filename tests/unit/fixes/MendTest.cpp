// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What `fix --apply` makes of random programs: clean of padding and gap, a fixpoint, comments kept, the bits of a
// floor.
#include "check/MendText.h"
#include "driver/Reference.h"
#include "interchange/WeightStore.h"
#include "support/Files.h"
#include "support/TestTexts.h"
#include "syntax/Load.h"
#include "unit/check/CheckText.h"
#include "unit/fixes/UncleanProgram.h"

#include <doctest/doctest.h>

#include <cstring>
#include <sstream>

using namespace evenstride;
using namespace evenstride::test;
using diagnostics::Code;
using diagnostics::FixTag;

namespace {

/// The number of axes at fault in one of these ways.
int64_t faultsOf(const Checked &checked, std::initializer_list<std::string_view> classes) {
  int64_t faults = 0;
  for (const diagnostics::Diagnostic &diagnostic : checked.all())
    for (const diagnostics::AxisGeometry &axis : diagnostic.geometry)
      faults += std::ranges::find(classes, axis.faultClass) != classes.end();
  return faults;
}

std::string mended(const std::string &text, FixTag tag) {
  auto file = std::make_shared<const support::SourceFile>("test.stride", text);
  diagnostics::Sink sink;
  ast::Program program = syntax::load(file, TestTexts(), sink);
  return std::string(check::mend(std::move(program), tag).program.source().text());
}

/// All comments in order, one per line.
std::string comments(const std::string &text) {
  std::string result, line;
  for (std::istringstream lines(text); std::getline(lines, line);)
    if (size_t begin = line.find('#'); begin != std::string::npos)
      result += line.substr(begin) + "\n";
  return result;
}

/// The outputs of the first network for made-up weights and an input that the seed gives.
std::vector<layers::Tensor> outputsOf(const Checked &checked, uint64_t seed) {
  const check::Graph &graph = checked.graphs.at(0);
  auto store = interchange::WeightStore::random(graph, seed);
  emit::WeightMap weights;
  for (const auto &[name, values] : store.views())
    weights[name] = {values};
  layers::Tensor input(graph.shapeOf(graph.inputs[0].value));
  auto state = uint32_t(seed);
  for (double &value : input.data)
    value = double(float(int32_t(state = state * 1664525 + 1013904223)) * 0x1p-31f);
  return driver::evaluate(graph, weights, {input});
}

bool sameBits(const std::vector<layers::Tensor> &a, const std::vector<layers::Tensor> &b) {
  return std::ranges::equal(a, b, [](const layers::Tensor &x, const layers::Tensor &y) {
    return x.shape == y.shape && std::memcmp(x.data.data(), y.data.data(), x.data.size() * sizeof(double)) == 0;
  });
}

} // namespace

TEST_CASE("bit-identical fixes: clean, a fixpoint, comments kept, and the bits that a floor computes") {
  int64_t remainders = 0;
  for (uint64_t seed = 1; seed <= 150; ++seed) {
    std::string text = uncleanProgram(seed, Rounding::Unsaid);
    CAPTURE(text);
    remainders += faultsOf(checkText(text), {"padding", "gap"});
    REQUIRE(faultsOf(checkText(text), {"data", "never fits"}) == 0);
    std::string clean = mended(text, FixTag::BitIdentical);
    CAPTURE(clean);
    Checked checked = checkText(clean), rounded = checkText(uncleanProgram(seed, Rounding::Down));
    REQUIRE(checked.codes() == "");
    REQUIRE(rounded.codes() == "");
    CHECK(mended(clean, FixTag::BitIdentical) == clean);
    CHECK(comments(clean) == comments(text));
    CHECK(sameBits(outputsOf(checked, seed), outputsOf(rounded, seed)));
  }
  CHECK(remainders > 300);
}

TEST_CASE("blocks in another file: the same layers, the same faults, the same mending") {
  auto messages = [](const Checked &checked) {
    std::vector<std::string> result;
    for (const diagnostics::Diagnostic &each : checked.all())
      if (each.code != Code::W0326 && !check::isAdvice(each.code)) // not all programs call their blocks
        result.push_back(std::string(name(each.code)) + " " + each.message);
    std::ranges::sort(result);
    return result;
  };
  const std::string use = "use \"blocks.stride\"\n";
  int clean = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    std::string text = uncleanProgram(seed, Rounding::Unsaid);
    CAPTURE(text);
    size_t cut = text.find("network unclean(");
    Checked one = checkText(text);
    Checked two = checkText(use + text.substr(cut), TestTexts{{"blocks.stride", text.substr(0, cut)}});
    REQUIRE(two.program.files.size() == 2);
    CHECK(messages(one) == messages(two));
    CHECK(paths(one.graphs.at(0)) == paths(two.graphs.at(0)));
    ast::Program both = check::mend(two.program, FixTag::BitIdentical).program;
    std::string root(both.source().text()), blocks(both.files[1]->source->text());
    // A fix has edits of one file: none is offered that brings out a fault in the other one.
    Checked after = checkText(root, TestTexts{{"blocks.stride", blocks}});
    CHECK(messages(after).size() <= messages(two).size());
    if (messages(after).empty()) {
      CHECK(blocks + root.substr(use.size()) == mended(text, FixTag::BitIdentical));
      ++clean;
    }
  }
  CHECK(clean >= 30);
}

TEST_CASE("the bits are compared: other padding gives others") {
  Checked a =
      checkText("network n(x: f32[1, 8, 8]) {\n    return x -> conv(2, 3x3, stride: 2, pad: (1, 1, 0, 0))\n}\n");
  Checked b =
      checkText("network n(x: f32[1, 8, 8]) {\n    return x -> conv(2, 3x3, stride: 2, pad: (0, 0, 1, 1))\n}\n");
  CHECK(sameBits(outputsOf(a, 1), outputsOf(a, 1)));
  CHECK_FALSE(sameBits(outputsOf(a, 1), outputsOf(b, 1)));
}

TEST_CASE("bit-identical never drops input") {
  std::string text = "network n(x: f32[1, 28, 28]) {\n"
                     "    let a = x -> conv(4, 3x3, stride: 2)       # loses a row\n"
                     "    let b = x -> conv(4, 3x3, stride: 2, pad: 1)\n"
                     "    return a, b\n}\n";
  std::string mild = mended(text, FixTag::BitIdentical);
  CHECK(mild.find("let a = x -> conv(4, 3x3, stride: 2)       # loses a row") != std::string::npos);
  CHECK(mild.find("pad: (1, 1, 0, 0)") != std::string::npos);
  CHECK(checkText(mild).codes() == "E0301");
  std::string dropped = mended(mild, FixTag::DropsInput);
  CHECK(checkText(dropped).codes() == "");
  CHECK(mended(dropped, FixTag::DropsInput) == dropped);
}

TEST_CASE("a ceiling that counts its padding and not its overhang, as a pad and a pool") {
  std::string text = "network n(x: f32[1, 4, 4]) {\n"
                     "    return x -> avg_pool(3, stride: 2, pad: 1, border: zero, round: up)\n}\n";
  Checked checked = checkText(mended(text, FixTag::BitIdentical));
  REQUIRE(checked.codes() == "");
  layers::Tensor ones({1, 4, 4});
  std::ranges::fill(ones.data, 1.0);
  layers::Tensor output = driver::evaluate(checked.graphs.at(0), {}, {ones}).at(0);
  REQUIRE(output.shape == layers::Shape{1, 3, 3});
  CHECK(output.at(0, 0, 0) == doctest::Approx(4.0 / 9)); // four ones and five padding zeros
  CHECK(output.at(0, 0, 2) == doctest::Approx(2.0 / 6)); // a column overhangs
  CHECK(output.at(0, 2, 2) == doctest::Approx(1.0 / 4));
}

TEST_CASE("every tag comes to a fixpoint, with fewer faults than before") {
  int64_t changed = 0;
  for (FixTag tag : diagnostics::allFixTags)
    for (uint64_t seed = 1; seed <= 40; ++seed) {
      std::string text = uncleanProgram(seed, Rounding::Unsaid);
      CAPTURE(text);
      std::string once = mended(text, tag);
      CHECK(mended(once, tag) == once);
      CHECK(comments(once) == comments(text));
      auto faults = [](const Checked &checked) {
        return std::ranges::count_if(checked.all(), [](const auto &each) { return !check::isAdvice(each.code); });
      };
      CHECK((once == text || faults(checkText(once)) < faults(checkText(text))));
      changed += once != text;
    }
  CHECK(changed > 100);
}
