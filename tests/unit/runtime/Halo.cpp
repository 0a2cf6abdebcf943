// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Halos: exactly the border is zeroed, nothing inside, between rows or after the end.
#include "evenstride/runtime.h"

#include <doctest/doctest.h>

#include <vector>

namespace {

struct Layout {
  int64_t blocks, height, width, block, top, left, bottom, right, rowPitch, planePitch;
};

bool inHalo(const Layout &layout, int64_t row, int64_t column) {
  if (row >= layout.top + layout.height + layout.bottom || column >= layout.left + layout.width + layout.right)
    return false;
  return row < layout.top || row >= layout.top + layout.height || column < layout.left ||
         column >= layout.left + layout.width;
}

void checkHalo(const Layout &layout) {
  const int64_t rows = layout.planePitch / layout.rowPitch;
  std::vector<float> buffer(size_t(layout.blocks * layout.planePitch * layout.block + 8), 7);
  evenstride_zero_halo(reinterpret_cast<uint8_t *>(buffer.data()), &layout.blocks);
  size_t wrong = 0, index = 0;
  for (int64_t block = 0; block < layout.blocks; ++block)
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t column = 0; column < layout.rowPitch; ++column)
        for (int64_t lane = 0; lane < layout.block; ++lane)
          wrong += buffer[index++] != (inHalo(layout, row, column) ? 0 : 7);
  for (; index < buffer.size(); ++index)
    wrong += buffer[index] != 7;
  CHECK(wrong == 0);
}

} // namespace

TEST_CASE("exactly the halo becomes zero") {
  checkHalo({1, 4, 5, 1, 1, 1, 1, 1, 7, 42});
  checkHalo({3, 4, 5, 8, 2, 1, 0, 3, 11, 77}); // four different sides, pitches with room at the end
  checkHalo({2, 1, 1, 16, 0, 0, 0, 0, 1, 1});  // no halo at all
  checkHalo({2, 3, 3, 4, 3, 0, 0, 0, 4, 28});
}
