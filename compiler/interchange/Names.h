// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names of foreign files as labels, and their axes.
#pragma once

#include "interchange/Texts.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace evenstride::interchange {

/// Words and digits with single dots between them: what is left of a name that can be a label.
std::string usableLabel(std::string_view name);

/// Whether a layer without a label could be called so.
bool looksCounted(std::string_view label);

/// Names that differ: those that are taken already come back with a number. The numbers of a name go on from the last
/// one, so that files with many equal names take no longer than others.
class UniqueNames {
public:
  UniqueNames(std::initializer_list<std::string> taken = {}) : taken(taken) {}

  std::string take(std::string name);

private:
  std::set<std::string, std::less<>> taken;
  std::map<std::string, int64_t, std::less<>> copies; // the last number behind a name
};

/// A label that differs from those before it, and that no layer without a label is called by.
std::string uniqueLabel(std::string label, UniqueNames &labels);

/// An axis counted from the end where it is negative. Throws Refusal where there is none.
size_t axisOf(int64_t axis, size_t rank);

} // namespace evenstride::interchange
