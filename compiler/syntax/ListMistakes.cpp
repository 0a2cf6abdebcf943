// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mistakes in lists: commas, colons, brackets.
#include "syntax/Mistakes.h"

namespace evenstride::syntax {

using namespace diagnostics;
using support::Span;

/// `stride = 2`
std::optional<Finding> equalsForColon(const Site &site) {
  const bool wanted = site.expects(Expected::Colon) || site.inArguments();
  if (site.found.kind != Kind::Equals || site.before(1) != Kind::Word || !wanted)
    return std::nullopt;
  Diagnostic made = fault(
      Code::E0109, site.inArguments() ? "a named argument takes `:`, not `=`" : "a type stands behind `:`, not `=`",
      {site.foundSpan(), "`:` goes here"});
  const Span place{site.foundSpan().file, site.tokens[site.at - 1].end, site.found.end};
  made.fixes.push_back(spellingFix("write `" + site.text(site.at - 1) + ":`", place, ":"));
  return Finding{std::move(made), Repair{site.at, 1, {site.replaced(Kind::Colon)}}};
}

/// `conv(32, 3x3, pad 1)`
std::optional<Finding> missingColon(const Site &site) {
  const bool isNumber = site.found.kind >= Kind::Integer && site.found.kind <= Kind::Window;
  const bool beginsArgument = site.before(2) == Kind::LParen || site.before(2) == Kind::Comma;
  if (!site.inArguments() || site.before(1) != Kind::Word || !beginsArgument || !isNumber)
    return std::nullopt;
  Diagnostic made = fault(Code::E0109, "a named argument takes a `:` behind its name", {site.span(site.at - 1), ""});
  made.fixes.push_back(spellingFix("write `" + site.text(site.at - 1) + ":`", site.behindPrevious(), ":"));
  return Finding{std::move(made), Repair{site.at, 0, {site.inserted(Kind::Colon)}}};
}

/// `conv(32, 3x3,)`
std::optional<Finding> trailingComma(const Site &site) {
  if (site.before(1) != Kind::Comma || !site.closesInnermost())
    return std::nullopt;
  Diagnostic made = fault(Code::E0101, "nothing follows this `,`", {site.span(site.at - 1), ""});
  made.fixes.push_back(spellingFix("take the `,` away", site.span(site.at - 1), ""));
  return Finding{std::move(made), Repair{site.at - 1, 1, {}}};
}

/// The list goes no further, but its bracket is still open: `conv(32, 3x3` and then `return`, or `f(a]`.
std::optional<Finding> unclosedBracket(const Site &site) {
  const bool otherBracket = isClosing(site.found.kind) && !site.closesInnermost();
  const bool bodyBegins = site.found.kind == Kind::LBrace && site.expectsClosing();
  if (!site.opening || !(site.beginsStatement() || otherBracket || bodyBegins))
    return std::nullopt;
  const Kind closing = closingOf(site.tokens[*site.opening].kind);
  const std::string closer = "`" + std::string(spelling(closing)) + "`";
  Diagnostic made = fault(Code::E0102, "this `" + site.text(*site.opening) + "` is not closed",
                          {site.span(*site.opening), "opened here"});
  made.labels.push_back({site.foundSpan(), site.expectsClosing()
                                               ? closer + " was expected before " + site.describeFound()
                                               : site.describeExpected() + " was expected here"});
  if (!site.expectsClosing())
    return Finding{std::move(made), std::nullopt};
  // `f(a]`: the wrong bracket stands for the right one, unless it closes what lies further out.
  const bool replaces = otherBracket && site.found.kind != Kind::RBrace && !site.closesOuter();
  return Finding{std::move(made), replaces ? Repair{site.at, 1, {site.replaced(closing)}}
                                           : Repair{site.at, 0, {site.inserted(closing)}}};
}

/// `conv(32 3x3)`
std::optional<Finding> missingComma(const Site &site) {
  if (!site.expects(Expected::Comma) || !site.opening || !endsOperand(site.before(1)) ||
      !beginsOperand(site.found.kind))
    return std::nullopt;
  // An input has a type: what has none was not meant as one.
  const bool inNetworkHeader = site.tokens[site.from].kind == Kind::Network;
  if (inNetworkHeader && site.found.kind == Kind::Word && site.behind(1) != Kind::Colon)
    return std::nullopt;
  const std::string before = " before " + site.describeFound();
  // A word could also lack the arrow before it: then it is for the writer to say.
  const bool perhapsLayer = site.found.kind == Kind::Word && site.expects(Expected::Arrow);
  const std::string missing = perhapsLayer ? "`,` or `->`" : "`,`";
  Diagnostic made =
      fault(Code::E0101, "a " + missing + " is missing" + before, {site.foundSpan(), missing + " goes before this"});
  if (!perhapsLayer && site.found.kind != Kind::LParen) // `2 (3)` may also lack an operator
    made.fixes.push_back(spellingFix("insert `,`", site.behindPrevious(), ","));
  return Finding{std::move(made), Repair{site.at, 0, {site.inserted(Kind::Comma)}}};
}

/// `let a = conv(x, 8, 3x3))`
std::optional<Finding> strayClosing(const Site &site) {
  if (!isClosing(site.found.kind) || !site.open.empty() || !endsOperand(site.before(1)))
    return std::nullopt;
  Diagnostic made = fault(Code::E0112, "this " + site.describeFound() + " closes nothing", {site.foundSpan(), ""});
  made.fixes.push_back(spellingFix("take it away", site.foundSpan(), ""));
  return Finding{std::move(made), Repair{site.at, 1, {}}};
}

} // namespace evenstride::syntax
