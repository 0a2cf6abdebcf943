// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Padding.h"

namespace evenstride::kernels {

using Halide::cast;
using Halide::Expr;
using Halide::select;

namespace {

Expr distance(const Expr &from, const Expr &to) { return cast<int32_t>(abs(from - to)); }

// What a mirror shows at an element of an axis outside of the image. Mirrors at 0, then at the last one.
Expr mirrored(const Expr &at, const Expr &last) { return clamp(last - distance(last, distance(at, 0)), 0, last); }

Expr isInside(const Expr &at, int64_t extent) { return at >= 0 && at < constant(extent); }

// The element that stands at one of an axis.
Expr sourceOf(const KernelSpec &spec, const Expr &at, int64_t extent) {
  const Expr last = constant(extent - 1), nearest = clamp(at, 0, last);
  return spec.family == Family::PadReflect ? select(isInside(at, extent), nearest, mirrored(at, last)) : nearest;
}

} // namespace

PaddedPlace placeInImage(const KernelSpec &spec, const Expr &x, const Expr &y) {
  const Layout &in = spec.inputs[0];
  const Expr column = likely(x - constant(spec.offset[2])), row = y - constant(spec.offset[1]);
  PaddedPlace place{sourceOf(spec, column, in.width), sourceOf(spec, row, in.height), Expr()};
  if (spec.family == Family::Pad)
    place.isImage = isInside(column, in.width) && isInside(row, in.height);
  return place;
}

} // namespace evenstride::kernels
