// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Counting of nesting over tokens, without recursion.
#include "syntax/Nesting.h"

#include <algorithm>
#include <vector>

namespace evenstride::syntax {
namespace {

/// One open bracket, or the file. Operators in a row lean to the left, so what stands in brackets anywhere in the row
/// lies at most as deep as there are operators: the sum is an upper bound of the height.
struct Frame {
  uint32_t operators = 0;
  uint32_t deepest = 0; // of the brackets within, in the same list element
  uint32_t height = 0;  // of the list elements before

  uint32_t current() const { return std::max(height, operators + deepest); }
  void nextElement() { *this = {0, 0, current()}; }
};

bool separates(Kind kind) {
  return kind == Kind::Comma || kind == Kind::Arrow || kind == Kind::Let || kind == Kind::Return || kind == Kind::Colon;
}

} // namespace

std::optional<size_t> findTooDeep(std::span<const Token> tokens) {
  std::vector<Frame> frames(1);
  for (size_t index = 0; index < tokens.size(); ++index) {
    const Kind kind = tokens[index].kind;
    if (isOpening(kind)) {
      frames.emplace_back();
      if (frames.size() > maxBracketDepth + 1)
        return index;
    } else if (isClosing(kind) && frames.size() > 1) {
      const uint32_t inner = frames.back().current() + 1;
      frames.pop_back();
      frames.back().deepest = std::max(frames.back().deepest, inner);
    } else if (separates(kind)) {
      frames.back().nextElement();
    } else if (isOperator(kind)) {
      ++frames.back().operators;
    }
    if (frames.back().current() > maxTreeHeight)
      return index;
  }
  return std::nullopt;
}

} // namespace evenstride::syntax
