// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pieces of tensors: some channels, or some rows and columns.
#pragma once

#include "interchange/View.h"

namespace evenstride::interchange {

/// Elements [begin, end) along an axis of a tensor [N, C, H, W] or [N, F].
struct Part {
  size_t axis;
  int64_t begin, end;
};

/// Takes parts of a value along its axes: channels by `slice`, rows and columns together by one `crop`.
class Cutter {
public:
  Cutter(DraftBuilder &builder, DraftValue value) : builder(builder), value(value) {}

  /// Each axis once. Throws Refusal where nothing is left, or images of a batch would be dropped.
  void cut(const Part &part);
  DraftValue result();

private:
  DraftBuilder &builder;
  DraftValue value;
  std::map<std::string, layers::Value, std::less<>> crop;
};

} // namespace evenstride::interchange
