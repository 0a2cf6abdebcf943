// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The repository's own programs as a test's inputs.
#pragma once

#include "support/Files.h"
#include "support/Parsed.h"
#include "support/Paths.h"

#include <doctest/doctest.h>

namespace evenstride::test {

/// Calls check(text) with every program in the repository that has no error of syntax.
template <typename Check> void checkReadablePrograms(Check check) {
  size_t checked = 0;
  for (const auto &path : allPrograms(sourceDirectory())) {
    const std::string text = readText(path);
    if (parseText(text).sink.hasErrors())
      continue;
    CAPTURE(path.string());
    check(text);
    ++checked;
  }
  CHECK(checked >= 5);
}

} // namespace evenstride::test
