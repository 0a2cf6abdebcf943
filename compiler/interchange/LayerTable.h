// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What exporters have instead of a virtual function: a table, made from layers.def, with a function for each layer
// kind.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace evenstride::interchange {

template <typename Function> struct LayerEntry {
  std::string_view keyword;
  Function function;
};

/// The function of a kind that is not a shorthand.
template <typename Function, size_t count>
Function functionOf(std::string_view keyword, const LayerEntry<Function> (&table)[count]) {
  const auto *found = std::ranges::find(table, keyword, &LayerEntry<Function>::keyword);
  assert(found != std::end(table) && "the check writes shorthands out");
  return found->function;
}

} // namespace evenstride::interchange
