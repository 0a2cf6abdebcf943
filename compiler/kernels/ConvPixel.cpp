// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/ConvPixel.h"

namespace evenstride::kernels {

using Halide::Expr;

InputPixel inputPixel(const KernelSpec &spec, const LaneValue &value, const Expr &kx, const Expr &ky) {
  const Window2D &w = spec.window;
  if (spec.family != Family::Deconv)
    return {value.x * constant(w.stride[1]) + kx * constant(w.dilation[1]) - constant(w.pad[1]),
            value.y * constant(w.stride[0]) + ky * constant(w.dilation[0]) - constant(w.pad[0])};
  const bool phases = value.phases > 1;
  Expr right = constant(w.pad[1]) - kx * constant(w.dilation[1]) + (phases ? Expr(value.phase) : Expr(value.x));
  Expr down = constant(w.pad[0]) - ky * constant(w.dilation[0]) + value.y;
  Expr x = right / constant(w.stride[1]) + (phases ? Expr(value.x) : Expr(0));
  Expr y = down / constant(w.stride[0]);
  // Only taps that are met are read, and for those the halo is wide enough.
  const Layout &in = spec.inputs[0];
  return {.x = Halide::unsafe_promise_clamped(x, constant(-in.haloLeft), constant(in.width + in.haloRight - 1)),
          .y = Halide::unsafe_promise_clamped(y, constant(-in.haloTop), constant(in.height + in.haloBottom - 1)),
          .columnMeets = right % constant(w.stride[1]) == 0,
          .rowMeets = down % constant(w.stride[0]) == 0};
}

void keepMet(Halide::RDom &domain, const InputPixel &pixel) {
  if (!pixel.rowMeets.defined())
    return;
  domain.where(pixel.rowMeets);
  domain.where(pixel.columnMeets);
}

} // namespace evenstride::kernels
