// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which fixes are tried, in which order, and how much of it.
#include "check/FixTrials.h"

#include "check/EditTrial.h"
#include "diagnostics/Edits.h"
#include "support/Text.h"

#include <algorithm>
#include <map>

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;
using diagnostics::Edit;
using diagnostics::Fix;
using diagnostics::FixTag;

namespace {

/// A fix of a diagnostic while nobody knows whether it holds.
struct Candidate {
  const Diagnostic *diagnostic = nullptr;
  Fix *fix = nullptr;
  bool holds = false;
};

/// A fix of a window that gives what a floor gives, behind which nothing changes. Such fixes do not touch each other,
/// so that they can be tried together.
bool keepsSizes(const Candidate &candidate) {
  std::optional<FixTag> tag = candidate.fix->tag;
  return tag == FixTag::BitIdentical || (tag == FixTag::DropsInput && candidate.diagnostic->code == Code::E0301);
}

class FixTrials {
public:
  FixTrials(const ast::Program &program, std::vector<Diagnostic> &found) : checker(program) {
    for (Diagnostic &diagnostic : found)
      for (Fix &fix : diagnostic.fixes)
        candidates.push_back({&diagnostic, &fix});
  }

  void run() {
    std::map<const support::SourceFile *, Group> byFile; // edits that are tried together are of one file
    std::vector<Candidate *> alone;
    for (Candidate &candidate : candidates) {
      Group &group = byFile[candidate.fix->edits.front().span.file];
      bool joins = keepsSizes(candidate) && group.edits.add(candidate.fix->edits);
      (joins ? group.candidates : alone).push_back(&candidate);
    }
    for (auto &[file, group] : byFile)
      tryTogether(group.candidates);
    for (Candidate *candidate : alone)
      tryAlone(*candidate);
  }

  /// Leaves each diagnostic the fixes that hold, in their order.
  void keepRight(std::vector<Diagnostic> &found) {
    auto candidate = candidates.begin();
    for (Diagnostic &diagnostic : found) {
      std::vector<Fix> right;
      for (; candidate != candidates.end() && candidate->diagnostic == &diagnostic; ++candidate)
        if (candidate->holds && right.size() < mostFixes)
          right.push_back(std::move(*candidate->fix));
      for (const Fix &fix : right) // a question that has an answer in edits
        std::erase(diagnostic.help, fix.description);
      diagnostic.fixes = std::move(right);
    }
  }

private:
  /// Tries a group at once; where that fails, its halves.
  void tryTogether(std::span<Candidate *> group) {
    if (group.size() <= 1) {
      for (Candidate *candidate : group)
        tryAlone(*candidate);
      return;
    }
    diagnostics::EditSet edits;
    for (const Candidate *candidate : group)
      edits.add(candidate->fix->edits);
    const EditTrial *trial = checker.check(edits.edits());
    bool mends = trial && trial->nothingNew() && trial->keepsSizes && std::ranges::none_of(group, [&](Candidate *each) {
                   return trial->faults.contains(faultOf(*each->diagnostic));
                 });
    for (Candidate *candidate : group)
      candidate->holds = mends;
    if (mends || !trial)
      return;
    tryTogether(group.first(group.size() / 2));
    tryTogether(group.subspan(group.size() / 2));
  }

  void tryAlone(Candidate &candidate) {
    constexpr int mostFollowing = 16;
    Fix fix = *candidate.fix;
    Fault fault = faultOf(*candidate.diagnostic);
    for (int following = 0; following <= mostFollowing; ++following) {
      const EditTrial *trial = checker.check(fix.edits);
      if (!trial || trial->faults.contains(fault))
        return;
      if (trial->nothingNew()) {
        candidate.holds = trial->keepsSizes || fix.tag != FixTag::BitIdentical;
        if (following > 0)
          fix.description +=
              fix.tag ? " (and " + support::plural(following, "layer") + " behind)" : " and what follows from it";
        *candidate.fix = std::move(fix);
        return;
      }
      if (!complete(fix, *trial))
        return;
    }
  }

  /// Adds the mending of what the fix brought out: a fault behind it that nobody saw, as sizes were not known there.
  static bool complete(Fix &fix, const EditTrial &trial) {
    if (!trial.completed || fix.tag == FixTag::Retrain) // one new window is enough to think about
      return false;
    auto mayFollow = [&](const Fix &other) { return other.tag == fix.tag || other.tag == FixTag::BitIdentical; };
    auto found = std::ranges::find_if(*trial.completed, mayFollow);
    if (found != trial.completed->end())
      fix.edits = found->edits;
    return found != trial.completed->end();
  }

  /// Candidates of one file that do not touch each other.
  struct Group {
    diagnostics::EditSet edits;
    std::vector<Candidate *> candidates;
  };

  EditTrials checker;
  std::vector<Candidate> candidates;
};

} // namespace

void keepRightFixes(const ast::Program &program, std::vector<Diagnostic> &found) {
  bool hasFixes = std::ranges::any_of(found, [](const Diagnostic &each) { return !each.fixes.empty(); });
  if (!program.root().module.file || !hasFixes)
    return;
  FixTrials trials(program, found);
  trials.run();
  trials.keepRight(found);
}

} // namespace evenstride::check
