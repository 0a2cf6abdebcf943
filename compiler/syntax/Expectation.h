// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the grammar would have accepted at the token where it could not go on, and how that is said.
#pragma once

#include "syntax/Token.h"

#include <cstdint>
#include <string>

namespace evenstride::syntax {

/// In the order in which they are listed to the user.
enum class Expected : uint8_t {
  // What may always follow, listed only if nothing stronger is.
  Arrow,
  Operator,
  Dots,
  CallParen,
  Label,
  Layout,
  Step,
  Where,
  // What must follow.
  Value,
  Layer,
  Name,
  Type,
  IntWord,
  Path,
  LabelName,
  LabelText,
  In,
  LParen,
  LBracket,
  LBrace,
  Comma,
  Colon,
  Equals,
  AtMost,
  RParen,
  RBracket,
  RBrace,
  Quote,
  Statement,
};

class ExpectedSet {
public:
  void add(Expected what) { bits |= bit(what); }
  void clear() { bits = 0; }
  bool has(Expected what) const { return (bits & bit(what)) != 0; }
  bool empty() const { return bits == 0; }

private:
  static uint64_t bit(Expected what) { return uint64_t(1) << static_cast<unsigned>(what); }
  uint64_t bits = 0;
};

/// Where an attempt got stuck: the last token that any rule looked at in vain.
struct Failure {
  size_t token = 0;
  ExpectedSet expected;
};

Expected expectedClosing(Kind opening);
/// "`,` or `)`". A word as the token found keeps `->` in the list: a forgotten arrow is likely then.
std::string describe(const ExpectedSet &expected, Kind found);

} // namespace evenstride::syntax
