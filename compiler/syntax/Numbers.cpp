// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading of numbers.
#include "syntax/Numbers.h"

#include "geometry/Checked.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <utility>

namespace evenstride::syntax {

using geometry::Checked;

namespace {

constexpr std::array<std::pair<std::string_view, int64_t>, 10> budgetUnits = {{
    {"B", 1},
    {"KiB", int64_t(1) << 10},
    {"MiB", int64_t(1) << 20},
    {"GiB", int64_t(1) << 30},
    {"kB", 1'000},
    {"MB", 1'000'000},
    {"GB", 1'000'000'000},
    {"k", 1'000},
    {"M", 1'000'000},
    {"G", 1'000'000'000},
}};

int64_t scaleOf(std::string_view unit) {
  for (const auto &[name, scale] : budgetUnits)
    if (name == unit)
      return scale;
  return 0;
}

/// The unit that `word` spells but for the case of its letters, or nothing.
std::string_view unitMeant(std::string_view word) {
  const auto sameLetter = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  for (const auto &[name, scale] : budgetUnits)
    if (std::equal(name.begin(), name.end(), word.begin(), word.end(), sameLetter))
      return name;
  return {};
}

class NumberReader {
public:
  NumberReader(std::string_view text, Units units) : text(text), units(units) {}

  NumberText read() const {
    const size_t digits = endOfDigits(0);
    if (digits == 0)
      return broken(endOfWord(1));
    const auto [kind, end] = regular(digits);
    const bool isInteger = kind == Kind::Integer;
    if (isInteger)
      if (std::optional<NumberText> window = oddWindow(digits))
        return *window;
    if (units == Units::Budget && isWordCharacter(at(end)))
      return amount(end, endOfWord(end));
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

  /// A number with a unit: what it amounts to is an integer.
  NumberText amount(size_t unit, size_t end) const {
    const std::string_view word = text.substr(unit, end - unit);
    if (scaleOf(word) != 0) {
      const bool whole = readAmount(text.substr(0, end)).has_value();
      const bool isFraction = text.substr(0, unit).find_first_of(".e") != text.npos;
      return {Kind::Integer,
              end,
              whole        ? NumberFault::None
              : isFraction ? NumberFault::Parts
                           : NumberFault::TooLarge,
              {}};
    }
    const std::string_view meant = unitMeant(word);
    const std::string mended = meant.empty() ? "" : std::string(text.substr(0, unit)) + std::string(meant);
    return {Kind::Integer, end, NumberFault::Unit, mended};
  }

  NumberText broken(size_t end) const {
    const std::string word(text.substr(0, end));
    const bool misplacedPoint = word.front() == '.' || word.back() == '.';
    if (!misplacedPoint)
      return withLetters(word);
    const bool plain = word.find_first_not_of("0123456789.") == word.npos;
    const std::string meant = word.front() == '.' ? "0" + word : word + "0";
    return {Kind::Fraction, end, NumberFault::Point, plain ? meant : std::string()};
  }

  /// `1_000`, `16k`, `0.1f`, `3x224x224`, or no number at all.
  static NumberText withLetters(const std::string &word) {
    const auto onlyOf = [&](std::string_view characters) { return word.find_first_not_of(characters) == word.npos; };
    const size_t unit = std::min(word.find_first_not_of("0123456789."), word.size());
    if (onlyOf("0123456789_"))
      return {Kind::Integer, word.size(), NumberFault::Digits, without(word, '_')};
    if (onlyOf("0123456789x") && isDigit(word.back()) && word.find("xx") == word.npos)
      return {Kind::Integer, word.size(), NumberFault::Sizes, separated(word)};
    const bool isFloat = (word.back() == 'f' || word.back() == 'F') && unit + 1 == word.size();
    if (isFloat)
      return {word.find('.') == word.npos ? Kind::Integer : Kind::Fraction, word.size(), NumberFault::Suffix,
              word.substr(0, unit)};
    if (const std::optional<int64_t> amount = readAmount(word))
      return {Kind::Integer, word.size(), NumberFault::Suffix, std::to_string(*amount)};
    return {Kind::Integer, word.size(), NumberFault::Letters, {}};
  }

  static std::string without(std::string text, char sign) {
    std::erase(text, sign);
    return text;
  }
  static std::string separated(const std::string &sizes) {
    std::string result;
    for (char c : sizes)
      result += c == 'x' ? std::string(", ") : std::string(1, c);
    return result;
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
  Units units;
};

} // namespace

NumberText readNumber(std::string_view text, Units units) { return NumberReader(text, units).read(); }

std::optional<int64_t> readAmount(std::string_view text) {
  const size_t unit = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string digits(text.substr(0, unit));
  Checked parts = 1; // of one, that the last digit counts
  if (const size_t point = digits.find('.'); point != digits.npos) {
    digits.erase(point, 1);
    for (size_t i = point; i < digits.size(); ++i)
      parts = geometry::checkedMultiply(parts, 10);
  }
  int64_t value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc())
    return std::nullopt;
  const int64_t scale = scaleOf(text.substr(unit));
  const Checked whole = geometry::checkedMultiply(value, scale);
  if (scale == 0 || !whole || !parts || *whole % *parts != 0)
    return std::nullopt;
  return *whole / *parts;
}

} // namespace evenstride::syntax
