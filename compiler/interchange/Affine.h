// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x * factor + summand per channel, which formats have under many names and the language as a batch norm.
#pragma once

#include "interchange/Draft.h"

namespace evenstride::interchange {

/// One number per channel each, or one for all.
struct AffineNumbers {
  std::vector<float> factor, summand;
};

/// How many numbers an import makes up beside those of its files.
class MadeUp {
public:
  /// Throws Refusal where they become too many.
  void spend(size_t count);

private:
  size_t total = 0;
};

/// A request for that layer on a value, exact but for the rounding of one product and one sum.
LayerRequest affineRequest(DraftBuilder &builder, DraftValue value, const AffineNumbers &numbers);

} // namespace evenstride::interchange
