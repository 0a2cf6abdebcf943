// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Warnings about networks in which nothing is wrong: what looks forgotten, or does less than it says. They are given
// only where there are no errors, because behind an error everything looks forgotten.
#pragma once

#include "check/Flow.h"
#include "check/Unroller.h"

#include <memory>
#include <span>

namespace evenstride::check {

/// Whether a code is one of these warnings. An edit that mends an error may well bring one to light.
bool isAdvice(diagnostics::Code code);

/// W0241: names that nothing reads. W0243: labels that are names of other values.
void warnOfNames(const ast::Module &module, Reporter &reporter);

/// W0242: blocks that nothing calls, in a file that has networks.
void warnOfUncalledBlocks(const ast::Module &module, Session session);

/// W0323: two layers without an activation between them, which are one.
void warnOfLinearStacks(const Flow &flow, Reporter &reporter);

/// W0324: the first layer of a network that has weights which never meet an element of its input.
void warnOfIdleWeights(const Flow &flow, Reporter &reporter);

/// All of them, when every network was unrolled.
void advise(const ast::Module &module, std::span<const std::unique_ptr<Flow>> flows, Session session);

} // namespace evenstride::check
