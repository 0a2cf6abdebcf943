// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Numbers and windows as they are written, and as people write them by mistake.
#pragma once

#include "syntax/Token.h"

#include <optional>
#include <string>
#include <string_view>

namespace evenstride::syntax {

enum class NumberFault {
  None,
  Point,   // `5.`, `.5`
  Letters, // `16MiB`, `3x`
  Window,  // `3 x 3`, `3X3`
  Unit,    // `16mib` in a budget
  Parts,   // `1.5B` in a budget
  Digits,  // `1_000`
  Suffix,  // `16k` where no budget stands, `0.1f`
  Sizes,   // `3x224x224`
  TooLarge,
};

/// Whether a number may have a unit behind it: `16MiB`, `1.5G`.
enum class Units { None, Budget };

/// A number at the beginning of a text. Where it has a fault, the kind is what was most likely meant.
struct NumberText {
  Kind kind = Kind::Integer;
  size_t length = 0;
  NumberFault fault = NumberFault::None;
  std::string meant; // how it should be written, if that is clear
};

/// `text` begins with a digit, or with a point and a digit.
NumberText readNumber(std::string_view text, Units units = Units::None);

/// What a number with a unit amounts to; nothing where that is no integer or does not fit.
std::optional<int64_t> readAmount(std::string_view text);

} // namespace evenstride::syntax
