// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The headers of a generated library.
#pragma once

#include "emit/Program.h"

#include <string>

namespace evenstride::emit {

struct HeaderInput {
  const Program &program;
  int64_t weightBytes = 0; // packed
  bool embedWeights = true;
};

/// <net>.h, for C99 and later and for C++: thin functions over the descriptor and the runtime.
std::string cHeader(const HeaderInput &input);

/// <net>.hpp, for C++20: a class whose shapes are constants, so that a buffer of the wrong size does not compile.
std::string cppHeader(const HeaderInput &input);

} // namespace evenstride::emit
