// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The headers of a generated library.
#pragma once

#include "emit/Program.h"

#include <string>

namespace evenstride::emit {

struct HeaderInput {
  const Program &program;                       // for any of the targets
  std::vector<const support::Target *> targets; // the most demanding first
  bool embedWeights = true;

  /// "x86-64-avx512, x86-64-avx2 and x86-64"
  std::string targetNames() const;
};

/// <net>.h, for C99 and later and for C++: thin functions over the descriptor and the runtime.
std::string cHeader(const HeaderInput &input);

/// <net>.hpp, for C++20: a class whose shapes are constants, so that a buffer of the wrong size does not compile.
std::string cppHeader(const HeaderInput &input);

} // namespace evenstride::emit
