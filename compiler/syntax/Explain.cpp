// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The mistakes that people make, each recognised by the tokens around the place; what fits none of them gets a plain
// "expected this, found that".
#include "syntax/Explain.h"

#include "syntax/Report.h"

#include <algorithm>

namespace evenstride::syntax {

using namespace diagnostics;
using support::Span;

namespace {

class Explainer {
public:
  explicit Explainer(const Stuck &stuck)
      : builder(stuck.builder), tokens(stuck.tokens), from(stuck.from), at(stuck.failure.token),
        expected(stuck.failure.expected), found(tokens[at]), open(findOpen()) {
    if (!open.empty())
      opening = open.back();
  }

  Finding explain() const {
    using Rule = std::optional<Finding> (Explainer::*)() const;
    constexpr Rule rules[] = {&Explainer::equalsForColon, &Explainer::missingColon, &Explainer::trailingComma,
                              &Explainer::unclosed,       &Explainer::missingComma, &Explainer::reservedWord,
                              &Explainer::strayLabel,     &Explainer::leadingArrow, &Explainer::inputLayout};
    for (Rule rule : rules)
      if (std::optional<Finding> finding = (this->*rule)())
        return std::move(*finding);
    return plain();
  }

private:
  Kind kindAt(size_t back) const { return at >= from + back ? tokens[at - back].kind : Kind::End; }
  Span spanOf(size_t index) const { return builder.span(tokens[index]); }
  /// An empty place right behind the token before the fault.
  Span behindPrevious() const {
    Span span = spanOf(at - 1);
    span.begin = span.end;
    return span;
  }
  bool closes(Kind kind) const { return opening && closingOf(tokens[*opening].kind) == kind; }
  bool expectsClosing() const { return opening && expected.has(expectedClosing(tokens[*opening].kind)); }
  bool beginsStatement() const {
    return found.kind == Kind::End || found.kind == Kind::Let || found.kind == Kind::Return ||
           found.kind == Kind::Network || found.kind == Kind::Block || found.kind == Kind::Use;
  }
  bool inArguments() const {
    return opening && *opening > from && tokens[*opening].kind == Kind::LParen &&
           tokens[*opening - 1].kind == Kind::Word;
  }
  /// Whether the token before the fault is a word that begins an argument.
  bool behindFirstWord() const {
    return kindAt(1) == Kind::Word && (kindAt(2) == Kind::LParen || kindAt(2) == Kind::Comma);
  }
  /// Whether the closing bracket found belongs to one that was open before the innermost.
  bool outerCloses() const {
    const auto belongs = [&](size_t index) { return closingOf(tokens[index].kind) == found.kind; };
    return std::any_of(open.begin(), open.end(), belongs);
  }
  Token inserted(Kind kind) const { return {tokens[at - 1].end, tokens[at - 1].end, kind, true}; }
  Token replaced(Kind kind) const { return {found.begin, found.end, kind, true}; }

  /// The brackets that are open at the fault, outermost first.
  std::vector<size_t> findOpen() const {
    std::vector<size_t> result;
    for (size_t i = from; i < at; ++i) {
      if (isOpening(tokens[i].kind))
        result.push_back(i);
      else if (isClosing(tokens[i].kind) && !result.empty())
        result.pop_back();
    }
    return result;
  }

  std::optional<Finding> equalsForColon() const;
  std::optional<Finding> missingColon() const;
  std::optional<Finding> trailingComma() const;
  std::optional<Finding> unclosed() const;
  std::optional<Finding> missingComma() const;
  std::optional<Finding> reservedWord() const;
  std::optional<Finding> strayLabel() const;
  std::optional<Finding> leadingArrow() const;
  std::optional<Finding> inputLayout() const;
  Finding plain() const;

