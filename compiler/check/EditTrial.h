// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks a file again with edits, and compares with what it was without them.
#pragma once

#include "check/Examine.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>

namespace evenstride::check {

/// Where and how something is wrong, in places of the file as it is without edits.
using Fault = std::tuple<diagnostics::Code, uint32_t, std::string>;
Fault faultOf(const diagnostics::Diagnostic &diagnostic);

/// What checking the edited file says.
struct EditTrial {
  std::set<Fault> faults;
  bool keepsSizes = false; // of all layers but crops and pads, which fixes bring in
  bool isNew(const Fault &fault) const { return !known->contains(fault); }
  bool nothingNew() const;

  /// For the first fault that was not there before and has fixes: the edits tried, joined with those of each.
  std::optional<std::vector<diagnostics::Fix>> completed;

  const std::set<Fault> *known = nullptr; // what is wrong without edits
};

class EditTrials {
public:
  explicit EditTrials(const support::SourceFile &file);
  ~EditTrials();

  /// Null once the work is spent. Equal edits are tried once.
  const EditTrial *check(std::span<const diagnostics::Edit> edits);

private:
  struct Parsed;
  Parsed parse(std::span<const diagnostics::Edit> edits) const;
  EditTrial compare(const Parsed &parsed, std::span<const diagnostics::Edit> edits) const;

  const support::SourceFile &file;
  std::unique_ptr<Parsed> base;
  std::set<Fault> known;
  std::map<std::string, EditTrial> trials; // by their edits
  size_t costOfOne = 0, spent = 0;
};

} // namespace evenstride::check
