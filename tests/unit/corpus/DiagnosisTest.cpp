// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the rows deserve to be told beyond a code: the numbers of both sides, the narrowest place, and edits that hold.
// Remainders are held to theirs in CorpusTest.cpp.
#include "unit/corpus/Corpus.h"

#include "check/WindowText.h"
#include "diagnostics/Edits.h"
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::corpus;
using diagnostics::Code;
using diagnostics::Diagnostic;

namespace {

std::vector<Row> rowsOf(const std::string &kind) {
  std::vector<Row> rows = readCorpus();
  std::erase_if(rows, [&](const Row &row) { return row.kind != kind; });
  return rows;
}

bool contains(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

/// Every fix leaves a program without errors.
void judgeFixes(const Checked &checked, const Diagnostic &diagnostic) {
  for (const diagnostics::Fix &fix : diagnostic.fixes) {
    CAPTURE(fix.description);
    CHECK(checkText(diagnostics::applyEdits(*checked.file, fix.edits).text).codes() == "");
  }
}

/// The one diagnostic of a row.
const Diagnostic &theOnly(const Checked &checked, Code code) {
  REQUIRE(checked.all().size() == 1);
  CHECK(checked.all()[0].code == code);
  return checked.all()[0];
}

} // namespace

TEST_CASE("windows that never fit: what they span, what is there, and how much padding they lack") {
  std::vector<Row> rows = rowsOf("kernel-exceeds-input");
  CHECK(rows.size() == 10);
  for (const Row &row : rows) {
    CAPTURE(row.source);
    CAPTURE(row.program());
    Checked checked = checkText(row.program());
    const Diagnostic &diagnostic = theOnly(checked, Code::E0302);
    CHECK(contains(std::string(diagnostic.primary.span.text()), std::to_string(row.axes[0].window.kernel)));
    check::PerAxis spanned, there, missing;
    for (size_t i = 0; i < row.axes.size(); ++i)
      if (row.axes[i].effectiveKernel) {
        (i == 0 ? spanned.rows : spanned.columns) = *row.axes[i].effectiveKernel;
        (i == 0 ? there.rows : there.columns) = *row.axes[i].paddedInput;
        (i == 0 ? missing.rows : missing.columns) = *row.axes[i].effectiveKernel - *row.axes[i].paddedInput;
      }
    CHECK(diagnostic.primary.message == "spans " + amountOf(spanned) + ", " + amountOf(there) + " with the padding");
    REQUIRE_FALSE(diagnostic.labels.empty());
    CHECK(contains(diagnostic.labels[0].message, "come in"));
    judgeFixes(checked, diagnostic);
    auto pads = [&](const diagnostics::Fix &fix) {
      return fix.description == "pad " + amountOf(missing) + ", so that one window fits";
    };
    bool offersPad = std::ranges::any_of(diagnostic.fixes, pads);
    CHECK((offersPad || row.layer != "conv" || row.mentions("layout swap")));
  }
}

TEST_CASE("numbers that mean nothing: the argument, and what it may be") {
  std::vector<Row> rows = rowsOf("bad-parameter");
  CHECK(rows.size() == 5);
  for (const Row &row : rows) {
    CAPTURE(row.source);
    CAPTURE(row.program());
    Checked checked = checkText(row.program());
    const Diagnostic &diagnostic = theOnly(checked, Code::E0303);
    bool stride = row.mentions("stride 0 must be >= 1");
    CHECK(diagnostic.message ==
          (stride ? "the `stride` of `conv1` is too small" : "the `pad` of `conv1` is too small"));
    CHECK(diagnostic.primary.span.text() == (stride ? "stride: (0, 0)" : "pad: (-1, -1, -1, -1)"));
    CHECK(diagnostic.primary.message ==
          (stride ? "has to be at least 1" : "has to be at least 0; `crop` cuts rows and columns"));
  }
}

TEST_CASE("a window of padding alone: how far it reaches, how much padding there is") {
  std::vector<Row> rows = rowsOf("window-only-padding");
  REQUIRE(rows.size() == 1);
  Checked checked = checkText(rows[0].program());
  const Diagnostic &diagnostic = theOnly(checked, Code::E0308);
  CHECK(diagnostic.primary.message == "a window spans 2 rows, the padding is 2 before and 2 after 2");
  CHECK(diagnostic.primary.span.text() == "pad: (2, 2, 2, 2)");
  judgeFixes(checked, diagnostic);
}

TEST_CASE("a padding beyond all sizes: the limit, without arithmetic that leaves 64 bits") {
  std::vector<Row> rows = rowsOf("overflow");
  REQUIRE(rows.size() == 1);
  Checked checked = checkText(rows[0].program());
  const Diagnostic &diagnostic = theOnly(checked, Code::E0304);
  CHECK(contains(diagnostic.primary.message, std::to_string(geometry::maxExtent)));
  CHECK(diagnostic.primary.span.text().starts_with("pad: (36028797018963968"));
  CHECK(diagnostic.geometry.size() == 2);
}

TEST_CASE("rows that others refuse and that are right: not a word, but of the even window") {
  for (const Row &row : readCorpus()) {
    if (row.verdict != "ACCEPT")
      continue;
    CAPTURE(row.source);
    CAPTURE(row.program());
    Checked checked = checkText(row.program());
    bool even = row.mentions("WARN even kernel"), beyond = row.axes[0].window.before >= row.axes[0].window.kernel;
    CHECK(checked.codes() == (even ? "W0322" : beyond ? "W0321" : ""));
    if (!even)
      continue;
    CHECK(checked.all()[0].primary.message == "160 rows become 161");
    CHECK_FALSE(checked.all()[0].fixes.empty());
    judgeFixes(checked, checked.all()[0]);
  }
}

TEST_CASE("Darknet 1052: the sizes on the way, the stride that rounds, and the route that does not meet") {
  // 500 halved five times: 250, 125, then 62.5. Darknet goes on with 63, and doubles it to 126 beside 125.
  std::string text = "network n(image: f32[3, 500, 500]) {\n"
                     "    let half = image -> conv(8, 3x3, stride: 2, pad: (1, 1, 0, 0)) -> relu\n"
                     "    let quarter = half -> conv(8, 3x3, stride: 2, pad: (1, 1, 0, 0)) -> relu\n"
                     "    let eighth = quarter -> conv(8, 3x3, stride: 2, pad: 1) -> relu\n"
                     "    return concat(eighth -> upsample(2), quarter)\n}\n";
  Checked checked = checkText(text);
  REQUIRE(checked.codes() == "E0305"); // 125 through 3x3/2 with padding on both sides is exact: 63
  const Diagnostic &diagnostic = checked.all()[0];
  CHECK(diagnostic.primary.message == "[8, 126, 126], [8, 125, 125]");
  CHECK(std::ranges::any_of(diagnostic.labels, [](const diagnostics::Label &label) {
    return label.message == "`conv3` makes 63 rows of 125";
  }));
  CHECK_FALSE(diagnostic.fixes.empty());
  judgeFixes(checked, diagnostic);
}

TEST_CASE("U-Net 3: odd pools without round are one error each, and no echo at the merge") {
  Checked checked = checkText("network n(image: f32[1, 143, 143]) {\n"
                              "    let a = image -> max_pool(2x2)\n"
                              "    let b = a -> max_pool(2x2) -> conv(4, 1x1) -> pixel_shuffle(2)\n"
                              "    return concat(a, b)\n}\n");
  REQUIRE(checked.codes() == "E0301");
  const Diagnostic &diagnostic = checked.all()[0];
  CHECK(diagnostic.message == "the output size of `max_pool1` is not an integer");
  CHECK(std::ranges::any_of(diagnostic.fixes, [](const diagnostics::Fix &fix) {
    return fix.description == "take inputs of 144 rows and 144 columns";
  }));
  judgeFixes(checked, diagnostic);
}

TEST_CASE("a U-Net on 218x178: the pool that lost a row, and crop, pad or the next sizes that divide") {
  Checked checked = checkText("network unet(image: f32[1, 218, 178]) {\n"
                              "    let a = image -> conv(8, 3x3, pad: 1) -> relu\n"
                              "    let b = a -> max_pool(2, round: down) @pool1 -> conv(16, 3x3, pad: 1) -> relu\n"
                              "    let c = b -> max_pool(2, round: down) @pool2 -> conv(32, 3x3, pad: 1) -> relu\n"
                              "    let d = c -> conv(64, 1x1) -> relu -> pixel_shuffle(2)\n"
                              "    let e = concat(b, d) -> conv(32, 1x1) -> relu -> pixel_shuffle(2)\n"
                              "    return mask: concat(a, e) -> conv(2, 1x1)\n}\n");
  REQUIRE(checked.codes() == "E0305"); // the second concat is no echo
  const Diagnostic &diagnostic = checked.all()[0];
  CHECK(std::ranges::any_of(diagnostic.labels, [](const diagnostics::Label &label) {
    return label.message == "`pool2` makes 54 rows of 109 and loses the last one";
  }));
  REQUIRE(diagnostic.fixes.size() == 3);
  CHECK(diagnostic.fixes[0].tag == diagnostics::FixTag::DropsInput);
  CHECK(diagnostic.fixes[1].tag == diagnostics::FixTag::BorderValues);
  CHECK(diagnostic.fixes[2].description == "take inputs of 220 rows and 180 columns");
  judgeFixes(checked, diagnostic);
}
