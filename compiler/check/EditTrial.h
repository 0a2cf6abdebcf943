// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks a program again with edits of one file, and compares with what it was without them.
#pragma once

#include "ast/Program.h"
#include "check/Advice.h"
#include "check/Examine.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>

namespace evenstride::check {

/// Where and how something is wrong, in places of the files as they are without edits.
struct Fault {
  diagnostics::Code code;
  const support::SourceFile *file;
  uint32_t place;
  std::string way;

  auto operator<=>(const Fault &) const = default;
};
Fault faultOf(const diagnostics::Diagnostic &diagnostic);

/// What checking the edited program says.
struct EditTrial {
  std::set<Fault> faults;
  bool keepsSizes = false; // of all layers but crops and pads, which fixes bring in
  /// Advice does not count: it is given only where errors are gone.
  bool isNew(const Fault &fault) const { return !known->contains(fault) && !isAdvice(fault.code); }
  bool nothingNew() const;

  /// For the first fault that was not there before and has fixes: the edits tried, joined with those of each.
  std::optional<std::vector<diagnostics::Fix>> completed;

  const std::set<Fault> *known = nullptr; // what is wrong without edits
};

class EditTrials {
public:
  explicit EditTrials(const ast::Program &program);

  /// Tries edits of one file. Null once the work is spent. Equal edits are tried once.
  const EditTrial *check(std::span<const diagnostics::Edit> edits);

private:
  struct Parsed;
  Parsed parse(std::span<const diagnostics::Edit> edits) const;
  EditTrial compare(const Parsed &parsed, std::span<const diagnostics::Edit> edits) const;

  const ast::Program &program;
  Examination base; // without edits
  std::set<Fault> known;
  std::map<std::string, EditTrial> trials; // by their edits
  size_t costOfOne = 0, spent = 0;
};

} // namespace evenstride::check
