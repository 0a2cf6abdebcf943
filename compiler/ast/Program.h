// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A file with all the files that it uses, directly or not.
#pragma once

#include "ast/Ast.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace evenstride::ast {

/// A `use` whose file cannot be had, which was reported.
inline constexpr int32_t notLoaded = -1;

/// One file of a program: its text, its tree, and where its `use`s lead. It never changes, so that programs that differ
/// in one file share the others.
struct ProgramFile {
  std::shared_ptr<const support::SourceFile> source; // what the tree points into; null for an imported network
  Module module;
  std::vector<int32_t> uses; // for each `use` in order: an index into Program::files, or notLoaded
  bool understood = true;    // false behind an error of syntax: declarations may be missing

  /// Whether all of it is known, and all that it uses.
  bool complete() const { return understood && std::ranges::count(uses, notLoaded) == 0; }
};

/// Values for named sizes.
using SizeValues = std::map<std::string, int64_t, std::less<>>;

struct Program {
  std::vector<std::shared_ptr<const ProgramFile>> files; // the file that was asked for comes first
  SizeValues sizes = {};                                 // that the caller asks for

  const ProgramFile &root() const { return *files.front(); }
  const support::SourceFile &source() const { return *root().source; }
  /// The index of the file with this text; files.size() if it is none of them.
  size_t indexOf(const support::SourceFile *source) const;
};

/// A program of one file whose text lives elsewhere; its `use`s lead nowhere.
Program standAlone(Module module);

/// The `use`s of a module, in order.
std::vector<const Use *> usesOf(const Module &module);

/// The program with another text of one file, whose `use`s lead where they did. One that the file did not have leads
/// nowhere.
Program withFile(const Program &program, size_t index, ProgramFile file);

} // namespace evenstride::ast
