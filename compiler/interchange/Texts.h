// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names and numbers of foreign files as people read them.
#pragma once

#include <string>
#include <string_view>

namespace evenstride::interchange {

/// A name from a file as it can be shown: without control characters and broken UTF-8, and not endless.
std::string printable(std::string_view text);

/// A float as the shortest decimal that means it: 0.1 and not 0.10000000149011612.
double shortNumber(double value);

} // namespace evenstride::interchange
