// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Line by line: `[section]`, `key=value`, `# comment`.
#include "interchange/darknet/Config.h"
#include "interchange/Draft.h"
#include "interchange/Fault.h"
#include "interchange/ImportCodes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace evenstride::interchange::darknet {

static constexpr std::string_view blanks = " \t\r\n";

static std::string withoutBlanks(std::string_view text) {
  std::string result;
  std::ranges::copy_if(text, std::back_inserter(result), [](char c) { return blanks.find(c) == blanks.npos; });
  return result;
}

namespace {

class Parser {
public:
  Parser(const support::SourceFile &file, diagnostics::Sink &sink) : file(file), sink(sink) {}

  std::vector<Section> parse() {
    for (uint32_t line = 1; line <= file.lineCount() && !isFull; ++line)
      parseLine(trimmed(file.lineBegin(line), file.line(line).size()));
    return std::move(sections);
  }

private:
  /// The span without the blanks at its ends.
  support::Span trimmed(uint32_t begin, size_t size) const {
    uint32_t end = begin + uint32_t(size);
    auto isBlank = [&](uint32_t at) { return blanks.find(file.text()[at]) != blanks.npos; };
    while (begin < end && isBlank(begin))
      ++begin;
    while (begin < end && isBlank(end - 1))
      --end;
    return {&file, begin, end};
  }

  void report(diagnostics::Code code, support::Span span, std::string message) {
    interchange::report({code, std::move(message), span}, sink);
  }

  void parseLine(support::Span line) {
    std::string_view text = line.text();
    if (text.empty() || text[0] == '#' || text[0] == ';')
      return;
    if (text[0] == '[')
      parseSection(line);
    else
      parseOption(line);
  }

  void parseSection(support::Span line) {
    std::string name = withoutBlanks(line.text());
    if (name.back() != ']')
      report(codes::damaged, line, "a section's name ends in `]`, and nothing stands behind it");
    if (sections.size() == ConfigLimits::sections) {
      report(codes::tooLarge, line, fmt::format("there are more than {} sections", ConfigLimits::sections));
      isFull = true;
      return;
    }
    name.pop_back();
    sections.push_back({.name = name.substr(std::min<size_t>(1, name.size())), .span = line});
  }

  void parseOption(support::Span line) {
    size_t equals = line.text().find('=');
    if (equals == std::string_view::npos)
      return report(codes::damaged, line, "this line is neither a section, as `[net]`, nor an option, as `size=3`");
    if (sections.empty())
      return report(codes::damaged, line, "an option stands before the first section");
    support::Span key = trimmed(line.begin, equals);
    support::Span value = trimmed(line.begin + uint32_t(equals) + 1, line.text().size() - equals - 1);
    sections.back().options.push_back(
        {withoutBlanks(key.text()), withoutBlanks(value.text()), key, value.begin < value.end ? value : line});
  }

  const support::SourceFile &file;
  diagnostics::Sink &sink;
  std::vector<Section> sections;
  bool isFull = false;
};

} // namespace

std::vector<Section> parseConfig(const support::SourceFile &file, diagnostics::Sink &sink) {
  return Parser(file, sink).parse();
}

const Option *Section::find(std::string_view key) const {
  auto found = std::ranges::find(options, key, &Option::key);
  if (found == options.end())
    return nullptr;
  found->isRead = true;
  return &*found;
}

/// What follows a number may be a comment; nothing else may.
static bool endsNumber(std::string_view rest) { return rest.empty() || rest[0] == '#' || rest[0] == ';'; }

[[noreturn]] static void refuse(const Option &option, std::string_view text, std::string_view wanted) {
  throw Refusal{fmt::format("`{}` of `{}` is no {}", text, option.key, wanted), option.valueSpan};
}

/// Reads a whole number off the front of the text.
static int64_t takeInteger(std::string_view &text, const Option &option) {
  int64_t value = 0;
  std::string_view before = text;
  if (text.starts_with('+'))
    text.remove_prefix(1);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr int64_t largest = int64_t(1) << 31;
  if (error != std::errc() || value >= largest || value < -largest)
    refuse(option, before, "whole number that Darknet reads");
  text.remove_prefix(size_t(end - text.data()));
  return value;
}

/// Reads a number off the front of the text.
static double takeNumber(std::string_view &text, const Option &option) {
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value))
    refuse(option, text, "number");
  text.remove_prefix(size_t(end - text.data()));
  return value;
}

/// The value of an option that is nothing but what `take` reads.
template <typename Number>
static Number onlyValue(const Option &option, Number (*take)(std::string_view &, const Option &),
                        std::string_view wanted) {
  std::string_view text = option.value;
  Number value = take(text, option);
  if (!endsNumber(text))
    refuse(option, option.value, wanted);
  return value;
}

int64_t Section::integer(std::string_view key, int64_t otherwise) const {
  const Option *option = find(key);
  return option ? onlyValue(*option, takeInteger, "whole number") : otherwise;
}

double Section::number(std::string_view key, double otherwise) const {
  const Option *option = find(key);
  return option ? onlyValue(*option, takeNumber, "number") : otherwise;
}

std::string Section::word(std::string_view key, std::string_view otherwise) const {
  const Option *option = find(key);
  return option ? option->value : std::string(otherwise);
}

std::vector<int64_t> Section::integers(std::string_view key) const {
  const Option *option = find(key);
  if (!option)
    throw Refusal{fmt::format("it does not say its `{}`", key)};
  std::vector<int64_t> values;
  std::string_view text = option->value;
  values.push_back(takeInteger(text, *option));
  while (text.starts_with(',') && !endsNumber(text.substr(1))) { // a last comma says nothing
    text.remove_prefix(1);
    values.push_back(takeInteger(text, *option));
  }
  if (!endsNumber(text) && text != ",")
    refuse(*option, option->value, "list of whole numbers");
  return values;
}

} // namespace evenstride::interchange::darknet
