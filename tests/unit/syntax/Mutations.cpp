// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random programs, damaged at random: the parser comes back with spans inside the file, or with no error and a tree.
#include "ast/Dump.h"
#include "ast/Print.h"
#include "support/Parsed.h"
#include "support/RandomProgram.h"

#include <doctest/doctest.h>

#include <random>

using namespace evenstride;
using namespace evenstride::test;

namespace {

/// Pieces that a damage puts in: every sign and word of the language and some that are none.
constexpr std::string_view pieces[] = {"(",      ")",      "[",       "]",      "{",       "}",
                                       ",",      ":",      "=",       "@",      "->",      "..",
                                       "..=",    "+",      "-",       "*",      "/",       "%",
                                       "\"",     "#",      ".",       "<=",     "network", "let",
                                       "in",     "use",    "block",   "return", "_",       "where",
                                       "repeat", "expect", "require", "x",      "3x3",     "99999999999999999999",
                                       "0.5",    "3x",     ";",       "→",      "é",       "\n",
                                       "\"{",    "//",     "/*",      "\xC3",   "{{",      "network n(x: f32[1]) {"};

class Damage {
public:
  explicit Damage(uint64_t seed) : random(seed) {}

  std::string operator()(std::string text) {
    const size_t count = 1 + below(3);
    for (size_t i = 0; i < count && !text.empty(); ++i)
      once(text);
    return text;
  }

private:
  size_t below(size_t count) { return static_cast<size_t>(random() % count); }

  void once(std::string &text) {
    const size_t place = below(text.size());
    const size_t length = std::min(text.size() - place, 1 + below(12));
    const std::string_view piece = pieces[below(std::size(pieces))];
    switch (below(6)) {
    case 0:
      text.erase(place, length);
      break;
    case 1:
      text.insert(place, text.substr(place, length));
      break;
    case 2:
      text.replace(place, 1, piece);
      break;
    case 3:
      text.insert(place, piece);
      break;
    case 4:
      text[place] = static_cast<char>(below(128));
      break;
    default:
      text.resize(place);
      break;
    }
  }

  std::mt19937_64 random;
};

/// Walks all spans of a diagnostic.
template <typename Visit> void eachSpan(const diagnostics::Diagnostic &diagnostic, Visit visit) {
  visit(diagnostic.primary.span);
  for (const auto &label : diagnostic.labels)
    visit(label.span);
  for (const auto &fix : diagnostic.fixes)
    for (const auto &edit : fix.edits)
      visit(edit.span);
}

bool spansLieInside(const Parsed &parsed) {
  bool inside = true;
  for (const diagnostics::Diagnostic &diagnostic : parsed.sink.all())
    eachSpan(diagnostic, [&](support::Span span) {
      inside = inside && span.file == parsed.file.get() && span.begin <= span.end && span.end <= parsed.file->size();
    });
  return inside;
}

bool saysSomething(const Parsed &parsed) {
  for (const diagnostics::Diagnostic &diagnostic : parsed.sink.all())
    if (diagnostic.message.empty() || diagnostic.message.find("expected ,") != std::string::npos ||
        diagnostic.message.find("expected  ") != std::string::npos)
      return false;
  return true;
}

/// No two errors of one code at one place.
bool repeatsNothing(const Parsed &parsed) {
  const Places places = errorPlaces(parsed);
  for (size_t i = 1; i < places.size(); ++i)
    if (places[i] == places[i - 1])
      return false;
  return true;
}

} // namespace

TEST_CASE("damaged programs are told apart from sound ones, and nothing breaks") {
  size_t broken = 0;
  for (uint64_t seed = 0; seed < 6000; ++seed) {
    const std::string text = Damage(seed)(randomProgram(seed % 200));
    const Parsed parsed = parseText(text);
    CAPTURE(seed);
    INFO(text);
    REQUIRE(spansLieInside(parsed));
    REQUIRE(saysSomething(parsed));
    REQUIRE(repeatsNothing(parsed));
    // What could be understood is a whole tree: walking it meets no holes.
    REQUIRE(ast::dump(parsed.module).empty() == parsed.module.items.empty());
    REQUIRE(ast::print(parsed.module).empty() == parsed.module.items.empty());
    broken += parsed.sink.hasErrors() ? 1 : 0;
  }
  CHECK(broken > 3000);
}

TEST_CASE("one damage seldom makes many errors") {
  size_t errors = 0, broken = 0;
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    std::string text = randomProgram(seed % 100);
    std::mt19937_64 random(seed);
    text.replace(static_cast<size_t>(random() % text.size()), 1, pieces[random() % 22]);
    const Parsed parsed = parseText(text);
    errors += parsed.sink.all().size();
    broken += parsed.sink.hasErrors() ? 1 : 0;
  }
  REQUIRE(broken > 0);
  CHECK(static_cast<double>(errors) / static_cast<double>(broken) < 1.6);
}

TEST_CASE("bytes without any sense") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    const size_t count = random() % 60;
    for (size_t i = 0; i < count; ++i)
      text += std::string(pieces[random() % std::size(pieces)]) + (random() % 2 ? " " : "");
    const Parsed parsed = parseText(text);
    INFO(text);
    REQUIRE(spansLieInside(parsed));
    REQUIRE(saysSomething(parsed));
  }
}
