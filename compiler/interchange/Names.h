// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names of foreign files as labels, and their axes.
#pragma once

#include "interchange/Texts.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace evenstride::interchange {

/// Words and digits with single dots between them: what is left of a name that can be a label.
std::string usableLabel(std::string_view name);

/// Whether a layer without a label could be called so.
bool looksCounted(std::string_view label);

/// A label that is not in `taken`, to which it is added, and that no layer without a label is called by.
std::string uniqueLabel(std::string label, std::set<std::string, std::less<>> &taken);

/// An axis counted from the end where it is negative. Throws Refusal where there is none.
size_t axisOf(int64_t axis, size_t rank);

} // namespace evenstride::interchange
