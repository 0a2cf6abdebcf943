// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sites and their copies.
#include "check/WindowLedger.h"

#include "check/WindowReport.h"

namespace evenstride::check {

support::Span WindowSite::spanOf(std::string_view parameter) const {
  auto found = given.find(parameter);
  return found == given.end() ? call->callee.span : found->second->span;
}

void WindowLedger::record(const LayerCall &call, WindowCopy copy) {
  auto [place, isNew] = byCall.try_emplace(call.call, sites.size());
  if (isNew)
    sites.push_back({.kind = call.kind, .call = call.call, .operand = call.operandTexts[0], .given = call.bound.given});
  sites[place->second].copies.push_back(std::move(copy));
}

void WindowLedger::report(Reporter &reporter) const {
  for (const WindowSite &site : sites)
    reportWindow(site, reporter);
}

} // namespace evenstride::check
