// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The order of the check: declarations, every network, blocks that nobody called, and then the windows of all copies.
#include "check/Check.h"

#include "check/Unroller.h"

namespace evenstride::check {

std::vector<Graph> check(const ast::Module &module, diagnostics::Sink &sink) {
  Reporter reporter;
  Declarations declarations = declare(module, reporter);
  WindowLedger ledger;
  std::set<const ast::Block *> called;
  Session session{declarations, ledger, reporter, called};

  std::vector<std::unique_ptr<Flow>> flows; // kept until the ledger has spoken: its copies point into them
  for (const ast::Network *network : declarations.networks)
    flows.push_back(unrollNetwork(*network, session));
  for (const auto &[name, block] : declarations.blocks)
    if (!called.contains(block) && !declarations.inner.contains(block)) // those are seen on the way
      checkUncalledBlock(*block, session);
  ledger.report(reporter);
  reporter.flush(sink);

  std::vector<Graph> graphs;
  for (std::unique_ptr<Flow> &flow : flows)
    graphs.push_back(std::move(flow->graph));
  return graphs;
}

} // namespace evenstride::check
