// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Questions about the surroundings of a syntax error.
#include "syntax/Site.h"

#include <algorithm>

namespace evenstride::syntax {

Site::Site(const Stuck &stuck)
    : builder(stuck.builder), tokens(stuck.tokens), from(stuck.from), at(stuck.failure.token),
      expected(stuck.failure.expected), found(tokens[at]) {
  for (size_t i = from; i < at; ++i) {
    if (isOpening(tokens[i].kind))
      open.push_back(i);
    else if (isClosing(tokens[i].kind) && !open.empty())
      open.pop_back();
  }
  if (!open.empty())
    opening = open.back();
}

bool Site::beginsStatement() const {
  return found.kind == Kind::End || found.kind == Kind::Let || found.kind == Kind::Return ||
         found.kind == Kind::Require || found.kind == Kind::Network || found.kind == Kind::Block ||
         found.kind == Kind::Use;
}

bool Site::onNewLine() const {
  if (at == from || found.kind == Kind::End)
    return found.kind == Kind::End;
  const support::SourceFile &file = *foundSpan().file;
  return file.lineColumn(tokens[at - 1].begin).line != file.lineColumn(found.begin).line;
}

bool Site::inArguments() const {
  return opening && *opening > from && tokens[*opening].kind == Kind::LParen &&
         tokens[*opening - 1].kind == Kind::Word && !inHeader();
}

bool Site::closesOuter() const {
  const auto belongs = [&](size_t index) { return closingOf(tokens[index].kind) == found.kind; };
  return std::any_of(open.begin(), open.end(), belongs);
}

support::Span Site::behindPrevious() const {
  support::Span result = span(at - 1);
  result.begin = result.end;
  return result;
}

} // namespace evenstride::syntax
