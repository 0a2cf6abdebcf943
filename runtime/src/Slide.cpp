// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves the rows of a rolling buffer up: those that the next strip of an image reads again.
#include "Internal.h"

#include <string.h>

using namespace evenstride::runtime;

namespace {

struct Slide {
  uint8_t *buffer;
  int64_t blocks, planeBytes, byBytes, keptBytes;
};

int slideBlock(void *, int block, uint8_t *closure) {
  const Slide &slide = *reinterpret_cast<const Slide *>(closure);
  uint8_t *first = slide.buffer + block * slide.planeBytes;
  memmove(first, first + slide.byBytes, static_cast<size_t>(slide.keptBytes));
  return 0;
}

} // namespace

void evenstride_slide_rows(evenstride_context *context, uint8_t *buffer, const int64_t *numbers) {
  Slide slide = {buffer, numbers[0], numbers[1], numbers[2], numbers[3]};
  const Loop loop = {slideBlock, context, 0, static_cast<int>(slide.blocks), reinterpret_cast<uint8_t *>(&slide)};
  constexpr int64_t worthAFork = 256 << 10; // bytes: a core copies them in about the time of a fork and join
  evenstride_internal_pool_run(slide.blocks * slide.keptBytes < worthAFork ? nullptr : context->pool, &loop);
}
