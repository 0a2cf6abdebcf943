// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A residue class of a size while the solver takes it through a network's demands: every extent is a progression over
// the same t.
#pragma once

#include "check/SizeSet.h"
#include "check/SizeSolver.h"
#include "geometry/Progression.h"

namespace evenstride::check {

struct SizeClass {
  explicit SizeClass(size_t extents) : extents(extents) {}

  /// The sizes of the class.
  SizeRun run() const;
  /// Whether t has but one value left.
  bool single() const { return low == last; }
  /// The t of a size; nothing where it is not in the class.
  std::optional<int64_t> timeOf(int64_t size) const;

  // All of these are false where nothing of the class remains.

  /// t becomes a progression of a new t.
  bool substitute(const geometry::Progression &times);
  bool restrict(int64_t from, int64_t to);
  /// The class becomes one size.
  bool pin(int64_t size);
  /// Leaves the t at which the rule may give an extent for the one in the place `operand`.
  bool narrow(const ExtentRule &rule, size_t operand);
  /// Puts what a rule gives into the place `result`; the class was narrowed to it.
  bool conclude(const ExtentRule &rule, size_t operand, size_t result);
  /// Leaves the t at which the operand lies between two numbers.
  bool bound(const geometry::Progression &operand, int64_t least, int64_t most);
  bool equal(const geometry::Progression &a, const geometry::Progression &b);
  bool limitVolume(int64_t channels, const geometry::Progression &rows, const geometry::Progression &columns);

  /// How many classes have one remainder by `stride` each.
  int64_t partsByRemainder(const geometry::Progression &extent, int64_t stride) const;
  /// Keeps of so many parts the one with this t. True.
  bool keepPart(int64_t parts, int64_t time);

  geometry::Progression size = {1, 1};
  std::vector<geometry::Progression> extents;
  int64_t low = 0, last = geometry::maxExtent - 1; // of t
  size_t next = 0;                                 // demand to be looked at
  size_t here = 0;                                 // index of that demand
  int32_t node = -1;                               // and its layer
  std::vector<SizeFactor> factors = {};
  std::vector<size_t> restrictions = {}; // demands that narrowed the class

private:
  bool divide(const geometry::Progression &operand, const Scaling &numerator);
  bool narrowWindow(const WindowRule &rule, const geometry::Progression &operand);
};

} // namespace evenstride::check
