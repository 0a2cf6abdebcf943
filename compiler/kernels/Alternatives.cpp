// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What can be said of a kernel without compiling it: the ways to compute it that a measurement should compare
// (Winograd's convolution with each tile that is possible, plain sums with the tiles of accumulators that the model
// ranks first), and what it costs.
#include "kernels/Canonical.h"
#include "kernels/ConvPlan.h"
#include "kernels/Kernels.h"
#include "kernels/Winograd.h"

#include <algorithm>

namespace evenstride::kernels {

namespace {

bool isConvolution(const KernelSpec &spec) { return spec.family == Family::Conv || spec.family == Family::Deconv; }

bool addsPlainly(KernelSpec form, Algorithm algorithm) {
  form.algorithm = algorithm;
  return !planWinograd(form);
}

} // namespace

std::vector<KernelSpec> alternatives(const KernelSpec &spec) {
  constexpr size_t mostTiles = 3; // the model's own choice is among them
  const KernelSpec form = canonical(spec);
  std::vector<KernelSpec> all;
  if (!isConvolution(form) || spec.algorithm != Algorithm::Chosen || spec.tile[0] > 0)
    return all;
  const std::optional<WinogradPlan> chosen = planWinograd(form);
  for (int m : {4, 6, 2}) {
    if ((chosen && chosen->m() == m) || addsPlainly(form, winogradAlgorithm(m)))
      continue;
    all.push_back(spec);
    all.back().algorithm = winogradAlgorithm(m);
  }
  const std::vector<Tile> tiles = directTiles(form, planConv(form));
  for (size_t i = 0; i < std::min(mostTiles, std::max<size_t>(tiles.size(), 1)); ++i) {
    if (i == 0 && !chosen)
      continue;
    all.push_back(spec);
    all.back().algorithm = Algorithm::Direct;
    if (i > 0)
      all.back().tile = {tiles[i].blocks, tiles[i].width};
  }
  return all;
}

int64_t realMultiplyAdds(const KernelSpec &spec, int64_t ofPlainSums) {
  const std::optional<WinogradPlan> plan = planWinograd(canonical(spec));
  if (!plan)
    return ofPlainSums;
  return plan->positions() * plan->groups * plan->groupTiles * plan->inputChannels() * plan->channelTiles *
         plan->rowFloats();
}

double estimatedCycles(const KernelSpec &spec) {
  const KernelSpec form = canonical(spec);
  if (!isConvolution(form))
    return 0;
  const std::optional<WinogradPlan> winograd = planWinograd(form);
  return winograd ? winogradCycles(form, *winograd) : directCycles(form, planConv(form));
}

} // namespace evenstride::kernels
