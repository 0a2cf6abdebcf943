// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every row of the corpus, as bare windows and as a program of one layer.
#include "unit/corpus/Corpus.h"

#include "diagnostics/Edits.h"
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::corpus;
using diagnostics::Code;
using diagnostics::Diagnostic;
using diagnostics::FixTag;
using geometry::Verdict;

namespace {

void judgeAxis(const Row &row, const ExpectedAxis &axis) {
  Verdict verdict = place(axis.window, axis.input);
  CHECK(geometry::name(verdict.faultClass) == axis.faultClass);
  if (axis.output)
    CHECK(verdict.output() == *axis.output);
  if (axis.remainder)
    CHECK(verdict.remainder == *axis.remainder);
  if (axis.unread)
    CHECK(verdict.unread == *axis.unread);
  if (axis.effectiveKernel) {
    CHECK(verdict.effectiveKernel == *axis.effectiveKernel);
    CHECK(axis.input + axis.window.before + axis.window.after == *axis.paddedInput);
  }
  if (axis.floorOutput)
    CHECK(verdict.floorOutput == *axis.floorOutput);
  if (axis.ceilOutput)
    CHECK(verdict.ceilOutput == *axis.ceilOutput);
  if (axis.sizeBelow) {
    CHECK(place(axis.window, *axis.sizeBelow).exact());
    CHECK(place(axis.window, *axis.sizeAbove).exact());
    CHECK(*axis.sizeBelow < axis.input);
    CHECK(axis.input < *axis.sizeAbove);
  }
  if (row.kind == "window-only-padding")
    CHECK(verdict.onlyPadding);
  if (row.kind == "non-integer" && axis.faultClass != "exact") { // nothing of the row was overlooked
    CHECK(axis.remainder);
    CHECK(axis.unread);
    CHECK(axis.floorOutput);
    CHECK(axis.ceilOutput);
    CHECK(axis.sizeAbove);
  }
}

Code codeOf(const Row &row) {
  if (row.kind == "non-integer")
    return Code::E0301;
  if (row.kind == "kernel-exceeds-input")
    return Code::E0302;
  if (row.kind == "bad-parameter")
    return Code::E0303;
  if (row.kind == "overflow")
    return Code::E0304;
  REQUIRE(row.kind == "window-only-padding");
  return Code::E0308;
}

/// The entries of a diagnostic's geometry are the axes at fault, with the numbers of the row.
void judgeGeometry(const Row &row, const Diagnostic &diagnostic) {
  size_t faults = 0;
  for (size_t i = 0; i < row.axes.size(); ++i) {
    const ExpectedAxis &axis = row.axes[i];
    if (axis.faultClass == "exact")
      continue;
    REQUIRE(faults < diagnostic.geometry.size());
    const diagnostics::AxisGeometry &entry = diagnostic.geometry[faults++];
    CHECK(entry.axis == (i == 0 ? "height" : "width"));
    CHECK(entry.faultClass == axis.faultClass);
    CHECK(entry.input == axis.input);
    CHECK(entry.kernel == axis.window.kernel);
    CHECK(entry.stride == axis.window.stride);
    CHECK(entry.remainder == axis.remainder.value_or(0));
    CHECK(entry.unread == axis.unread.value_or(0));
  }
  CHECK(faults == diagnostic.geometry.size());
}

/// The size that a fix has to give along an axis: the row names a floor's, a ceiling's and the accepted input above.
int64_t promisedSize(const diagnostics::Fix &fix, const ExpectedAxis &axis) {
  if (axis.output) // not at fault
    return *axis.output;
  bool otherInput = fix.description.starts_with("take inputs");
  if (otherInput)
    return place(axis.window, *axis.sizeAbove).output();
  return fix.tag == FixTag::BorderValues ? *axis.ceilOutput : *axis.floorOutput;
}

/// Applied to the program, a fix leaves no error and gives the size it promises.
void judgeFix(const Row &row, const Checked &checked, const diagnostics::Fix &fix) {
  Checked fixed = checkText(diagnostics::applyEdits(*checked.file, fix.edits).text);
  CAPTURE(fixed.file->text());
  REQUIRE(fixed.codes() == "");
  const check::Graph &graph = fixed.graphs.at(0);
  layers::Shape shape = graph.shapeOf(graph.outputs.at(0).value);
  bool otherWindow = fix.description.starts_with("make the");
  for (size_t i = 0; i < row.axes.size(); ++i) {
    int64_t size = i == 0 ? shape.height : shape.width;
    bool isCeiling = otherWindow && row.axes[i].ceilOutput && size == *row.axes[i].ceilOutput;
    CHECK((isCeiling || size == promisedSize(fix, row.axes[i])));
  }
}

/// The fixes that the row lists are offered, and each does what it says.
void judgeFixes(const Row &row, const Checked &checked, const Diagnostic &diagnostic) {
  REQUIRE_FALSE(diagnostic.fixes.empty());
  bool dropsInput = row.axes[0].faultClass == "data" || row.axes[1].faultClass == "data";
  CHECK(diagnostic.fixes[0].tag == (dropsInput ? FixTag::DropsInput : FixTag::BitIdentical));
  bool offersCeiling = row.reason.find("offers more end padding") == std::string::npos;
  CHECK((std::ranges::count(diagnostic.fixes, FixTag::BorderValues, &diagnostics::Fix::tag) == 1) == offersCeiling);
  auto isOtherInput = [](const diagnostics::Fix &fix) { return fix.description.starts_with("take inputs"); };
  CHECK(std::ranges::count_if(diagnostic.fixes, isOtherInput) == 1);
  CHECK(diagnostic.fixes.size() <= 4);
  for (const diagnostics::Fix &fix : diagnostic.fixes)
    judgeFix(row, checked, fix);
}

} // namespace

