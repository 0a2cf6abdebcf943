// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mistakes with names, labels and layers, and in headers.
#include "syntax/Mistakes.h"

namespace evenstride::syntax {

using namespace diagnostics;
using support::Span;

/// `let block = …`
std::optional<Finding> reservedWord(const Site &site) {
  const bool nameWanted = site.expects(Expected::Name) || site.expects(Expected::Value) ||
                          site.expects(Expected::Layer) || site.expects(Expected::LabelName);
  if (!isReservedWord(site.found.kind) || !nameWanted || (site.beginsStatement() && site.onNewLine()))
    return std::nullopt;
  Diagnostic made = fault(Code::E0110, site.describeFound() + " is a word of the language and cannot be a name",
                          {site.foundSpan(), ""});
  if (site.expects(Expected::LabelName))
    made.fixes.push_back(spellingFix("put it in quotes", site.foundSpan(), "\"" + site.text(site.at) + "\""));
  return Finding{std::move(made), Repair{site.at, 1, {site.replaced(Kind::Word)}}};
}

/// `let a = b @name`, `repeat 3 { … } @name`
std::optional<Finding> strayLabel(const Site &site) {
  if (site.found.kind != Kind::At || !endsOperand(site.before(1)))
    return std::nullopt;
  Diagnostic made = fault(Code::E0108, "a label stands behind the layer, block call or operation that it names",
                          {site.foundSpan(), "nothing here takes a label"});
  if (site.before(1) == Kind::RBrace)
    made.help.push_back("a `repeat` has no name of its own; label the layers in it: `@\"body.{i}\"`");
  size_t count = 1;
  if (site.behind(1) == Kind::Word)
    count = 2;
  else if (site.behind(1) == Kind::Quote)
    for (count = 2; site.behind(count - 1) != Kind::End && (count == 2 || site.behind(count - 1) != Kind::Quote);)
      ++count;
  return Finding{std::move(made), Repair{site.at, count, {}}};
}

/// `repeat 3 { -> conv(8, 3x3) }`, `x -> -> relu`
std::optional<Finding> leadingArrow(const Site &site) {
  const bool doubled = site.before(1) == Kind::Arrow;
  if (site.found.kind != Kind::Arrow || !site.expects(Expected::Layer) || !(doubled || site.before(1) == Kind::LBrace))
    return std::nullopt;
  Diagnostic made =
      fault(Code::E0101,
            doubled ? "a layer is missing between two `->`" : "the first layer of a `repeat` has no `->` before it",
            {site.foundSpan(), doubled ? "" : "take it away"});
  const Span withBlank{site.foundSpan().file, site.found.begin, site.tokens[site.at + 1].begin};
  if (!doubled)
    made.fixes.push_back(spellingFix("take the `->` away", withBlank, ""));
  return Finding{std::move(made), Repair{site.at, 1, {}}};
}

/// `x.relu()`
std::optional<Finding> dotForArrow(const Site &site) {
  if (site.found.kind != Kind::Dot || !site.expects(Expected::Arrow) || site.behind(1) != Kind::Word)
    return std::nullopt;
  Diagnostic made = fault(Code::E0101, "a value is passed to a layer by `->`, not `.`", {site.foundSpan(), ""});
  made.fixes.push_back(spellingFix("write `->`", site.foundSpan(), " -> "));
  return Finding{std::move(made), Repair{site.at, 1, {site.replaced(Kind::Arrow)}}};
}

/// `x -> conv 8, 3x3`
std::optional<Finding> bareArguments(const Site &site) {
  const bool isNumber = site.found.kind >= Kind::Integer && site.found.kind <= Kind::Window;
  if (!isNumber || !site.expects(Expected::CallParen) || site.before(2) != Kind::Arrow)
    return std::nullopt;
  return Finding{fault(Code::E0101, "the arguments of `" + site.text(site.at - 1) + "` stand in parentheses",
                       {site.foundSpan(), "expected `(` before this"}),
                 std::nullopt};
}

/// `network f()`
std::optional<Finding> noInputs(const Site &site) {
  if (!site.inHeader() || site.found.kind != Kind::RParen || site.before(1) != Kind::LParen || site.open.size() != 1)
    return std::nullopt;
  const bool isNetwork = site.tokens[site.from].kind == Kind::Network;
  Diagnostic made =
      fault(Code::E0101, isNetwork ? "a network has at least one input" : "a block takes at least one tensor",
            {support::join(site.span(site.at - 1), site.foundSpan()), ""});
  made.help.push_back(isNetwork ? "name it with its type: `image: f32[3, 224, 224]`" : "name it: `x`");
  return Finding{std::move(made), std::nullopt};
}

/// `network f(x)`
std::optional<Finding> untypedInput(const Site &site) {
  const bool isNetwork = site.tokens[site.from].kind == Kind::Network;
  const bool ends = site.found.kind == Kind::RParen || site.found.kind == Kind::Comma;
  if (!isNetwork || !ends || !site.expects(Expected::Colon) || site.before(1) != Kind::Word)
    return std::nullopt;
  Diagnostic made =
      fault(Code::E0101, "the input " + quoted(site.text(site.at - 1)) + " has no type", {site.span(site.at - 1), ""});
  made.help.push_back("write channels, height and width: `" + site.text(site.at - 1) + ": f32[3, 224, 224]`");
  return Finding{std::move(made), std::nullopt};
}

/// `block f(x: f32[3, 8, 8])`
std::optional<Finding> typedParameter(const Site &site) {
  if (!site.expects(Expected::IntWord) || site.found.kind != Kind::Word)
    return std::nullopt;
  Diagnostic made = fault(Code::E0101, "a block takes tensors, written `x`, and integers, written `x: int`",
                          {site.foundSpan(), "expected `int`"});
  size_t count = 2;
  if (site.behind(1) == Kind::LBracket)
    while (site.behind(count - 1) != Kind::End && site.tokens[site.at + count - 2].kind != Kind::RBracket)
      ++count;
  if (site.tokens[site.at + count - 2].kind == Kind::RBracket) {
    const Span type = support::join(site.span(site.at - 1), site.span(site.at + count - 2));
    made.fixes.push_back(spellingFix("take the type away", type, ""));
  }
  return Finding{std::move(made), Repair{site.at - 1, count, {}}};
}

} // namespace evenstride::syntax
