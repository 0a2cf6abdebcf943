// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The few plans of a network that a measurement compares: without strips, and with those that the model forms for
// several caches.
#pragma once

#include "driver/Compile.h"

#include <optional>
#include <string>
#include <vector>

namespace evenstride::driver {

struct PlanChoice {
  std::string name; // for people, and in the cache
  emit::Strips strips = emit::Strips::WherePays;
  support::MachineCosts costs; // by which strips are formed
  std::string text = {};       // of the plan
};

struct PlanChoices {
  std::vector<PlanChoice> plans; // that differ
  size_t modelled = 0;           // the one that is built without a measurement
};

/// The plans for a request of one target on a machine of these costs; one where the request leaves no choice. Reports
/// what compile() does.
std::optional<PlanChoices> planChoices(const CompileRequest &request, const support::MachineCosts &costs,
                                       diagnostics::Sink &sink);

} // namespace evenstride::driver
