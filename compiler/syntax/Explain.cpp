// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Picks the mistake that fits; what fits none gets a plain "expected this, found that".
#include "syntax/Explain.h"

#include "syntax/Mistakes.h"

namespace evenstride::syntax {

using namespace diagnostics;

namespace {

Finding plain(const Site &site) {
  const std::string wanted = site.describeExpected();
  const bool lineEnds =
      site.at > site.from && site.onNewLine() && !isOperator(site.found.kind) && !site.expects(Expected::Statement);
  if (lineEnds) {
    const std::string last = quoted(site.text(site.at - 1));
    return {fault(Code::E0101, "expected " + wanted + " behind " + last, {site.span(site.at - 1), ""}), std::nullopt};
  }
  return {fault(Code::E0101, "expected " + wanted + ", found " + site.describeFound(), {site.foundSpan(), ""}),
          std::nullopt};
}

} // namespace

Finding explain(const Stuck &stuck) {
  // The more specific ones first.
  constexpr Mistake mistakes[] = {equalsForColon,      missingColon, trailingComma,        noInputs,
                                  untypedInput,        integerInput, missingType,          typedParameter,
                                  typedValue,          modulePrefix, sizesInOtherBrackets, argumentsInOtherBrackets,
                                  listInOtherBrackets, reservedWord, unclosedBracket,      missingComma,
                                  strayLabel,          leadingArrow, dotForArrow,          bareArguments,
                                  missingArrow,        strayClosing};
  const Site site(stuck);
  for (Mistake mistake : mistakes)
    if (std::optional<Finding> finding = mistake(site))
      return std::move(*finding);
  return plain(site);
}

std::string describeFound(const Builder &builder, const Token &token) {
  if (token.kind == Kind::End)
    return "the end of the file";
  const std::string_view text = builder.text(token);
  return text.empty() ? std::string("the end of the line") : quoted(text);
}

} // namespace evenstride::syntax
