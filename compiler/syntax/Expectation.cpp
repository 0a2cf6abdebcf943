// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The language's own words for what a rule expects.
#include "syntax/Expectation.h"

#include <vector>

namespace evenstride::syntax {
namespace {

std::string_view phrase(Expected what) {
  switch (what) {
  case Expected::Arrow:
    return "`->`";
  case Expected::Operator:
    return "an operator";
  case Expected::Dots:
    return "`..`";
  case Expected::CallParen:
    return "`(`";
  case Expected::Label:
    return "a label";
  case Expected::Layout:
    return "a layout";
  case Expected::Step:
    return "`step`";
  case Expected::Where:
    return "`where`";
  case Expected::Value:
    return "a value";
  case Expected::Layer:
    return "a layer";
  case Expected::Name:
    return "a name";
  case Expected::Type:
    return "a type like `f32[3, 224, 224]`";
  case Expected::IntWord:
    return "`int`";
  case Expected::Path:
    return "a path in quotes";
  case Expected::LabelName:
    return "a name or a text in quotes";
  case Expected::LabelText:
    return "a text";
  case Expected::In:
    return "`in`";
  case Expected::LParen:
    return "`(`";
  case Expected::LBracket:
    return "`[`";
  case Expected::LBrace:
    return "`{`";
  case Expected::Comma:
    return "`,`";
  case Expected::Colon:
    return "`:`";
  case Expected::Equals:
    return "`=`";
  case Expected::AtMost:
    return "`<=`";
  case Expected::RParen:
    return "`)`";
  case Expected::RBracket:
    return "`]`";
  case Expected::RBrace:
    return "`}`";
  case Expected::Quote:
    return "`\"`";
  case Expected::Statement:
    return "the next statement";
  }
  return {};
}

constexpr auto firstStrong = Expected::Value;
constexpr auto last = Expected::Statement;

} // namespace

Expected expectedClosing(Kind opening) {
  return opening == Kind::LParen ? Expected::RParen : opening == Kind::LBracket ? Expected::RBracket : Expected::RBrace;
}

std::string describe(const ExpectedSet &expected, Kind found) {
  std::vector<std::string_view> strong, weak;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const auto what = static_cast<Expected>(i);
    if (!expected.has(what))
      continue;
    const bool likely = what == Expected::Arrow && found == Kind::Word;
    (what >= firstStrong || likely ? strong : weak).push_back(phrase(what));
  }
  const std::vector<std::string_view> &listed = strong.empty() ? weak : strong;
  std::string result;
  for (size_t i = 0; i < listed.size(); ++i) {
    if (i != 0)
      result += i + 1 == listed.size() ? " or " : ", ";
    result += listed[i];
  }
  return result;
}

} // namespace evenstride::syntax
