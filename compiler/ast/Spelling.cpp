// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Spellings of numbers, operators and labels.
#include "ast/Spelling.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace evenstride::ast {

std::string_view spell(BinaryOp op) {
  switch (op) {
  case BinaryOp::Add:
    return "+";
  case BinaryOp::Subtract:
    return "-";
  case BinaryOp::Multiply:
    return "*";
  case BinaryOp::Divide:
    return "/";
  case BinaryOp::Remainder:
    return "%";
  }
  return {};
}

std::string spell(const Integer &integer) {
  return integer.amount.empty() ? std::to_string(integer.value) : integer.amount;
}

std::string spell(const Fraction &fraction) {
  std::array<char, 32> buffer;
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), fraction.value);
  std::string text(buffer.data(), written.ptr);
  return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

std::string spell(const WindowLiteral &window) {
  return std::to_string(window.height) + "x" + std::to_string(window.width);
}

int precedence(BinaryOp op) { return op == BinaryOp::Add || op == BinaryOp::Subtract ? 1 : 2; }

bool isPlainLabel(const Label &label) {
  if (label.pieces.size() != 1 || label.pieces[0].value != nullptr)
    return false;
  const std::string &text = label.pieces[0].text;
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && isLetter(text[0]) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return isLetter(c) || isDigit(c); }) &&
         std::find(reservedWords.begin(), reservedWords.end(), text) == reservedWords.end();
}

} // namespace evenstride::ast
