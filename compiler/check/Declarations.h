// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The blocks and networks of a program, and which names each of its files sees.
#pragma once

#include "ast/Program.h"
#include "check/Reporter.h"

#include <set>
#include <vector>

namespace evenstride::check {

/// What one file sees: its own blocks, and those of the files that it names in a `use`.
struct VisibleBlocks {
  std::map<std::string, const ast::Block *, std::less<>> byName = {};
  std::set<std::string, std::less<>> networks = {}; // of these files, which cannot be called
  bool all = true; // false where a used file could not be read or understood: there may be more
};

struct Declarations {
  std::vector<const ast::Block *> blocks;     // of all files, each in its order
  std::vector<const ast::Network *> networks; // of the file that was asked for, in its order
  std::map<const support::SourceFile *, VisibleBlocks> visible;
  std::set<const ast::Block *> recursive; // blocks that call themselves: reported, and not to be unrolled
  std::set<const ast::Block *> inner;     // blocks that other blocks call

  /// The block that a word in a file's text means, or null.
  const ast::Block *findBlock(const ast::Identifier &callee) const;
  /// Everything that can stand behind an arrow in this file: layers and blocks.
  std::vector<std::string_view> callables(const support::SourceFile *file) const;
  /// Whether all names that the file sees are known.
  bool seesAll(const support::SourceFile *file) const;
  /// Whether the word is the name of a network that the file sees.
  bool seesNetwork(const ast::Identifier &name) const;
};

/// Collects them. Reports names that are taken and blocks that call themselves.
Declarations declare(const ast::Program &program, Reporter &reporter);

} // namespace evenstride::check
