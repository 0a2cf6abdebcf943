// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the fuzzers begin with, and what once broke a reader, is read by every build.
#include "fuzz/Readers.h"
#include "support/Files.h"
#include "support/Paths.h"

#include <doctest/doctest.h>

using namespace evenstride::test;

TEST_CASE("the seeds of each reader break none of its promises") {
  for (std::string_view reader : fuzzedReaders()) {
    size_t count = 0;
    for (const auto &seed : std::filesystem::directory_iterator(sourceDirectory() / "tests/fuzz/seeds" / reader)) {
      CAPTURE(seed.path().string());
      const std::string text = readText(seed.path());
      CHECK(brokenPromise(reader, {reinterpret_cast<const uint8_t *>(text.data()), text.size()}) == "");
      ++count;
    }
    CAPTURE(reader);
    CHECK(count >= 3);
  }
}
