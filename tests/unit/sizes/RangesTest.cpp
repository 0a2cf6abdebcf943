// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The proof over ranges against the check at every size, and what is said of a range.
#include "NetworkText.h"
#include "check/NamedSizes.h"
#include "check/RangeProof.h"

#include <doctest/doctest.h>

using namespace evenstride;
using diagnostics::Code;

namespace {

struct Ranges {
  int64_t first[2], step[2], count[2];

  int64_t at(int axis, int64_t t) const { return first[axis] + step[axis] * t; }
  std::string text(int axis) const {
    return std::to_string(first[axis]) + "..=" + std::to_string(at(axis, count[axis] - 1)) + " step " +
           std::to_string(step[axis]);
  }
};

/// The smallest failures as the proof means them, by trying.
std::vector<std::vector<int64_t>> failuresByTrying(const std::string &body, const Ranges &ranges) {
  auto checks = [&](int64_t s, int64_t t) { return accepts(body, ranges.at(0, s), ranges.at(1, t)); };
  std::vector<std::vector<int64_t>> failures;
  for (int64_t s = 1; s < ranges.count[0] && failures.empty(); ++s)
    if (!checks(s, 0))
      failures.push_back({ranges.at(0, s), ranges.first[1]});
  bool rowsFail = !failures.empty();
  for (int64_t t = 1; t < ranges.count[1] && failures.size() == size_t(rowsFail); ++t)
    if (!checks(0, t))
      failures.push_back({ranges.first[0], ranges.at(1, t)});
  return failures;
}

} // namespace

TEST_CASE("the proof agrees with the check at every size of random ranges") {
  std::mt19937 random(4);
  auto pick = [&](int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); };
  int64_t holds = 0, fails = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string body = randomBody(random, Roundings::None);
    Ranges ranges{{pick(1, 30), pick(1, 30)}, {pick(1, 6), pick(1, 6)}, {pick(1, 5), pick(1, 5)}};
    if (!accepts(body, ranges.first[0], ranges.first[1]))
      continue;
    Examined examined = examineText("network n(x: f32[4, H, W]) where H in " + ranges.text(0) + ", W in " +
                                    ranges.text(1) + " {\n" + body + "}\n");
    CAPTURE(examined.file->text());
    std::vector<std::vector<int64_t>> found;
    for (const check::RangeFailure &failure : check::proveRanges(examined.flow().sizes))
      found.push_back(failure.values);
    std::vector<std::vector<int64_t>> expected = failuresByTrying(body, ranges);
    REQUIRE(found == expected);
    REQUIRE(examined.hasErrors() == !expected.empty());
    if (!expected.empty()) {
      ++fails;
      continue;
    }
    ++holds;
    for (int64_t s = 0; s < ranges.count[0]; ++s)
      for (int64_t t = 0; t < ranges.count[1]; ++t)
        REQUIRE(accepts(body, ranges.at(0, s), ranges.at(1, t)));
  }
  CHECK(holds > 100);
  CHECK(fails > 30);
}

TEST_CASE("what is proven of networks that round holds at every size") {
  std::mt19937 random(9);
  auto pick = [&](int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); };
  int64_t holds = 0;
  for (int round = 0; round < 600; ++round) {
    std::string body = randomBody(random, Roundings::Some);
    Ranges ranges{{pick(1, 30), pick(1, 30)}, {6, 6}, {4, 4}};
    Examined examined = examineText("network n(x: f32[4, H, W]) where H in " + ranges.text(0) + ", W in " +
                                    ranges.text(1) + " {\n" + body + "}\n");
    if (examined.hasErrors())
      continue;
    CAPTURE(body);
    ++holds;
    for (int64_t s = 0; s < ranges.count[0]; ++s)
      for (int64_t t = 0; t < ranges.count[1]; ++t)
        REQUIRE(accepts(body, ranges.at(0, s), ranges.at(1, t)));
  }
  CHECK(holds > 50);
}

TEST_CASE("the first size of a range that fails is named with the layer, and the step that would do offered") {
  Examined examined = examineText("network n(x: f32[3, H, W]) where H in 227..=1023, W in 227..=1023 {\n"
                                  "    return x -> conv(8, 3x3, stride: 2) -> max_pool(3x3, stride: 2)\n}\n");
  const diagnostics::Diagnostic *found = examined.find(Code::E0312);
  REQUIRE(found);
  CHECK(found->message == "`H` and `W` may not be 228: the output size of `conv1` is not an integer");
  REQUIRE(found->fixes.size() == 1);
  REQUIRE(found->fixes[0].edits.size() == 2);
  CHECK(found->fixes[0].edits[0].text == " step 4");
}

TEST_CASE("a range that begins at a wrong size is offered another start") {
  Examined examined = examineText("network n(x: f32[3, H, 33]) where H in 64..=128 {\n"
                                  "    return x -> conv(8, 3x3, stride: 2)\n}\n");
  const diagnostics::Diagnostic *found = examined.find(Code::E0301);
  REQUIRE(found);
  REQUIRE(!found->fixes.empty());
  REQUIRE(found->fixes[0].edits.size() == 2);
  CHECK(found->fixes[0].edits[0].text == "65");
  CHECK(found->fixes[0].edits[1].text == " step 2");
}

