// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The plan's groups as they are kept beside a compiled network.
#pragma once

#include "emit/Backend.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::driver {

std::string writeGroupReports(const std::vector<emit::GroupReport> &groups);
/// Nothing if the text is not what writeGroupReports wrote.
std::optional<std::vector<emit::GroupReport>> readGroupReports(std::string_view text);

} // namespace evenstride::driver
