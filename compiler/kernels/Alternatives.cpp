// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What can be said of a kernel without compiling it: the ways to compute it, those that a measurement should compare,
// and what it costs.
#include "kernels/Canonical.h"
#include "kernels/ConvPlan.h"
#include "kernels/Kernels.h"
#include "kernels/Strassen.h"
#include "kernels/Winograd.h"

#include <algorithm>
#include <array>
#include <map>

namespace evenstride::kernels {

namespace {

bool isConvolution(const KernelSpec &spec) { return spec.family == Family::Conv || spec.family == Family::Deconv; }

bool isSamePlan(const WinogradPlan &a, const WinogradPlan &b) {
  return a.m() == b.m() && a.groupTiles == b.groupTiles && a.tile.blocks == b.tile.blocks &&
         a.tile.width == b.tile.width;
}

/// Collects the ways of one kernel.
class Ways {
public:
  explicit Ways(const KernelSpec &spec)
      : spec(spec), form(canonical(spec)), algorithm(algorithmOf(form)), chosen(planWinograd(form)) {}

  std::vector<KernelSpec> all() {
    for (int m : {4, 6, 7, 2})
      addWinograd(m);
    addStrassen();
    if (isConvolution(form))
      addTiles(directTiles(form, planConv(form)), Algorithm::Direct);
    else if (form.family == Family::DepthwiseConv)
      addTiles(depthwiseTiles(form), Algorithm::Chosen);
    else if (form.family == Family::MaxPool || form.family == Family::AvgPool)
      addTiles(poolTiles(form), Algorithm::Chosen);
    return std::move(found);
  }

private:
  /// In groups as the model has them, of other sizes, and all tiles at once.
  void addWinograd(int m) {
    constexpr int64_t mostAtOnce = 2048; // beyond, transformed tiles do not fit any cache
    std::vector<WinogradPlan> plans;
    for (int64_t tiles : {int64_t(0), int64_t(7), int64_t(14), int64_t(28), int64_t(56), mostAtOnce}) {
      KernelSpec other = spec;
      other.algorithm = winogradAlgorithm(m);
      other.groupTiles = tiles;
      KernelSpec otherForm = form;
      otherForm.algorithm = other.algorithm;
      otherForm.groupTiles = tiles;
      const std::optional<WinogradPlan> plan = planWinograd(otherForm);
      if (!plan)
        return;
      if ((chosen && isSamePlan(*plan, *chosen)) ||
          std::ranges::any_of(plans, [&](const WinogradPlan &known) { return isSamePlan(*plan, known); }))
        continue;
      plans.push_back(*plan);
      found.push_back(std::move(other));
    }
  }

  void addStrassen() {
    KernelSpec other = form;
    other.algorithm = Algorithm::Strassen;
    if (algorithm != Algorithm::Strassen && planStrassen(other))
      add(Algorithm::Strassen, {});
  }

  void addTiles(const std::vector<Tile> &ranked, Algorithm wanted) {
    constexpr size_t most = 6;
    if (ranked.empty() && algorithm != Algorithm::Direct) // plain sums that have no choice of tiles
      add(wanted, {});
    for (size_t i = 0; i < std::min(most, ranked.size()); ++i)
      if (i > 0)
        add(wanted, {ranked[i].blocks, ranked[i].width});
      else if (algorithm != Algorithm::Direct) // else it is the model's choice
        add(wanted, {});
  }

  void add(Algorithm wanted, std::array<int, 2> tile) {
    found.push_back(spec);
    found.back().algorithm = wanted;
    found.back().tile = tile;
  }

  const KernelSpec &spec;
  const KernelSpec form;
  const Algorithm algorithm; // that the model chooses; Direct also of families without a choice
  const std::optional<WinogradPlan> chosen;
  std::vector<KernelSpec> found;
};

struct Rated {
  KernelSpec spec;
  double cycles;
};

} // namespace

Algorithm algorithmOf(const KernelSpec &spec) {
  const KernelSpec form = canonical(spec);
  if (const std::optional<WinogradPlan> winograd = planWinograd(form))
    return winogradAlgorithm(winograd->m());
  return planStrassen(form) ? Algorithm::Strassen : Algorithm::Direct;
}

std::vector<KernelSpec> ways(const KernelSpec &spec) {
  if (spec.algorithm != Algorithm::Chosen || spec.tile[0] > 0)
    return {};
  return Ways(spec).all();
}

std::vector<KernelSpec> alternatives(const KernelSpec &spec, const support::MachineCosts &costs) {
  // Estimates of one algorithm are closer to each other than those of two: the model was up to half off there.
  constexpr double hopeless = 2;
  constexpr size_t most = 6, mostOfAlgorithm = 3;
  std::vector<Rated> rated;
  double best = estimatedCycles(spec, costs);
  for (KernelSpec &way : ways(spec)) {
    const double cycles = estimatedCycles(way, costs);
    best = std::min(best, cycles);
    rated.push_back({std::move(way), cycles});
  }
  std::ranges::stable_sort(rated, {}, &Rated::cycles);
  std::map<Algorithm, size_t> taken;
  std::vector<KernelSpec> chosen;
  for (Rated &one : rated)
    if (one.cycles <= best * hopeless && chosen.size() < most && taken[one.spec.algorithm]++ < mostOfAlgorithm)
      chosen.push_back(std::move(one.spec));
  return chosen;
}

int64_t realMultiplyAdds(const KernelSpec &spec, int64_t ofPlainSums) {
  const KernelSpec form = canonical(spec);
  if (const std::optional<WinogradPlan> plan = planWinograd(form))
    return plan->products() * plan->groups * plan->groupTiles * plan->inputChannels() * plan->channelTiles *
           plan->rowFloats();
  if (const std::optional<StrassenPlan> plan = planStrassen(form))
    return StrassenPlan::products * plan->panels() * plan->panelTiles * plan->tile.width * plan->inputChannels() *
           plan->channelTiles * plan->rowFloats();
  return ofPlainSums;
}

double estimatedCycles(const KernelSpec &spec, const support::MachineCosts &costs) {
  const KernelSpec form = canonical(spec);
  if (!isConvolution(form))
    return 0;
  if (const std::optional<WinogradPlan> winograd = planWinograd(form))
    return winogradCycles(form, *winograd, costs);
  if (const std::optional<StrassenPlan> strassen = planStrassen(form))
    return strassenCycles(form, *strassen, costs);
  return directCycles(form, planConv(form), costs);
}

} // namespace evenstride::kernels
