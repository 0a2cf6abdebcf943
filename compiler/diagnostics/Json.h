// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the two JSON formats have in common. Private to the renderers.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <nlohmann/json.hpp>

namespace evenstride::diagnostics {

using Json = nlohmann::ordered_json; // fields in the order of the reference

/// One line of JSON; bytes that are no UTF-8 (a path may hold any) become U+FFFD instead of an exception.
inline std::string dump(const Json &value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

inline std::string_view severityWord(Code code) { return severity(code) == Severity::Error ? "error" : "warning"; }

} // namespace evenstride::diagnostics
