// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Habits of other languages: prefixes of modules, brackets of another kind, types where none are written.
#include "syntax/Mistakes.h"

#include <algorithm>
#include <array>

namespace evenstride::syntax {

using namespace diagnostics;
using support::Span;

namespace {

/// The token that closes the bracket at `opening`, if the statement has one.
std::optional<size_t> closingAt(const Site &site, size_t opening) {
  int depth = 0;
  for (size_t i = opening; i < site.tokens.size(); ++i) {
    const Kind kind = site.tokens[i].kind;
    if (kind == Kind::End || kind == Kind::Let || kind == Kind::Return || kind == Kind::Network || kind == Kind::Block)
      return std::nullopt;
    depth += isOpening(kind) ? 1 : isClosing(kind) ? -1 : 0;
    if (depth == 0)
      return closingOf(site.tokens[opening].kind) == kind ? std::optional(i) : std::nullopt;
  }
  return std::nullopt;
}

/// What to say, and the bracket at fault.
struct BracketFault {
  std::string message;
  size_t opening;
  std::optional<Kind> meant; // of bracket; nothing: none
};

std::optional<Finding> otherBrackets(const Site &site, const BracketFault &what) {
  const std::optional<size_t> closing = closingAt(site, what.opening);
  if (!closing)
    return std::nullopt;
  Diagnostic made = fault(Code::E0101, what.message, {site.span(what.opening), ""});
  std::vector<Token> inside(site.tokens.begin() + ptrdiff_t(what.opening),
                            site.tokens.begin() + ptrdiff_t(*closing) + 1);
  std::string opened, closed, description = "take the brackets away";
  if (what.meant) {
    opened = spelling(*what.meant);
    closed = spelling(closingOf(*what.meant));
    description = "write `" + opened + " " + closed + "`";
    inside.front().kind = *what.meant;
    inside.back().kind = closingOf(*what.meant);
    inside.front().tainted = true;
  } else {
    inside.erase(inside.begin());
    inside.pop_back();
  }
  made.fixes.push_back({std::nullopt, description, {{site.span(what.opening), opened}, {site.span(*closing), closed}}});
  return Finding{std::move(made), Repair{what.opening, *closing - what.opening + 1, std::move(inside)}};
}

} // namespace

/// `nn.Conv2d(…)`, `torch.nn.functional.relu(x)`
std::optional<Finding> modulePrefix(const Site &site) {
  constexpr std::array<std::string_view, 14> modules = {
      "nn", "F", "torch", "tf", "keras", "layers", "self", "model", "functional", "np", "onnx", "ops", "mx", "jnp"};
  if (site.found.kind != Kind::Dot || site.before(1) != Kind::Word ||
      std::ranges::find(modules, site.text(site.at - 1)) == modules.end())
    return std::nullopt;
  size_t last = site.at - 1;
  while (site.tokens[last + 1].kind == Kind::Dot && site.tokens[last + 2].kind == Kind::Word)
    last += 2;
  if (last == site.at - 1)
    return std::nullopt;
  const Span prefix{site.foundSpan().file, site.tokens[site.at - 1].begin, site.tokens[last].begin};
  Diagnostic made = fault(Code::E0101, "layers have no prefix: `" + site.text(last) + "`", {prefix, ""});
  made.fixes.push_back(spellingFix("take it away", prefix, ""));
  return Finding{std::move(made), Repair{site.at - 1, last - site.at + 1, {}}};
}

/// `f32(3, 224, 224)`
std::optional<Finding> sizesInOtherBrackets(const Site &site) {
  const bool other = site.found.kind == Kind::LParen || site.found.kind == Kind::LBrace;
  if (!site.inHeader() || !other || !site.expects(Expected::LBracket))
    return std::nullopt;
  return otherBrackets(site, {"the sizes of a tensor stand in `[ ]`", site.at, Kind::LBracket});
}

/// `max_pool[2]`
std::optional<Finding> argumentsInOtherBrackets(const Site &site) {
  const bool other = site.found.kind == Kind::LBracket || site.found.kind == Kind::LBrace;
  if (site.inHeader() || !other || !site.expects(Expected::CallParen) || site.before(1) != Kind::Word ||
      site.onNewLine())
    return std::nullopt;
  return otherBrackets(
      site, {"the arguments of `" + site.text(site.at - 1) + "` stand in parentheses", site.at, Kind::LParen});
}

/// `pad: [1, 1]`, `cat([a, b])`
std::optional<Finding> listInOtherBrackets(const Site &site) {
  const bool other = site.found.kind == Kind::LBracket || site.found.kind == Kind::LBrace;
  if (site.inHeader() || !other || !site.expects(Expected::Value))
    return std::nullopt;
  const bool isValue = site.behind(1) == Kind::Word;
  if (!site.opening) {
    Diagnostic made = fault(Code::E0101, "there are no lists of tensors", {site.foundSpan(), ""});
    made.help.push_back("`concat(a, b)` joins tensors along their channels");
    return Finding{std::move(made), std::nullopt};
  }
  if (isValue && site.inArguments() && site.before(1) == Kind::LParen)
    return otherBrackets(site, {"tensors stand in the parentheses of the call", site.at, std::nullopt});
  return otherBrackets(site, {"a list of numbers stands in parentheses", site.at, Kind::LParen});
}

/// `let a: f32[3, 8, 8] = x`
std::optional<Finding> typedValue(const Site &site) {
  if (site.found.kind != Kind::Colon || site.tokens[site.from].kind != Kind::Let || !site.expects(Expected::Equals))
    return std::nullopt;
  size_t equals = site.at;
  while (site.tokens[equals].kind != Kind::Equals)
    if (isClosing(site.tokens[equals].kind) && site.tokens[equals].kind != Kind::RBracket)
      return std::nullopt;
    else if (site.tokens[++equals].kind == Kind::End || site.tokens[equals].kind == Kind::Let)
      return std::nullopt;
  const Span type{site.foundSpan().file, site.found.begin, site.tokens[equals - 1].end};
  Diagnostic made = fault(Code::E0101, "a value has no type of its own: its sizes are computed", {type, ""});
  made.fixes.push_back(spellingFix("take it away", type, ""));
  made.help.push_back("to state a shape, write `-> expect [C, H, W]`");
  return Finding{std::move(made), Repair{site.at, equals - site.at, {}}};
}

/// `network n(x: f32[3, 8, 8], n: int)`
std::optional<Finding> integerInput(const Site &site) {
  const bool isNetwork = site.tokens[site.from].kind == Kind::Network;
  if (!isNetwork || !site.expects(Expected::LBracket) || site.before(1) != Kind::Word ||
      site.before(2) != Kind::Colon || site.text(site.at - 1) != "int")
    return std::nullopt;
  Diagnostic made = fault(Code::E0101, "a network takes tensors alone", {site.span(site.at - 1), "an integer"});
  made.help.push_back("blocks take integers; in a network write the number, or `let n = 3`");
  return Finding{std::move(made), std::nullopt};
}

/// `network n(image[3, 8, 8])`
std::optional<Finding> missingType(const Site &site) {
  if (site.tokens[site.from].kind != Kind::Network || site.found.kind != Kind::LBracket ||
      site.before(1) != Kind::Word || !site.expects(Expected::Colon))
    return std::nullopt;
  Diagnostic made =
      fault(Code::E0101, "an input has a name and a type", {site.foundSpan(), "the type goes before this"});
  made.fixes.push_back(spellingFix("write `: f32`", site.behindPrevious(), ": f32"));
  return Finding{std::move(made), Repair{site.at, 0, {site.inserted(Kind::Colon), site.inserted(Kind::Word)}}};
}

/// `x relu`, or a line that begins with `conv(…)`
std::optional<Finding> missingArrow(const Site &site) {
  const bool isCall = site.behind(1) == Kind::LParen;
  if (site.found.kind != Kind::Word || !site.expects(Expected::Arrow) || !endsOperand(site.before(1)) || site.opening ||
      (site.onNewLine() && !isCall))
    return std::nullopt;
  Diagnostic made = fault(Code::E0101, "a `->` is missing before " + site.describeFound(), {site.foundSpan(), ""});
  Span place = site.foundSpan();
  place.end = place.begin;
  made.fixes.push_back(spellingFix("insert `->`", place, "-> "));
  return Finding{std::move(made), Repair{site.at, 0, {site.inserted(Kind::Arrow)}}};
}

} // namespace evenstride::syntax
