// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The template of all libFuzzer targets: EVENSTRIDE_FUZZED_READER is the name of the reader.
#include "fuzz/Readers.h"

#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string broken = evenstride::test::brokenPromise(EVENSTRIDE_FUZZED_READER, {data, size});
  if (!broken.empty()) {
    std::fprintf(stderr, "%s\n", broken.c_str());
    std::abort();
  }
  return 0;
}
