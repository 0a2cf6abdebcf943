// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layouts in the arena and of parts of buffers.
#include "passes/Layouts.h"

#include <algorithm>

namespace evenstride::passes {

using plan::LayoutAttr;

Halo widest(const Halo &first, const Halo &second) {
  Halo result;
  std::ranges::transform(first, second, result.begin(), [](int64_t a, int64_t b) { return std::max(a, b); });
  return result;
}

Halo haloOf(LayoutAttr layout) {
  return {layout.getHaloTop(), layout.getHaloLeft(), layout.getHaloBottom(), layout.getHaloRight()};
}

int64_t usualBlock(const layers::Shape &shape, int64_t vectorFloats) {
  bool isVector = shape.height == 1 && shape.width == 1;
  return isVector || shape.channels * 2 < vectorFloats ? 1 : vectorFloats;
}

// One pixel more where `pixels` come to a multiple of 4 KB.
static int64_t offPage(int64_t pixels, int64_t block) {
  constexpr int64_t pageFloats = 4096 / sizeof(float);
  return pixels * block % pageFloats == 0 ? pixels + 1 : pixels;
}

LayoutAttr arenaLayout(mlir::MLIRContext *context, const layers::Shape &shape, int64_t block, const Halo &halo) {
  auto [top, left, bottom, right] = halo;
  int64_t rows = top + shape.height + bottom, columns = left + shape.width + right;
  int64_t rowPitch = rows > 1 ? offPage(columns, block) : columns;
  int64_t planePitch = shape.channels > block ? offPage(rows * rowPitch, block) : rows * rowPitch;
  return LayoutAttr::get(context, shape.channels, shape.height, shape.width, block, top, left, bottom, right, rowPitch,
                         planePitch, /*u8=*/false);
}

LayoutAttr sliceLayout(LayoutAttr whole, int64_t channels) {
  auto [top, left, bottom, right] = haloOf(whole);
  return LayoutAttr::get(whole.getContext(), channels, whole.getHeight(), whole.getWidth(), whole.getBlock(), top, left,
                         bottom, right, whole.getRowPitch(), whole.getPlanePitch(), whole.getU8());
}

LayoutAttr cropLayout(LayoutAttr whole, const CropBox &box) {
  auto [top, left, bottom, right] = haloOf(whole);
  auto keep = [](int64_t halo, int64_t cut) { return cut == 0 ? halo : 0; };
  return LayoutAttr::get(whole.getContext(), whole.getChannels(), whole.getHeight() - box.top - box.bottom,
                         whole.getWidth() - box.left - box.right, whole.getBlock(), keep(top, box.top),
                         keep(left, box.left), keep(bottom, box.bottom), keep(right, box.right), whole.getRowPitch(),
                         whole.getPlanePitch(), whole.getU8());
}

int64_t cropOffset(LayoutAttr whole, const CropBox &box) {
  LayoutAttr part = cropLayout(whole, box);
  return whole.getOffset(0, box.top - part.getHaloTop(), box.left - part.getHaloLeft());
}

} // namespace evenstride::passes
