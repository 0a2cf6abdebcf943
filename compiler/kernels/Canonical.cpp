// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Canonical.h"

#include "geometry/Window.h"

#include <algorithm>

namespace evenstride::kernels {

namespace {

int64_t windowExtent(int64_t extent, const Window2D &w, int axis) {
  geometry::Window window{.kernel = w.kernel[axis],
                          .stride = w.stride[axis],
                          .dilation = w.dilation[axis],
                          .before = w.pad[axis],
                          .after = w.pad[axis + 2]};
  return geometry::place(window, extent).floorOutput;
}

bool planesFollowEachOther(const Layout &l) { return l.planePitch == l.height * l.width || l.blocks() == 1; }

void denseToConv(KernelSpec &spec) {
  spec.family = Family::Conv;
  spec.groups = 1;
  Layout &in = spec.inputs[0];
  if (in.block == 1 && rowsFollowEachOther(in) && planesFollowEachOther(in)) {
    in.channels *= in.height * in.width;
    in.height = in.width = in.rowPitch = in.planePitch = 1;
  }
  spec.window = Window2D{};
  spec.window.kernel[0] = in.height;
  spec.window.kernel[1] = in.width;
}

bool readsPixelsOnTheirOwn(const KernelSpec &spec) {
  const Layout &in = spec.inputs[0];
  const bool slices = spec.family == Family::Crop && in.height == spec.output.height && in.width == spec.output.width;
  if (spec.family == Family::Elementwise || spec.family == Family::ChannelShuffle || slices)
    return true;
  Window2D pointwise;
  pointwise.dilation[0] = spec.window.dilation[0];
  pointwise.dilation[1] = spec.window.dilation[1];
  return spec.family == Family::Conv && spec.window == pointwise;
}

// Rows of one plane lie end to end in every buffer: one long row lets tiles run across their ends.
void flattenRows(KernelSpec &spec) {
  Extent extent = valueExtent(spec);
  auto fits = [&](const Layout &l) { return isPerChannel(l, extent) || rowsFollowEachOther(l); };
  if (spec.pool || !readsPixelsOnTheirOwn(spec) || extent.height == 1 || !std::ranges::all_of(spec.inputs, fits) ||
      !rowsFollowEachOther(spec.output))
    return;
  for (Layout &input : spec.inputs)
    if (!isPerChannel(input, extent))
      input = oneRow(input);
  spec.output = oneRow(spec.output);
}

// Planes lie end to end as well: the whole tensor is one row of one channel.
void flattenPlanes(KernelSpec &spec) {
  auto fits = [&](const Layout &l) {
    return l.block == 1 && l.channels == spec.output.channels && l.height == spec.output.height &&
           l.width == spec.output.width && rowsFollowEachOther(l) && planesFollowEachOther(l);
  };
  if (spec.family != Family::Elementwise || spec.vectors() > 0 || !std::ranges::all_of(spec.inputs, fits) ||
      !fits(spec.output))
    return;
  auto merge = [](Layout &l) {
    l = oneRow(l);
    l.width = l.rowPitch = l.planePitch = l.width * l.channels;
    l.channels = 1;
  };
  std::ranges::for_each(spec.inputs, merge);
  merge(spec.output);
}

// [C, 1, 1] without gaps is the same memory as blocks of any size that divides C.
void blockVectors(KernelSpec &spec) {
  bool anyBlock = spec.family == Family::Softmax;
  auto rewrite = [&](Layout &l) {
    if (l.bytes || l.block != 1 || l.height != 1 || l.width != 1 || l.planePitch != 1 || !rowsFollowEachOther(l))
      return;
    int block = spec.target->vectorFloats;
    while (anyBlock && l.channels % block != 0)
      block /= 2;
    if (block > 1 && l.channels % block == 0) {
      l.block = block;
      l.rowPitch = 1;
    }
  };
  std::ranges::for_each(spec.inputs, rewrite);
  rewrite(spec.output);
}

} // namespace

bool rowsFollowEachOther(const Layout &l) {
  bool halo = l.haloTop || l.haloLeft || l.haloBottom || l.haloRight;
  return !halo && (l.rowPitch == l.width || l.height == 1);
}

Layout oneRow(Layout l) {
  l.width *= l.height;
  l.height = 1;
  l.rowPitch = l.width;
  return l;
}

Extent valueExtent(const KernelSpec &spec) {
  if (!spec.pool)
    return {spec.output.height, spec.output.width};
  const Layout &in = spec.inputs[0];
  switch (spec.family) {
  case Family::Conv:
  case Family::DepthwiseConv:
    return {windowExtent(in.height, spec.window, 0), windowExtent(in.width, spec.window, 1)};
  case Family::Elementwise:
    return {in.height, in.width};
  default:
    return {spec.output.height, spec.output.width};
  }
}

bool isPerChannel(const Layout &operand, Extent value) {
  return operand.height == 1 && operand.width == 1 && value != Extent{1, 1};
}

KernelSpec canonical(KernelSpec spec) {
  if (spec.family == Family::Dense)
    denseToConv(spec);
  if (spec.family == Family::Conv && spec.groups > 1 && spec.groups == spec.inputs[0].channels)
    spec.family = Family::DepthwiseConv;
  flattenPlanes(spec);
  flattenRows(spec);
  blockVectors(spec);
  return spec;
}

} // namespace evenstride::kernels
