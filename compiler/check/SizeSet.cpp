// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Unions of residue classes.
#include "check/SizeSet.h"

#include "geometry/Division.h"
#include "geometry/Progression.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace evenstride::check {

using geometry::floorDivide;
using geometry::floorRemainder;

bool SizeRun::contains(int64_t size) const {
  return size >= first && size <= last && (step == 0 || (size - first) % step == 0);
}

bool SizeSet::contains(int64_t size) const {
  return std::ranges::any_of(all, [&](const SizeRun &run) { return run.contains(size); });
}

std::optional<int64_t> SizeSet::atLeast(int64_t size) const {
  std::optional<int64_t> nearest;
  for (const SizeRun &run : all) {
    int64_t next = run.first;
    if (next < size && run.step > 0)
      next += geometry::ceilDivide(size - next, run.step) * run.step;
    if (next >= size && next <= run.last && (!nearest || next < *nearest))
      nearest = next;
  }
  return nearest;
}

std::optional<int64_t> SizeSet::atMost(int64_t size) const {
  std::optional<int64_t> nearest;
  for (const SizeRun &run : all) {
    int64_t bound = std::min(size, run.last);
    if (bound < run.first)
      continue;
    int64_t next = run.step > 0 ? run.first + (bound - run.first) / run.step * run.step : run.first;
    if (!nearest || next > *nearest)
      nearest = next;
  }
  return nearest;
}

SizeSet SizeSet::within(const SizeRun &run) const {
  SizeSet result;
  for (const SizeRun &each : all) {
    auto both = geometry::intersect({each.first, each.step}, {run.first, run.step});
    int64_t last = std::min(each.last, run.last);
    if (both && both->first <= last)
      result.add({both->first, both->step,
                  both->step > 0 ? both->first + (last - both->first) / both->step * both->step : both->first});
  }
  return result;
}

namespace {

constexpr int64_t mostResidues = 1 << 16; // that are looked at

/// The residues of runs modulo a common multiple of their steps, each with the first size that has it.
struct Residues {
  int64_t modulus = 1;
  std::map<int64_t, int64_t> firsts;

  explicit Residues(const std::vector<SizeRun> &runs) {
    for (const SizeRun &run : runs)
      modulus = std::lcm(modulus, run.step);
    for (const SizeRun &run : runs)
      for (int64_t size = run.first; size < run.first + modulus && int64_t(firsts.size()) < mostResidues;
           size += run.step) {
        auto [place, isNew] = firsts.try_emplace(floorRemainder(size, modulus), size);
        place->second = std::min(place->second, size);
      }
  }

  bool repeatsWith(int64_t period) const {
    return std::ranges::all_of(firsts,
                               [&](const auto &each) { return firsts.contains((each.first + period) % modulus); });
  }

  int64_t shortestPeriod() const {
    for (int64_t period = 1; period < modulus && period <= mostResidues; ++period)
      if (modulus % period == 0 && repeatsWith(period))
        return period;
    return modulus;
  }
};

} // namespace

ResidueClasses SizeSet::classes() const {
  std::vector<SizeRun> endless;
  for (const SizeRun &run : all)
    if (run.step > 0 && run.last > run.first)
      endless.push_back(run);
  ResidueClasses result;
  if (endless.empty()) {
    for (const SizeRun &run : all)
      result.residues.push_back(run.first);
    std::ranges::sort(result.residues);
    result.least = result.residues.front();
    return result;
  }
  Residues residues(endless);
  result.modulus = residues.shortestPeriod();
  int64_t missing = 0; // the last size at which the set is not yet its classes
  for (const auto &[residue, first] : residues.firsts) {
    if (residue < result.modulus)
      result.residues.push_back(residue);
    missing = std::max(missing, first - residues.modulus);
  }
  for (const SizeRun &run : all) // sizes beside all classes
    if (!residues.firsts.contains(floorRemainder(run.first, residues.modulus)))
      missing = std::max(missing, run.first);
  result.least = *atLeast(missing + 1);
  return result;
}

} // namespace evenstride::check