TEST_CASE("a rounding has to leave one remainder") {
  auto text = [](const std::string &step) {
    return "network n(x: f32[3, H, H]) where H in 224..=1024" + step +
           " {\n"
           "    return x -> conv(8, 7x7, stride: 2, pad: 3, round: down) -> max_pool(3x3, stride: 2, pad: 1, round: "
           "down)\n}\n";
  };
  CHECK(examineText(text("")).find(Code::E0313));
  CHECK(examineText(text(" step 2")).find(Code::E0313));
  CHECK_FALSE(examineText(text(" step 4")).hasErrors());
}

TEST_CASE("weights that count the image ask for one size") {
  CHECK(examineText("network n(x: f32[1, H, 8]) where H in 8..=9 { return x -> flatten -> dense(2) }\n")
            .find(Code::E0315));
  CHECK_FALSE(examineText("network n(x: f32[1, H, 8]) where H in 8..=9 { return x -> global_avg_pool -> dense(2) }\n")
                  .hasErrors());
  CHECK_FALSE(examineText("network n(x: f32[1, H, 8]) where H in 8..=9 { return x -> flatten -> relu -> softmax }\n")
                  .hasErrors());
}

TEST_CASE("expectations may name sizes") {
  auto text = [](const std::string &expected) {
    return "network n(x: f32[3, H, 2 * H + 1]) where H in 8..=64 step 4 {\n"
           "    return x -> conv(8, (2, 3), stride: 2) -> expect [8, " +
           expected + "]\n}\n";
  };
  CHECK_FALSE(examineText(text("H / 2, H")).hasErrors());
  CHECK(examineText(text("H / 2, 8")).find(Code::E0312));
  CHECK(examineText(text("H - 4, H")).find(Code::E0312));
  CHECK(examineText(text("H, H")).find(Code::E0306));
}

TEST_CASE("sizes that are too large together are found without trying") {
  auto text = [](const std::string &end) {
    return "network n(x: f32[1, H, W]) where H in 1..=" + end + ", W in 1..=" + end + " { return x -> conv(16, 1) }\n";
  };
  CHECK_FALSE(examineText(text("5792")).hasErrors());
  Examined large = examineText(text("10000"));
  const diagnostics::Diagnostic *found = large.find(Code::E0312);
  REQUIRE(found);
  CHECK(found->message == "`H` may not be 3356 with 9999 for `W`: `conv1` is too large");
}

TEST_CASE("shapes are written in the sizes that have no value") {
  Examined examined =
      examineText("network n(x: f32[3, H, 2 * W]) where H in 227..=1023 step 4, W in 8..=64 step 2 {\n"
                  "    return x -> conv(8, (3, 2), stride: 2) -> max_pool((3, 1), stride: (2, 1), round: down)"
                  " -> upsample(4) -> flatten\n}\n");
  REQUIRE_FALSE(examined.hasErrors());
  const check::Graph &graph = examined.flow().graph;
  CHECK(graph.shapeText(0) == "[3, H, 2W]");
  CHECK(graph.shapeText(1) == "[8, (H - 1)/2, W]");
  CHECK(graph.shapeText(2) == "[8, (H - 3)/4, W]");
  CHECK(graph.shapeText(3) == "[8, H - 3, 4W]");
  CHECK(graph.shapeText(4) == "[…, 1, 1]");
}

TEST_CASE("budgets hold at the largest sizes") {
  auto text = [](const std::string &limit) {
    return "network n(x: f32[1, H, 8]) where H in 8..=16 {\n    require macs <= " + limit +
           "\n    return x -> conv(1, 1)\n}\n";
  };
  CHECK_FALSE(examineText(text("128")).hasErrors());
  CHECK(examineText(text("127")).find(Code::E0350));
}

TEST_CASE("a named size stands for no number") {
  CHECK(examineText("network n(x: f32[3, H, H]) where H in 8..=64 { return x -> conv(H, 1) }\n").find(Code::E0316));
  CHECK(
      examineText("network n(x: f32[3, H, H]) where H in 8..=64 { return x -> crop(top: H - 8) }\n").find(Code::E0316));
  CHECK(examineText("network n(x: f32[H, 8, 8]) where H in 8..=64 { return x }\n").find(Code::E0316));
  CHECK(examineText("network n(x: f32[3, H * H, 8]) where H in 8..=64 { return x }\n").find(Code::E0316));
  CHECK(examineText("network n(x: f32[3, H, 8]) where H in 64..=8 { return x }\n").find(Code::E0314));
  CHECK(examineText("network n(x: f32[3, H, 8]) where H in 8..=64 step 0 { return x }\n").find(Code::E0314));
  CHECK(examineText("network n(x: f32[3, H, 8]) where H in 0..=64 { return x }\n").find(Code::E0314));
}

TEST_CASE("a value for a size is one of its range") {
  Examined examined = examineText("network n(x: f32[3, H, 8]) where H in 8..=64 step 4 { return x }\n");
  const auto &network = std::get<ast::Network>(examined.program.root().module.items[0]);
  auto valueFor = [&](int64_t value) {
    check::Reporter reporter;
    auto range = check::rangeOf(network.sizes[0], {{"H", value}}, check::Scope(), reporter);
    diagnostics::Sink sink;
    reporter.flush(sink);
    bool refused = sink.hasErrors() && sink.all()[0].code == Code::E0018;
    CHECK(range.has_value() != refused);
    return range ? range->value : 0;
  };
  CHECK(valueFor(8) == 8);
  CHECK(valueFor(64) == 64);
  CHECK(valueFor(10) == 0);
  CHECK(valueFor(4) == 0);
  CHECK(valueFor(68) == 0);
}
