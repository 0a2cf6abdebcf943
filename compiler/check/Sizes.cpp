// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Collects demands on input sizes and looks for sizes that meet them.
#include "check/Sizes.h"

#include <algorithm>

namespace evenstride::check {

using geometry::Affine;

void Sizes::mustBeWhole(Symbol symbol, const Affine &size) {
  demands[symbol].whole.insert(size);
  found.clear();
}

void Sizes::mustEqual(Symbol symbol, const Affine &size, const Affine &other) {
  if (size != other)
    demands[symbol].equal.insert({size, other});
  found.clear();
}

bool Sizes::accepts(Symbol symbol, int64_t size) const {
  auto found = demands.find(symbol);
  if (found == demands.end())
    return true;
  const Demands &wanted = found->second;
  return std::ranges::all_of(wanted.whole, [&](const Affine &each) { return each.at(size).value_or(0) >= 1; }) &&
         std::ranges::all_of(wanted.equal, [&](const auto &pair) {
           return pair.first.at(size) && pair.first.at(size) == pair.second.at(size);
         });
}

std::vector<int64_t> Sizes::near(Symbol symbol, int64_t wanted) const {
  auto [place, isNew] = found.try_emplace({symbol, wanted});
  if (isNew)
    place->second = search(symbol, wanted);
  return place->second;
}

std::vector<int64_t> Sizes::search(Symbol symbol, int64_t wanted) const {
  constexpr int64_t reach = 1 << 14; // far beyond the strides of any network in use
  constexpr size_t enough = 3;
  std::vector<int64_t> sizes;
  for (int64_t size = wanted; size < wanted + reach && sizes.size() < enough; ++size)
    if (accepts(symbol, size))
      sizes.push_back(size);
  if (!sizes.empty())
    return sizes;
  for (int64_t size = wanted - 1; size > std::max<int64_t>(0, wanted - reach) && sizes.size() < enough; --size)
    if (accepts(symbol, size))
      sizes.insert(sizes.begin(), size);
  return sizes;
}

} // namespace evenstride::check
