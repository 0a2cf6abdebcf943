// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/RowWindow.h"

namespace evenstride::passes {

using plan::Family;
using plan::WindowAttr;

namespace {

bool padsRows(WindowAttr window) { return window.getPad()[0] != 0 || window.getPad()[2] != 0; }

WindowAttr windowOf(plan::KernelOp kernel) {
  return kernel.getWindowAttr() ? kernel.getWindowAttr() : plan::unitWindow(kernel.getContext());
}

// Rows of the value before the fused pool that one row of the output is made of; 1 without a pool.
int64_t pooledRows(plan::KernelOp kernel) {
  return kernel.getPool() ? kernel.getPool()->getWindow().getStride()[0] : 1;
}

bool poolWorksInStrips(plan::PoolAttr pool) {
  WindowAttr window = pool.getWindow();
  return !padsRows(window) && window.getKernel()[0] == window.getStride()[0] && window.getDilation()[0] == 1;
}

// Bytes have no halo: what a kernel pads them with depends on the row.
bool windowWorksInStrips(plan::KernelOp kernel) {
  bool readsHalo = kernel.getFamily() == Family::Conv || kernel.getFamily() == Family::DepthwiseConv;
  bool ofBytes = plan::layoutOf(kernel.getInputs()[0]).getU8();
  return (readsHalo && !ofBytes) || !padsRows(windowOf(kernel));
}

} // namespace

bool worksInStrips(plan::KernelOp kernel) {
  switch (kernel.getFamily()) {
  case Family::Conv:
  case Family::DepthwiseConv:
  case Family::MaxPool:
  case Family::AvgPool:
  case Family::Elementwise:
  case Family::PixelShuffle:
  case Family::PixelUnshuffle:
  case Family::Upsample:
  case Family::ChannelShuffle:
  case Family::Softmax:
  case Family::Lrn:
    return windowWorksInStrips(kernel) && (!kernel.getPool() || poolWorksInStrips(*kernel.getPool()));
  default:
    return false;
  }
}

std::optional<RowWindow> rowWindowOf(plan::KernelOp kernel, unsigned operand) {
  int64_t pooled = pooledRows(kernel), factor = int64_t(kernel.getFactor());
  if (operand > 0) {
    plan::LayoutAttr layout = plan::layoutOf(kernel.getInputs()[operand]);
    bool perChannel = layout.getHeight() == 1 && layout.getWidth() == 1;
    return perChannel ? std::nullopt : std::optional(RowWindow{.stride = pooled, .reach = pooled});
  }
  WindowAttr window = windowOf(kernel);
  switch (kernel.getFamily()) {
  case Family::PixelShuffle:
    return RowWindow{.factor = factor};
  case Family::Upsample:
    return RowWindow{.factor = window.getStride()[0]};
  case Family::PixelUnshuffle:
    return RowWindow{.stride = factor, .reach = factor};
  default:
    break;
  }
  int64_t stride = window.getStride()[0], reach = (window.getKernel()[0] - 1) * window.getDilation()[0] + 1;
  return RowWindow{.stride = stride * pooled, .reach = (pooled - 1) * stride + reach, .pad = window.getPad()[0]};
}

} // namespace evenstride::passes
