// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names of the language as identifiers of C and C++.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace evenstride::emit {

/// The name itself, or with an underscore behind it where C or C++ would not have it as an identifier: keywords, macros
/// of the standard headers, names that the generated headers use themselves.
std::string identifier(std::string_view name);

/// Identifiers for parameters of one function: as above, and distinct.
std::vector<std::string> parameterNames(const std::vector<std::string> &names);

} // namespace evenstride::emit
