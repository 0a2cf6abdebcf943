// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fixes that keep all sizes go in together. Others change what those behind them were computed for, so that as many go
// in at once as are right together.
#include "check/MendText.h"

#include "check/Check.h"
#include "check/EditTrial.h"
#include "diagnostics/Edits.h"
#include "syntax/Parser.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Diagnostic;
using diagnostics::Edit;
using diagnostics::Fix;
using diagnostics::FixTag;

namespace {

/// A fix with the fault that it mends.
struct Mend {
  Fault fault;
  Fix fix;
};

/// The first fix of the tag of each diagnostic, as far as they are of one file and do not touch each other.
std::vector<Mend> mendsOf(const diagnostics::Sink &sink, FixTag tag) {
  std::vector<Mend> mends;
  diagnostics::EditSet edits;
  for (const Diagnostic &diagnostic : sink.all()) {
    auto fix = std::ranges::find(diagnostic.fixes, tag, &Fix::tag);
    if (fix == diagnostic.fixes.end())
      continue;
    const support::SourceFile *file = fix->edits.front().span.file;
    if ((mends.empty() || file == mends.front().fix.edits.front().span.file) && edits.add(fix->edits))
      mends.push_back({faultOf(diagnostic), *fix});
  }
  return mends;
}

std::vector<Edit> editsOf(std::span<const Mend> mends) {
  diagnostics::EditSet edits;
  for (const Mend &mend : mends)
    edits.add(mend.fix.edits);
  return edits.edits();
}

/// As many of the first mends as are right together; the first alone was tried before it was offered.
std::span<const Mend> rightTogether(std::span<const Mend> mends, EditTrials &trials) {
  while (mends.size() > 1) {
    const EditTrial *trial = trials.check(editsOf(mends));
    bool right = trial && trial->nothingNew() &&
                 std::ranges::none_of(mends, [&](const Mend &mend) { return trial->faults.contains(mend.fault); });
    if (right)
      break;
    mends = mends.first(mends.size() / 2);
  }
  return mends;
}

} // namespace

/// The program with edits of one file.
static ast::Program edited(const ast::Program &program, const std::vector<Edit> &edits) {
  const support::SourceFile *before = edits.front().span.file;
  ast::ProgramFile file;
  file.source =
      std::make_shared<const support::SourceFile>(before->path(), diagnostics::applyEdits(*before, edits).text);
  diagnostics::Sink syntaxErrors;
  file.module = syntax::parse(*file.source, syntaxErrors);
  file.understood = !syntaxErrors.hasErrors();
  return ast::withFile(program, program.indexOf(before), std::move(file));
}

MendedProgram mend(ast::Program program, FixTag tag) {
  MendedProgram result{std::move(program), 0};
  for (;;) {
    diagnostics::Sink sink;
    check(result.program, sink);
    std::vector<Mend> mends = mendsOf(sink, tag);
    if (mends.empty())
      return result;
    EditTrials trials(result.program);
    std::span<const Mend> right = rightTogether(mends, trials);
    ast::Program next = edited(result.program, editsOf(right));
    result.fixes += right.size();
    result.program = std::move(next);
  }
}

} // namespace evenstride::check
