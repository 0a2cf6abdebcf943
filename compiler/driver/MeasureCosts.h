// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the model of costs is told of this machine under `--tune`.
#pragma once

#include "support/MachineCosts.h"
#include "support/Target.h"

#include <optional>
#include <string>
#include <string_view>

namespace evenstride::driver {

/// The costs of one core, for code of the target, in about a second. What the operating system does not say of caches
/// is as in the defaults.
support::MachineCosts measureCosts(const support::Target &target);

/// One JSON object, with the names of the structure in the style of all our JSON; nothing if it is none.
std::string toJson(const support::MachineCosts &costs);
std::optional<support::MachineCosts> costsFromJson(std::string_view text);

} // namespace evenstride::driver
