// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Linear congruences.
#include "geometry/Progression.h"

#include "geometry/Division.h"

#include <cassert>
#include <numeric>
#include <utility>

namespace evenstride::geometry {

/// The inverse of `value` modulo `modulus`, which have no common factor; in the manner of Euclid.
static int64_t inverse(int64_t value, int64_t modulus) {
  int64_t a = floorRemainder(value, modulus), b = modulus, x = 1, y = 0;
  while (b != 0) {
    int64_t quotient = a / b;
    a = std::exchange(b, a - quotient * b);
    x = std::exchange(y, x - quotient * y);
  }
  return floorRemainder(x, modulus);
}

/// a * b mod m without leaving 64 bits.
static int64_t multiplyModulo(int64_t a, int64_t b, int64_t modulus) {
  return int64_t(static_cast<__int128>(a) * b % modulus);
}

std::optional<Progression> whereDivided(const Progression &terms, int64_t offset, int64_t divisor) {
  assert(divisor >= 1 && "a divisor is positive");
  int64_t rest = floorRemainder(-(terms.first + offset), divisor);
  int64_t common = std::gcd(terms.step, divisor);
  if (rest % common != 0)
    return std::nullopt;
  int64_t period = divisor / common;
  if (period == 1)
    return Progression{0, 1};
  return Progression{multiplyModulo(rest / common, inverse(terms.step / common, period), period), period};
}

std::optional<Progression> termsAt(const Progression &terms, const Progression &places) {
  Checked first = checkedAdd(terms.first, checkedMultiply(terms.step, places.first));
  Checked step = checkedMultiply(terms.step, places.step);
  return first && step ? std::optional(Progression{*first, *step}) : std::nullopt;
}

Checked firstAtLeast(const Progression &terms, int64_t bound) {
  if (terms.first >= bound)
    return 0;
  return terms.isConstant() ? std::nullopt : Checked(ceilDivide(bound - terms.first, terms.step));
}

int64_t lastAtMost(const Progression &terms, int64_t bound) {
  if (terms.first > bound)
    return -1;
  return terms.isConstant() ? INT64_MAX : (bound - terms.first) / terms.step;
}

std::optional<Progression> intersect(const Progression &left, const Progression &right) {
  if (right.isConstant()) {
    if (left.isConstant())
      return left == right ? std::optional(left) : std::nullopt;
    bool within = right.first >= left.first && (right.first - left.first) % left.step == 0;
    return within ? std::optional(right) : std::nullopt;
  }
  if (left.isConstant())
    return intersect(right, left);
  std::optional<Progression> places = whereDivided(left, -right.first, right.step);
  std::optional<Progression> both = places ? termsAt(left, *places) : std::nullopt;
  if (both && both->first < right.first)
    both->first += ceilDivide(right.first - both->first, both->step) * both->step;
  return both;
}

} // namespace evenstride::geometry
