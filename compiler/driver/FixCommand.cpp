// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `fix`: shows every fix that the check offers as a difference of lines, or applies those of one tag.
#include "check/MendText.h"
#include "diagnostics/Edits.h"
#include "diagnostics/Painter.h"
#include "diagnostics/Render.h"
#include "driver/Commands.h"
#include "driver/Files.h"
#include "driver/Formats.h"
#include "driver/LineDiff.h"
#include "driver/Model.h"
#include "driver/Report.h"
#include "interchange/ImportCodes.h"
#include "support/Text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace evenstride::driver {

using diagnostics::Diagnostic;
using diagnostics::Fix;
using diagnostics::FixTag;
using diagnostics::Style;

namespace {

constexpr size_t context = 1; // lines around a change

/// What the command prints, fixes as it goes.
class FixPrinter {
public:
  FixPrinter() : color(colorOf(stdout)), paint(color) {}

  void show(const Diagnostic &diagnostic) {
    support::LineColumn place = diagnostic.primary.span.file->lineColumn(diagnostic.primary.span.begin);
    fmt::print("{}\n", paint(Style::Message, fmt::format("{} {}:{}:{}: {}", diagnostics::name(diagnostic.code),
                                                         diagnostic.primary.span.file->path(), place.line, place.column,
                                                         diagnostic.message)));
    for (const Fix &fix : diagnostic.fixes)
      show(fix);
  }

  void showDifference(const std::string &path, std::string_view before, std::string_view after) {
    fmt::print("--- {0}\n+++ {0}\n{1}", path, lineDiff(before, after, context, color));
  }

private:
  void show(const Fix &fix) {
    if (fix.tag)
      fmt::print("{} ", paint(Style::Tag, fmt::format("[{}]", diagnostics::name(*fix.tag))));
    fmt::print("{}\n", fix.description);
    const support::SourceFile &file = *fix.edits.front().span.file;
    showDifference(file.path(), file.text(), diagnostics::applyEdits(file, fix.edits).text);
  }

  diagnostics::Color color;
  diagnostics::Painter paint;
};

} // namespace

/// Fixes that went into files.
struct Applied {
  size_t fixes = 0;
  std::vector<std::string> files;
};

/// The last line: what was applied, and what the check says now.
static void printJson(const diagnostics::Sink &sink, const Applied &applied) {
  auto json = nlohmann::ordered_json::object();
  json["applied"] = applied.fixes;
  json["files"] = applied.files;
  json.update(nlohmann::ordered_json::parse(diagnostics::renderJson(sink.all())));
  fmt::print("{}\n", json.dump());
}

/// How many fixes each tag would apply first, and how to ask for it.
static void printInvitation(const diagnostics::Sink &sink, const std::string &model) {
  for (FixTag tag : diagnostics::allFixTags) {
    auto offers = [&](const Diagnostic &diagnostic) {
      return std::ranges::find(diagnostic.fixes, tag, &Fix::tag) != diagnostic.fixes.end();
    };
    auto count = std::ranges::count_if(sink.all(), offers);
    if (count > 0)
      fmt::print("{}: evenstride fix {} --apply {}\n", support::plural(count, "place"), model, diagnostics::name(tag));
  }
}

/// Shows the fixes of the model as it is.
static int showFixes(const FixOptions &options, diagnostics::Sink &sink) {
  FixPrinter printer;
  diagnostics::Sink unmended;
  for (const Diagnostic &diagnostic : sink.all())
    if (diagnostic.fixes.empty())
      unmended.report(diagnostic);
    else
      printer.show(diagnostic);
  printInvitation(sink, options.model);
  finish(unmended);
  if (options.json)
    printJson(sink, {});
  return exitCode(sink);
}

/// Writes the files of the mended program that changed, and shows how.
static bool writeMended(const Model &model, const check::MendedProgram &mended, Applied &applied,
                        diagnostics::Sink &sink) {
  FixPrinter printer;
  for (size_t i = 0; i < model.program.files.size(); ++i) {
    const support::SourceFile &before = *model.program.files[i]->source, &after = *mended.program.files[i]->source;
    if (&before == &after)
      continue;
    if (!rewriteText(before.path(), after.text(), sink))
      return false;
    printer.showDifference(before.path(), before.text(), after.text());
    applied.files.push_back(before.path());
  }
  applied.fixes = mended.fixes;
  return true;
}

/// Applies the fixes of the tag to the files, shows what changed, and says what is left.
static int applyFixes(const FixOptions &options, const Model &model) {
  check::MendedProgram mended = check::mend(model.program, *options.tag);
  diagnostics::Sink left;
  Applied applied;
  if (!writeMended(model, mended, applied, left))
    return finish(left);
  if (mended.fixes == 0)
    fmt::print("nothing here has a fix that is {}\n", diagnostics::name(*options.tag));
  auto now = loadModel({model.source().path(), options.sizes}, left); // diagnostics point into it
  int code = finish(left);
  if (options.json)
    printJson(left, applied);
  return code;
}

int runCommand(const FixOptions &options) {
  ModelName name = parseModelName(options.model);
  diagnostics::Sink sink;
  if (options.tag && foreignFormat(name.file)) {
    auto diagnostic = fault(interchange::codes::unknownFormat, fmt::format("`{}` cannot be rewritten", options.model));
    diagnostic.help.push_back(fmt::format("make a .stride file of it first: `evenstride import {}`", name.file));
    sink.report(std::move(diagnostic));
    return finish(sink);
  }
  auto model = loadModel({name.file, options.sizes}, sink);
  if (model && !name.network.empty() && !sink.hasErrors())
    selectNetwork(*model, name, sink);
  if (!model || exitCode(sink) == exitMachine)
    return finish(sink);
  return options.tag ? applyFixes(options, *model) : showFixes(options, sink);
}

} // namespace evenstride::driver
