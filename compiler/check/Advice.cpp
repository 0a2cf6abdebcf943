// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The list of what is looked for.
#include "check/Advice.h"

namespace evenstride::check {

using diagnostics::Code;

bool isAdvice(Code code) {
  switch (code) {
  case Code::W0241:
  case Code::W0242:
  case Code::W0243:
  case Code::W0323:
  case Code::W0324:
    return true;
  default:
    return false;
  }
}

void advise(const ast::Module &module, std::span<const std::unique_ptr<Flow>> flows, Session session) {
  if (!module.file) // imported: nobody wrote it
    return;
  warnOfNames(module, session.reporter);
  warnOfUncalledBlocks(module, session);
  for (const std::unique_ptr<Flow> &flow : flows) {
    warnOfLinearStacks(*flow, session.reporter);
    warnOfIdleWeights(*flow, session.reporter);
  }
}

void warnOfUncalledBlocks(const ast::Module &module, Session session) {
  const Declarations &declarations = session.declarations;
  if (declarations.networks.empty()) // a file of blocks for others
    return;
  for (const auto &item : module.items) {
    const auto *block = std::get_if<ast::Block>(&item);
    if (!block || block->name.name.starts_with('_') || session.called.contains(block) ||
        declarations.inner.contains(block))
      continue;
    session.reporter.report(Code::W0242, "nothing calls the block `" + block->name.name + "`",
                            {block->name.span, "no network contains it"});
  }
}

} // namespace evenstride::check