  const Builder &builder;
  std::span<const Token> tokens;
  size_t from, at;
  ExpectedSet expected;
  const Token &found;
  std::vector<size_t> open;      // brackets open at the fault, outermost first
  std::optional<size_t> opening; // the innermost of them
};

/// `stride = 2`
std::optional<Finding> Explainer::equalsForColon() const {
  const bool wanted = expected.has(Expected::Colon) || inArguments();
  if (found.kind != Kind::Equals || kindAt(1) != Kind::Word || !wanted)
    return std::nullopt;
  const std::string word(builder.text(tokens[at - 1]));
  Diagnostic made =
      fault(Code::E0109, inArguments() ? "a named argument takes `:`, not `=`" : "a type stands behind `:`, not `=`",
            {spanOf(at), "`:` goes here"});
  Span place = spanOf(at);
  place.begin = tokens[at - 1].end;
  made.fixes.push_back(spellingFix("write `" + word + ":`", place, ":"));
  return Finding{std::move(made), Repair{at, 1, {replaced(Kind::Colon)}}};
}

/// `conv(32, 3x3, pad 1)`
std::optional<Finding> Explainer::missingColon() const {
  const bool isValue = found.kind == Kind::Integer || found.kind == Kind::Fraction || found.kind == Kind::Window;
  if (!inArguments() || !behindFirstWord() || !isValue)
    return std::nullopt;
  const std::string word(builder.text(tokens[at - 1]));
  Diagnostic made = fault(Code::E0109, "a named argument takes a `:` behind its name", {spanOf(at - 1), ""});
  made.fixes.push_back(spellingFix("write `" + word + ":`", behindPrevious(), ":"));
  return Finding{std::move(made), Repair{at, 0, {inserted(Kind::Colon)}}};
}

/// `conv(32, 3x3,)`
std::optional<Finding> Explainer::trailingComma() const {
  if (kindAt(1) != Kind::Comma || !closes(found.kind))
    return std::nullopt;
  Diagnostic made = fault(Code::E0101, "nothing follows this `,`", {spanOf(at - 1), ""});
  made.fixes.push_back(spellingFix("take the `,` away", spanOf(at - 1), ""));
  return Finding{std::move(made), Repair{at - 1, 1, {}}};
}

/// The list goes no further, but its bracket is still open: `conv(32, 3x3` and then `return`, or `f(a]`.
std::optional<Finding> Explainer::unclosed() const {
  const bool otherBracket = isClosing(found.kind) && !closes(found.kind);
  if (!opening || !(beginsStatement() || otherBracket))
    return std::nullopt;
  const std::string opener(spelling(tokens[*opening].kind));
  const Kind closing = closingOf(tokens[*opening].kind);
  const std::string closer(spelling(closing));
  Diagnostic made = fault(Code::E0102, "this `" + opener + "` is not closed", {spanOf(*opening), "opened here"});
  made.labels.push_back({spanOf(at), expectsClosing()
                                         ? "`" + closer + "` was expected before " + describeFound(builder, found)
                                         : describe(expected, found.kind) + " was expected here"});
  std::optional<Repair> repair;
  if (expectsClosing()) {
    // `f(a]`: the wrong bracket stands for the right one, unless it closes what lies further out.
    const bool replaces = otherBracket && found.kind != Kind::RBrace && !outerCloses();
    repair = replaces ? Repair{at, 1, {replaced(closing)}} : Repair{at, 0, {inserted(closing)}};
  }
  return Finding{std::move(made), std::move(repair)};
}

/// `conv(32 3x3)`
std::optional<Finding> Explainer::missingComma() const {
  if (!expected.has(Expected::Comma) || !opening || !endsOperand(kindAt(1)) || !beginsOperand(found.kind))
    return std::nullopt;
  Diagnostic made = fault(Code::E0101, "a `,` is missing before " + describeFound(builder, found),
                          {spanOf(at), "`,` goes before this"});
  // A call could also lack the arrow before it: then it is for the writer to say.
  const bool isCall = found.kind == Kind::Word && at + 1 < tokens.size() && tokens[at + 1].kind == Kind::LParen;
  if (isCall && expected.has(Expected::Arrow)) {
    made.message = "a `,` or `->` is missing before " + describeFound(builder, found);
    made.primary.message = "`,` or `->` goes before this";
  } else {
    made.fixes.push_back(spellingFix("insert `,`", behindPrevious(), ","));
  }
  return Finding{std::move(made), Repair{at, 0, {inserted(Kind::Comma)}}};
}

/// `let block = …`
std::optional<Finding> Explainer::reservedWord() const {
  const bool nameWanted = expected.has(Expected::Name) || expected.has(Expected::Value) ||
                          expected.has(Expected::Layer) || expected.has(Expected::LabelName);
  if (!isReservedWord(found.kind) || !nameWanted || (beginsStatement() && kindAt(1) != Kind::Let))
    return std::nullopt;
  const std::string word = describeFound(builder, found);
  Diagnostic made = fault(Code::E0110, word + " is a word of the language and cannot be a name", {spanOf(at), ""});
  if (expected.has(Expected::LabelName)) {
    made.help.push_back("in quotes it can be a label: `@\"" + std::string(builder.text(found)) + "\"`");
  }
  return Finding{std::move(made), Repair{at, 1, {replaced(Kind::Word)}}};
}

/// `let a = b @name`, `repeat 3 { … } @name`
std::optional<Finding> Explainer::strayLabel() const {
  if (found.kind != Kind::At || !endsOperand(kindAt(1)))
    return std::nullopt;
  Diagnostic made = fault(Code::E0108, "a label stands behind the layer, block call or operation that it names",
                          {spanOf(at), "nothing here takes a label"});
  if (kindAt(1) == Kind::RBrace)
    made.help.push_back("a `repeat` has no name of its own; label the layers in it: `@\"body.{i}\"`");
  size_t end = at + 1;
  if (tokens[end].kind == Kind::Word) {
    ++end;
  } else if (tokens[end].kind == Kind::Quote) {
    ++end;
    while (tokens[end].kind != Kind::Quote && tokens[end].kind != Kind::End)
      ++end;
    end += tokens[end].kind == Kind::Quote ? 1 : 0;
  }
  return Finding{std::move(made), Repair{at, end - at, {}}};
}

/// `repeat 3 { -> conv(8, 3x3) }`, `x -> -> relu`
std::optional<Finding> Explainer::leadingArrow() const {
  const bool doubled = kindAt(1) == Kind::Arrow;
  if (found.kind != Kind::Arrow || !expected.has(Expected::Layer) || !(doubled || kindAt(1) == Kind::LBrace))
    return std::nullopt;
  Diagnostic made =
      fault(Code::E0101,
            doubled ? "a layer is missing between two `->`" : "the first layer of a `repeat` has no `->` before it",
            {spanOf(at), doubled ? "" : "take it away"});
  if (!doubled)
    made.fixes.push_back(spellingFix("take the `->` away", spanOf(at), ""));
  return Finding{std::move(made), Repair{at, 1, {}}};
}

/// `u8[64, 64, 3] hwc`
std::optional<Finding> Explainer::inputLayout() const {
  const bool inHeader = tokens[from].kind == Kind::Network;
  if (!inHeader || found.kind != Kind::Word || kindAt(1) != Kind::RBracket)
    return std::nullopt;
  Diagnostic made = fault(Code::E0111, "inputs with a layout like `hwc` are not available yet", {spanOf(at), ""});
  made.help.push_back("write the input as `f32[channels, height, width]`");
  return Finding{std::move(made), Repair{at, 1, {}}};
}

Finding Explainer::plain() const {
  const std::string wanted = describe(expected, found.kind), seen = describeFound(builder, found);
  Diagnostic made = fault(Code::E0101, "expected " + wanted + ", found " + seen, {spanOf(at), ""});
  if (opening &&
      spanOf(*opening).file->lineColumn(tokens[*opening].begin).line != spanOf(at).file->lineColumn(found.begin).line)
    made.labels.push_back({spanOf(*opening), "inside what opens here"});
  return {std::move(made), std::nullopt};
}

} // namespace

std::string describeFound(const Builder &builder, const Token &token) {
  if (token.kind == Kind::End)
    return "the end of the file";
  const std::string_view text = builder.text(token);
  return text.empty() ? std::string("the end of the line") : quoted(text);
}

Finding explain(const Stuck &stuck) { return Explainer(stuck).explain(); }

} // namespace evenstride::syntax
