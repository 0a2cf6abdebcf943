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

/// The first fix of the tag of each diagnostic, as far as they do not touch each other.
std::vector<Mend> mendsOf(const diagnostics::Sink &sink, FixTag tag) {
  std::vector<Mend> mends;
  diagnostics::EditSet edits;
  for (const Diagnostic &diagnostic : sink.all()) {
    auto fix = std::ranges::find(diagnostic.fixes, tag, &Fix::tag);
    if (fix != diagnostic.fixes.end() && edits.add(fix->edits))
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

MendedText mendText(const std::string &path, std::string text, FixTag tag) {
  MendedText result{std::move(text), 0};
  for (;;) {
    support::SourceFile file(path, result.text);
    diagnostics::Sink sink;
    ast::Module module = syntax::parse(file, sink);
    check(module, sink);
    std::vector<Mend> mends = mendsOf(sink, tag);
    if (mends.empty())
      return result;
    EditTrials trials(file);
    std::span<const Mend> right = rightTogether(mends, trials);
    result.text = diagnostics::applyEdits(file, editsOf(right)).text;
    result.fixes += right.size();
  }
}

} // namespace evenstride::check
