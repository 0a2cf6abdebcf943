// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What stands between tokens: comments and ends of lines. The only place that decides to which token a comment belongs.
#pragma once

#include "syntax/Scanner.h"

#include <string_view>
#include <vector>

namespace evenstride::format {

struct Comment {
  std::string_view text;
  bool trailing = false;    // behind something on its line
  bool blankBefore = false; // an empty line stands above it
};

/// Before one token.
struct Gap {
  std::vector<Comment> comments;
  bool newline = false;
  bool blankBefore = false; // an empty line stands right above the token

  /// Whether a line ends in it.
  bool breaks() const { return newline || !comments.empty(); }
  bool hasBlank() const;
  /// Puts an empty line at its beginning, behind a comment that ends the line before.
  void addBlank();
};

/// The gap before each token. A comment before a comma or the like stands behind it in the result, one behind an arrow
/// or an operator before it, so that lines can end where they should.
std::vector<Gap> findGaps(const support::SourceFile &file, const syntax::Scan &scan);

/// Whether the token is an operator with two sides.
bool isBinary(const std::vector<syntax::Token> &tokens, size_t index);

} // namespace evenstride::format
