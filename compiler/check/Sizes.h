// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What exact layers ask of the sizes of a network's inputs: affine sizes that have to be whole, and pairs that have to
// be equal. From these come the nearest sizes at which the whole network divides.
#pragma once

#include "geometry/Affine.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace evenstride::check {

/// An axis of a network's input: twice the input's index, and one more for its width.
using Symbol = int32_t;
inline constexpr Symbol noSymbol = -1;

class Sizes {
public:
  /// The size has to be an integer of at least 1.
  void mustBeWhole(Symbol symbol, const geometry::Affine &size);
  void mustEqual(Symbol symbol, const geometry::Affine &size, const geometry::Affine &other);

  bool accepts(Symbol symbol, int64_t size) const;
  /// Up to three accepted sizes: the first from `wanted` on, or the last before it where there are none.
  std::vector<int64_t> near(Symbol symbol, int64_t wanted) const;

private:
  struct Demands {
    std::set<geometry::Affine> whole;
    std::set<std::pair<geometry::Affine, geometry::Affine>> equal;
  };
  std::vector<int64_t> search(Symbol symbol, int64_t wanted) const;

  std::map<Symbol, Demands> demands;
  mutable std::map<std::pair<Symbol, int64_t>, std::vector<int64_t>> found; // every fault of a network asks the same
};

} // namespace evenstride::check
