// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Zeroes the halo around an activation: the border that windows read as padding.
#include "Internal.h"

#include <string.h>

namespace {

struct Halo {
  int64_t blocks, height, width, block, top, left, bottom, right, rowPitch, planePitch;
};

struct Plane {
  uint8_t *base;
  const Halo &halo;

  /// Zeroes `pixels` pixels from (row, column) on, both counted from the pointer, so with the halo.
  void zero(int64_t row, int64_t column, int64_t pixels) const {
    const int64_t pixelBytes = halo.block * static_cast<int64_t>(sizeof(float));
    memset(base + (row * halo.rowPitch + column) * pixelBytes, 0, static_cast<size_t>(pixels * pixelBytes));
  }

  void zeroHalo() const {
    const int64_t columns = halo.left + halo.width + halo.right;
    for (int64_t row = 0; row < halo.top; ++row)
      zero(row, 0, columns);
    for (int64_t row = halo.top; row < halo.top + halo.height; ++row) {
      zero(row, 0, halo.left);
      zero(row, halo.left + halo.width, halo.right);
    }
    for (int64_t row = halo.top + halo.height; row < halo.top + halo.height + halo.bottom; ++row)
      zero(row, 0, columns);
  }
};

} // namespace

void evenstride_zero_halo(uint8_t *buffer, const int64_t *layout) {
  const Halo halo = {layout[0], layout[1], layout[2], layout[3], layout[4],
                     layout[5], layout[6], layout[7], layout[8], layout[9]};
  const int64_t planeBytes = halo.planePitch * halo.block * static_cast<int64_t>(sizeof(float));
  for (int64_t block = 0; block < halo.blocks; ++block)
    Plane{buffer + block * planeBytes, halo}.zeroHalo();
}
