// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sizes that a network accepts along an axis: a few runs of equal steps.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace evenstride::check {

/// first, first + step, …, last; a step of 0 is one size.
struct SizeRun {
  int64_t first = 1, step = 0, last = 1;
  bool contains(int64_t size) const;
  bool operator==(const SizeRun &) const = default;
};

/// All sizes from `least` on that leave one of the residues, until a limit of the compiler.
struct ResidueClasses {
  int64_t modulus = 0; // 0: `residues` are the sizes themselves
  std::vector<int64_t> residues;
  int64_t least = 0;
};

class SizeSet {
public:
  void add(SizeRun run) { all.push_back(run); }
  const std::vector<SizeRun> &runs() const { return all; }
  bool empty() const { return all.empty(); }
  bool contains(int64_t size) const;
  /// The nearest sizes from `size` on, and up to it.
  std::optional<int64_t> atLeast(int64_t size) const;
  std::optional<int64_t> atMost(int64_t size) const;
  /// What is in the set and in the run first, first + step, ….
  SizeSet within(const SizeRun &run) const;

  /// The set in the fewest classes; of a set that is not empty.
  ResidueClasses classes() const;

private:
  std::vector<SizeRun> all;
};

} // namespace evenstride::check
