// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The blocks and networks of a module by name.
#pragma once

#include "ast/Ast.h"
#include "check/Reporter.h"

#include <set>
#include <vector>

namespace evenstride::check {

struct Declarations {
  std::map<std::string, const ast::Block *, std::less<>> blocks;
  std::vector<const ast::Network *> networks; // in the order of the file
  std::set<const ast::Block *> recursive;     // blocks that call themselves: reported, and not to be unrolled
  std::set<const ast::Block *> inner;         // blocks that other blocks call

  const ast::Block *findBlock(std::string_view name) const;
  /// Everything that can stand behind an arrow: layers and blocks.
  std::vector<std::string_view> callables() const;
};

/// Collects them. Reports names that are taken and blocks that call themselves.
Declarations declare(const ast::Module &module, Reporter &reporter);

} // namespace evenstride::check
