// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pairing of brackets, and where blanks stand.
#include "format/Tokens.h"

namespace evenstride::format {

using syntax::Kind;

Tokens::Tokens(const support::SourceFile &file, const syntax::Scan &scan) : file(file), tokens(scan.tokens) {
  match.resize(tokens.size());
  arrows.resize(tokens.size() + 1);
  std::vector<size_t> open;
  for (size_t i = 0; i < tokens.size(); ++i) {
    arrows[i + 1] = arrows[i] + (kind(i) == Kind::Arrow);
    if (isOpening(kind(i))) {
      open.push_back(i);
    } else if (isClosing(kind(i))) {
      match[open.back()] = i;
      open.pop_back();
    }
  }
}

std::string_view Tokens::text(size_t index) const {
  return file.text().substr(tokens[index].begin, tokens[index].end - tokens[index].begin);
}

std::vector<Extent> Tokens::split(Extent list) const {
  std::vector<Extent> parts;
  size_t begin = list.begin;
  for (size_t comma : find(list, [&](size_t i) { return kind(i) == Kind::Comma; })) {
    parts.push_back({begin, comma});
    begin = comma + 1;
  }
  if (begin < list.end)
    parts.push_back({begin, list.end});
  return parts;
}

bool Tokens::isBareWord(Extent stage) const {
  return kind(stage.begin) == Kind::Word && (stage.end == stage.begin + 1 || kind(stage.begin + 1) == Kind::At);
}

size_t Tokens::endOfStatement(size_t index) const {
  const auto ends = [&](Kind kind) {
    return kind == Kind::Let || kind == Kind::Return || kind == Kind::Require || kind == Kind::RBrace;
  };
  for (index = next(index); !ends(kind(index));)
    index = next(index);
  return index;
}

bool Tokens::hasBlankBefore(size_t index) const {
  const Kind here = kind(index), before = kind(index - 1);
  const bool isDots = here == Kind::DotDot || here == Kind::DotDotEquals;
  const bool wasDots = before == Kind::DotDot || before == Kind::DotDotEquals;
  if (here == Kind::Comma || here == Kind::Colon || (isClosing(here) && here != Kind::RBrace) || isDots)
    return false;
  if (before == Kind::LParen || before == Kind::LBracket || before == Kind::At || wasDots || isUnary(index - 1))
    return false;
  const bool opensList = here == Kind::LParen || here == Kind::LBracket;
  return !(opensList && before == Kind::Word);
}

} // namespace evenstride::format
