// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Questions about the tokens of a file without errors: what a bracket encloses, what stands outside of all brackets.
#pragma once

#include "format/Gaps.h"

#include <vector>

namespace evenstride::format {

/// Tokens [begin, end).
struct Extent {
  size_t begin, end;
};

class Tokens {
public:
  Tokens(const support::SourceFile &file, const syntax::Scan &scan);

  syntax::Kind kind(size_t index) const { return tokens[index].kind; }
  std::string_view text(size_t index) const;
  size_t last() const { return tokens.size() - 1; } // of kind End
  /// The bracket that closes the one at `index`.
  size_t closing(size_t index) const { return match[index]; }
  /// The next token that is in no brackets that open here.
  size_t next(size_t index) const { return isOpening(kind(index)) ? match[index] + 1 : index + 1; }

  /// Those for which `wanted` holds and that stand in no brackets within the extent.
  template <typename Predicate> std::vector<size_t> find(Extent extent, Predicate wanted) const {
    std::vector<size_t> found;
    for (size_t i = extent.begin; i < extent.end; i = next(i))
      if (wanted(i))
        found.push_back(i);
    return found;
  }
  /// Parts between commas.
  std::vector<Extent> split(Extent list) const;
  bool hasArrow(Extent extent) const { return arrows[extent.end] != arrows[extent.begin]; }
  /// A layer without arguments: `relu`, `relu @name`.
  bool isBareWord(Extent stage) const;
  bool isBinary(size_t index) const { return format::isBinary(tokens, index); }
  bool isUnary(size_t index) const { return isOperator(kind(index)) && !isBinary(index); }
  /// Where the statement that begins here ends: at the next one, or at the brace that closes the body.
  size_t endOfStatement(size_t index) const;
  /// Whether a blank stands before the token on a line.
  bool hasBlankBefore(size_t index) const;

private:
  const support::SourceFile &file;
  const std::vector<syntax::Token> &tokens;
  std::vector<size_t> match;
  std::vector<size_t> arrows; // before each token
};

} // namespace evenstride::format
