// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading of numbers.
#include "syntax/Numbers.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace evenstride::syntax {
namespace {

class NumberReader {
public:
  explicit NumberReader(std::string_view text) : text(text) {}

  NumberText read() const {
    const size_t digits = endOfDigits(0);
    if (digits == 0)
      return broken(endOfWord(1));
    const auto [kind, end] = regular(digits);
    const bool isInteger = kind == Kind::Integer;
    if (isInteger)
      if (std::optional<NumberText> window = oddWindow(digits))
        return *window;
    if (isWordCharacter(at(end)))
      return broken(endOfWord(end));
    if (isInteger && at(end) == '.' && at(end + 1) != '.')
      return broken(end + 1);
    return {kind, end, fits(kind, end) ? NumberFault::None : NumberFault::TooLarge, {}};
  }

private:
  struct Extent {
    Kind kind;
    size_t end;
  };

  char at(size_t offset) const { return offset < text.size() ? text[offset] : '\0'; }
  size_t endOfDigits(size_t offset) const {
    while (isDigit(at(offset)))
      ++offset;
    return offset;
  }
  size_t endOfWord(size_t offset) const {
    while (isWordCharacter(at(offset)))
      ++offset;
    return offset;
  }
  size_t endOfSpaces(size_t offset) const {
    while (at(offset) == ' ')
      ++offset;
    return offset;
  }

  /// The longest number as the language has it, of which the first `digits` characters are digits.
  Extent regular(size_t digits) const {
    if (at(digits) == 'x' && isDigit(at(digits + 1)))
      return {Kind::Window, endOfDigits(digits + 1)};
    Extent result{Kind::Integer, digits};
    if (at(digits) == '.' && isDigit(at(digits + 1)))
      result = {Kind::Fraction, endOfDigits(digits + 1)};
    const size_t sign = at(result.end + 1) == '-' || at(result.end + 1) == '+' ? 1 : 0;
    if (at(result.end) == 'e' && isDigit(at(result.end + 1 + sign)))
      result = {Kind::Fraction, endOfDigits(result.end + 1 + sign)};
    return result;
  }

  /// `3 x 3`, `3x 3`, `3 x3`, `3X3`, `3×3`: a window, written with blanks, a capital or a times sign.
  std::optional<NumberText> oddWindow(size_t digits) const {
    constexpr std::string_view timesSign = "×";
    const size_t cross = endOfSpaces(digits);
    const bool isTimes = text.substr(std::min(cross, text.size()), timesSign.size()) == timesSign;
    if (at(cross) != 'x' && at(cross) != 'X' && !isTimes)
      return std::nullopt;
    const size_t width = endOfSpaces(cross + (isTimes ? timesSign.size() : 1));
    const size_t end = endOfDigits(width);
    if (end == width || isWordCharacter(at(end)))
      return std::nullopt;
    const std::string meant = std::string(text.substr(0, digits)) + "x" + std::string(text.substr(width, end - width));
    return NumberText{Kind::Window, end, NumberFault::Window, meant};
  }

  NumberText broken(size_t end) const {
    const std::string word(text.substr(0, end));
    const bool misplacedPoint = word.front() == '.' || word.back() == '.';
    if (!misplacedPoint)
      return {Kind::Integer, end, NumberFault::Letters, {}};
    const bool plain = word.find_first_not_of("0123456789.") == word.npos;
    const std::string meant = word.front() == '.' ? "0" + word : word + "0";
    return {Kind::Fraction, end, NumberFault::Point, plain ? meant : std::string()};
  }

  bool fits(Kind kind, size_t end) const {
    const char *const first = text.data(), *const last = first + end;
    if (kind == Kind::Fraction) {
      double value = 0;
      return std::from_chars(first, last, value).ec == std::errc();
    }
    int64_t value = 0;
    const auto head = std::from_chars(first, last, value);
    if (head.ec != std::errc() || kind == Kind::Integer)
      return head.ec == std::errc();
    return std::from_chars(head.ptr + 1, last, value).ec == std::errc();
  }

  std::string_view text;
};

} // namespace

NumberText readNumber(std::string_view text) { return NumberReader(text).read(); }

} // namespace evenstride::syntax
