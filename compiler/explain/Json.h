// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Figures as a JSON object, for the texts that hold it. Private to the folder.
#pragma once

#include "explain/Hints.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace evenstride::explain {

using Json = nlohmann::ordered_json; // fields in the order of the reference

Json jsonOf(const NetworkFigures &figures, const std::vector<Hint> &hints);

/// One line; bytes that are no UTF-8 become U+FFFD.
inline std::string dump(const Json &value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

} // namespace evenstride::explain
