// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks bodies, blocks and repeats, and hands every layer on with its operands.
#pragma once

#include "check/Declarations.h"
#include "check/NamedSizes.h"
#include "check/Scope.h"
#include "check/WindowLedger.h"

#include <memory>
#include <vector>

namespace evenstride::check {

/// What one module shares between its networks.
struct Session {
  const Declarations &declarations;
  WindowLedger &ledger;
  Reporter &reporter;
  std::set<const ast::Block *> &called; // blocks that were unrolled at least once
  const SizeValues &values;             // of named sizes
  Purpose purpose = Purpose::Report;
};

/// Unrolls a network into a graph.
std::unique_ptr<Flow> unrollNetwork(const ast::Network &network, Session session);

/// Checks what can be checked in a block that nobody calls.
void checkUncalledBlock(const ast::Block &block, Session session);

/// How large a network may become.
struct UnrollLimits {
  static constexpr size_t nodes = 100'000;
  static constexpr int64_t steps = 1'000'000; // stages, calls and copies that were looked at
  static constexpr int depth = 64;            // blocks within blocks
};

} // namespace evenstride::check
