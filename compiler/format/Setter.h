// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sets a draft into lines; the only place that decides where a line ends.
#pragma once

#include "format/Draft.h"

#include <string>

namespace evenstride::format {

/// The text, which ends in a line break unless it is empty.
std::string setLines(const Draft &draft);

} // namespace evenstride::format