TEST_CASE("the corpus is whole") {
  std::vector<Row> rows = readCorpus();
  CHECK(rows.size() == 41);
  CHECK(std::ranges::count(rows, "REJECT", &Row::verdict) == 35);
  CHECK(std::ranges::count(rows, "ACCEPT", &Row::verdict) == 6);
}

TEST_CASE("every row as bare windows") {
  for (const Row &row : readCorpus()) {
    CAPTURE(row.source);
    for (const ExpectedAxis &axis : row.axes)
      judgeAxis(row, axis);
  }
}

TEST_CASE("every row as a program") {
  for (const Row &row : readCorpus()) {
    Checked checked = checkText(row.program());
    CAPTURE(row.source);
    CAPTURE(row.program());
    CAPTURE(checked.codes());
    if (row.verdict == "ACCEPT") {
      REQUIRE_FALSE(checked.sink.hasErrors());
      const check::Graph &graph = checked.graphs.at(0);
      layers::Shape shape = graph.shapeOf(graph.outputs.at(0).value);
      CHECK(shape.height == row.axes[0].output);
      CHECK(shape.width == row.axes[1].output);
      CHECK((checked.find(Code::W0322) != nullptr) == row.mentions("WARN even kernel"));
      continue;
    }
    CHECK(checked.sink.errorCount() == 1);
    const Diagnostic *diagnostic = checked.find(codeOf(row));
    REQUIRE(diagnostic);
    judgeGeometry(row, *diagnostic);
    if (row.kind == "non-integer")
      judgeFixes(row, checked, *diagnostic);
    bool hints = std::ranges::any_of(diagnostic->fixes, [](const diagnostics::Fix &fix) {
      return fix.description.find("[channels, rows, columns]") != std::string::npos;
    });
    CHECK(hints == row.mentions("layout swap"));
  }
}

/// Every fix of the only diagnostic, applied, leaves no error; their tags in order.
static std::vector<std::optional<FixTag>> mendingTags(const Checked &checked) {
  std::vector<std::optional<FixTag>> tags;
  for (const diagnostics::Fix &fix : checked.all().at(0).fixes) {
    CAPTURE(fix.description);
    CHECK(checkText(diagnostics::applyEdits(*checked.file, fix.edits).text).codes() == "");
    tags.push_back(fix.tag);
  }
  return tags;
}

TEST_CASE("rows of which the text tells more than one layer") {
  // Darknet 1052 and 6923: an odd size at a stride, doubled again, does not meet where it came from.
  Checked route = checkText("network n(image: f32[8, 5, 5]) {\n"
                            "    let half = image -> conv(32, 3x3, stride: 2, pad: 1)\n"
                            "    return concat(half -> pixel_shuffle(2), image)\n}\n");
  CHECK(route.codes() == "E0305");
  CHECK(route.all()[0].primary.message == "[8, 6, 6], [8, 5, 5]");
  using Tags = std::vector<std::optional<FixTag>>;
  CHECK(mendingTags(route) == Tags{FixTag::DropsInput, FixTag::BorderValues}); // W + 1 meets W at no size
  CHECK(std::ranges::any_of(route.all()[0].labels, [](const diagnostics::Label &label) {
    return label.message == "`conv1` makes 3 rows of 5";
  }));

  // U-Net 3: the merge is behind a floor that was accepted; the layer that lost the remainder is named.
  Checked unet = checkText("network n(image: f32[1, 143, 143]) {\n"
                           "    let a = image -> max_pool(2x2, round: down)\n"
                           "    let b = a -> max_pool(2x2, round: down) -> conv(4, 1x1) -> pixel_shuffle(2)\n"
                           "    return concat(a, b)\n}\n");
  REQUIRE(unet.codes() == "E0305");
  CHECK(std::ranges::any_of(unet.all()[0].labels, [](const diagnostics::Label &label) {
    return label.message.find("`max_pool2` makes 35 rows of 71 and loses the last one") != std::string::npos;
  }));

  CHECK(mendingTags(unet) == Tags{FixTag::DropsInput, FixTag::BorderValues, FixTag::Retrain});
  CHECK(unet.all()[0].fixes[2].description == "take inputs of 144 rows and 144 columns");

  // Keras 12951: the way from 28 to 1 is in the message.
  Checked shrink =
      checkText("network n(image: f32[1, 28, 28]) {\n"
                "    return image -> conv(8, 3x3) -> max_pool(2x2) -> conv(8, 3x3) -> max_pool(2x2, round: down)\n"
                "        -> conv(8, 3x3) -> max_pool(2x2, round: down) -> conv(8, 3x3)\n}\n");
  REQUIRE(shrink.codes() == "E0302");
  REQUIRE_FALSE(shrink.all()[0].notes.empty());
  CHECK(shrink.all()[0].notes[0] == "rows on the way: 28, 26, 13, 11, 10, 5, 3, 2, 1");
}
