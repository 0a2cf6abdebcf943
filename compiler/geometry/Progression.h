// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integers at equal distances, and which of them a number divides: what an extent can be while a size runs through a
// residue class.
#pragma once

#include "geometry/Checked.h"

#include <cstdint>
#include <optional>

namespace evenstride::geometry {

/// first + step * t for t = 0, 1, …; steps are not negative.
struct Progression {
  int64_t first = 0, step = 0;

  int64_t at(int64_t t) const { return first + step * t; }
  bool isConstant() const { return step == 0; }
  bool operator==(const Progression &) const = default;
};

/// The t at which `divisor` divides offset + terms.at(t), as a progression of its own that begins below its step;
/// nothing where it divides none of them. The divisor is at least 1; terms and offset stay below 2^60.
std::optional<Progression> whereDivided(const Progression &terms, int64_t offset, int64_t divisor);

/// The terms that stand at the places of `places`; nothing where they leave 64 bits.
std::optional<Progression> termsAt(const Progression &terms, const Progression &places);

/// The first t >= 0 with terms.at(t) >= bound; nothing where there is none.
Checked firstAtLeast(const Progression &terms, int64_t bound);
/// The last t with terms.at(t) <= bound: below 0 where there is none, INT64_MAX where all are.
int64_t lastAtMost(const Progression &terms, int64_t bound);

/// What is in both classes of numbers, first + step * t; nothing where they exclude each other. A step of 0 is one
/// number.
std::optional<Progression> intersect(const Progression &left, const Progression &right);

} // namespace evenstride::geometry
