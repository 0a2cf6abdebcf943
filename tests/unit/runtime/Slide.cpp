// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rows move up in every block of channels, on one thread and on several, and nothing else changes.
#include "evenstride/runtime.h"

#include "Internal.h"

#include <doctest/doctest.h>

#include <vector>

namespace {

struct Slide {
  int64_t blocks, planeBytes, byBytes, keptBytes;
};

void checkSlide(const Slide &slide, evenstride_pool *pool) {
  std::vector<uint8_t> before(size_t(slide.blocks * slide.planeBytes + 64));
  for (size_t i = 0; i < before.size(); ++i)
    before[i] = uint8_t(i * 7 + i / 251);
  std::vector<uint8_t> after = before;
  evenstride_context context = {};
  context.pool = pool;
  evenstride_slide_rows(&context, after.data(), &slide.blocks);
  std::vector<uint8_t> expected = before;
  for (int64_t block = 0; block < slide.blocks; ++block)
    for (int64_t i = 0; i < slide.keptBytes; ++i)
      expected[size_t(block * slide.planeBytes + i)] = before[size_t(block * slide.planeBytes + slide.byBytes + i)];
  CHECK(after == expected);
}

} // namespace

TEST_CASE("rows are moved up, whether they overlap their new places or not") {
  evenstride_pool *pool = nullptr;
  REQUIRE(evenstride_pool_create(3, &pool) == EVENSTRIDE_OK);
  for (evenstride_pool *one : {static_cast<evenstride_pool *>(nullptr), pool}) {
    checkSlide({1, 4000, 3000, 900}, one);
    checkSlide({3, 4096, 512, 3000}, one);
    checkSlide({5, 1 << 18, 1 << 10, 1 << 17}, one); // enough for several threads
  }
  evenstride_pool_destroy(pool);
}
