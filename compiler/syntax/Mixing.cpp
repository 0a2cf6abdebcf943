// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finding of mixed expressions and writing of their readings.
#include "syntax/Mixing.h"

#include "syntax/Report.h"

#include <vector>

namespace evenstride::syntax {

using namespace diagnostics;

namespace {

/// One operand with what it is passed through: `x` or `x -> conv(8, 3x3) -> relu`, and the operator before it.
struct Part {
  const Token *op = nullptr;            // null for the first part
  size_t begin = 0, arrow = 0, end = 0; // tokens; arrow == end if it is passed through nothing

  bool hasStages() const { return arrow != end; }
};

/// Splits at the operators that stand in no brackets. The bounds of a `repeat` belong to it.
std::vector<Part> split(std::span<const Token> tokens) {
  std::vector<Part> parts(1);
  int depth = 0;
  bool inBounds = false, seenArrow = false;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const Kind kind = tokens[i].kind;
    inBounds = (inBounds || kind == Kind::Repeat) && kind != Kind::LBrace;
    depth += isOpening(kind) ? 1 : isClosing(kind) ? -1 : 0;
    if (depth != 0 || inBounds)
      continue;
    if (kind == Kind::Arrow && !seenArrow) {
      parts.back().arrow = i;
      seenArrow = true;
    } else if (isOperator(kind) && i != 0 && endsOperand(tokens[i - 1].kind)) {
      parts.back().end = i;
      if (!seenArrow)
        parts.back().arrow = i;
      parts.push_back({&tokens[i], i + 1, i + 1, i + 1});
      seenArrow = false;
    }
  }
  parts.back().end = tokens.size();
  if (!seenArrow)
    parts.back().arrow = tokens.size();
  return parts;
}

class Readings {
public:
  Readings(const Builder &builder, std::span<const Token> tokens, std::span<const Part> parts)
      : builder(builder), tokens(tokens), parts(parts) {}

  /// Every operand goes through its own layers first: `a + (b -> relu)`.
  std::string arrowsFirst() const {
    std::string result;
    for (const Part &part : parts) {
      result += operatorText(part);
      const std::string passed = text(part.begin, part.end);
      result += part.hasStages() ? "(" + passed + ")" : passed;
    }
    return result;
  }

  /// From left to right: `(a + b) -> relu`.
  std::string leftToRight() const {
    std::string result;
    bool isOperation = false, isPipeline = false;
    for (const Part &part : parts) {
      if (part.op != nullptr) {
        result = (isPipeline ? "(" + result + ")" : result) + operatorText(part);
        isOperation = true;
        isPipeline = false;
      }
      result += text(part.begin, part.arrow);
      if (!part.hasStages())
        continue;
      result = (isOperation ? "(" + result + ")" : result) + " " + text(part.arrow, part.end);
      isOperation = false;
      isPipeline = true;
    }
    return result;
  }

private:
  std::string operatorText(const Part &part) const {
    return part.op == nullptr ? "" : " " + std::string(builder.text(*part.op)) + " ";
  }

  /// The text of tokens [begin, end) on one line; the middle of a long one is left out.
  std::string text(size_t begin, size_t end) const {
    if (begin == end)
      return {};
    std::string line;
    for (char c : builder.span(&tokens[begin], &tokens[0] + end).text()) {
      const char shown = isBlank(c) ? ' ' : c;
      if (shown != ' ' || line.empty() || line.back() != ' ')
        line += shown;
    }
    constexpr size_t longest = 48;
    const bool plain = line.find('#') == line.npos;
    if (line.size() <= longest && plain)
      return line;
    const bool stages = tokens[begin].kind == Kind::Arrow;
    const std::string head(builder.text(tokens[begin]));
    return stages ? "-> …" : head + " …";
  }

  const Builder &builder;
  std::span<const Token> tokens;
  std::span<const Part> parts;
};

} // namespace

std::optional<Diagnostic> findMixing(const Builder &builder, std::span<const Token> tokens) {
  const std::vector<Part> parts = split(tokens);
  const Part *passed = nullptr;
  for (const Part &part : parts)
    if (part.hasStages() && passed == nullptr)
      passed = &part;
  if (parts.size() == 1 || passed == nullptr)
    return std::nullopt;

  // The operator next to the first arrow is the one that competes with it.
  const Token &op = passed->op != nullptr ? *passed->op : *parts[1].op;
  const std::string sign = "`" + std::string(builder.text(op)) + "`";
  Diagnostic result = fault(Code::E0103, "`->` and " + sign + " in one expression need parentheses",
                            {builder.span(op), "which of the two comes first?"});
  result.labels.push_back({builder.span(tokens[passed->arrow]), ""});
  const Readings readings(builder, tokens, parts);
  const std::string first = readings.arrowsFirst(), second = readings.leftToRight();
  if (first == second) {
    result.help.push_back("write `" + first + "`");
    return result;
  }
  result.help.push_back("one reading: `" + first + "`");
  result.help.push_back("the other: `" + second + "`");
  return result;
}

} // namespace evenstride::syntax
