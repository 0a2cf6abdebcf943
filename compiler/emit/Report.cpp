// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads reports off the kernel calls.
#include "emit/Report.h"

#include "emit/Ways.h"

#include <algorithm>
#include <array>

namespace evenstride::emit {

namespace {

/// By kernels::Family.
constexpr auto familyNames = std::to_array<std::string_view>(
    {"conv", "depthwise conv", "max pool", "avg pool", "global avg pool", "dense", "elementwise", "crop",
     "pixel shuffle", "softmax", "pad", "upsample", "bilinear upsample", "pixel unshuffle", "channel shuffle", "deconv",
     "lrn", "reflecting pad", "replicating pad"});
static_assert(familyNames.size() == size_t(kernels::Family::PadReplicate) + 1);

/// Without halo and gaps.
int64_t bytesOf(const kernels::Layout &layout) {
  return layout.channels * layout.height * layout.width * (layout.bytes ? 1 : int64_t(sizeof(float)));
}

Summation summationOf(const kernels::KernelSpec &spec) {
  switch (kernels::algorithmOf(spec)) {
  case kernels::Algorithm::Chosen:
  case kernels::Algorithm::Direct:
    return Summation::Plain;
  case kernels::Algorithm::Strassen:
    return Summation::Halves;
  default:
    return Summation::Tiles;
  }
}

GroupReport reportOf(const KernelCall &call, const kernels::KernelObject &kernel) {
  const kernels::Layout &layout = call.spec.output;
  GroupReport report;
  report.name = call.title();
  report.layers = call.layers;
  report.family = familyNames[size_t(call.spec.family)];
  report.schedule = kernel.schedule;
  report.summation = summationOf(call.spec);
  report.macs = call.macs;
  report.strips = call.turns.count();
  const int64_t times = std::max<int64_t>(report.strips, 1);
  report.realMacs = times * kernels::realMultiplyAdds(call.spec, call.macs / times);
  report.weightBytes = kernels::packedSizes(call.spec).bytes();
  report.bytes = report.weightBytes + times * bytesOf(layout);
  for (const kernels::Layout &input : call.spec.inputs)
    report.bytes += times * bytesOf(input);
  if (call.output.base == Pointer::Base::Output) {
    report.resultOutput = call.output.index;
    report.resultOutputOffset = call.output.offset;
  } else {
    report.resultOffset = call.output.offset;
  }
  report.resultShape = {layout.channels, layout.height, layout.width};
  report.resultBlock = layout.block;
  report.resultHaloTop = layout.haloTop;
  report.resultHaloLeft = layout.haloLeft;
  report.resultRowPitch = layout.rowPitch;
  report.resultPlanePitch = layout.planePitch;
  return report;
}

} // namespace

void addAlternatives(const Program &program, const support::MachineCosts &costs, std::vector<GroupReport> &reports) {
  const std::vector<const KernelCall *> calls = program.calls();
  for (size_t i = 0; i < calls.size(); ++i) {
    const kernels::KernelSpec modelled = asModelled(calls[i]->spec);
    reports[i].kernel = kernels::describe(modelled);
    for (const kernels::KernelSpec &other : kernels::alternatives(modelled, costs))
      reports[i].alternatives.push_back(kernels::describe(other));
  }
}

std::vector<GroupReport> groupReports(const Program &program, const KernelNumbers &numbers,
                                      std::span<const kernels::KernelObject> kernels) {
  std::vector<GroupReport> reports;
  const std::vector<const KernelCall *> calls = program.calls();
  for (size_t i = 0; i < calls.size(); ++i)
    reports.push_back(reportOf(*calls[i], kernels[numbers.ofCall[i]]));
  return reports;
}

} // namespace evenstride::emit
