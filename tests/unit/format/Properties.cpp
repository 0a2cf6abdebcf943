// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What holds for every program: formatting keeps the tree and the comments, and what is formatted stays as it is.
#include "ast/Dump.h"
#include "format/Format.h"
#include "support/Files.h"
#include "support/Parsed.h"
#include "support/Paths.h"
#include "support/Programs.h"
#include "support/RandomProgram.h"
#include "support/Text.h"
#include "syntax/Scanner.h"

#include <doctest/doctest.h>

#include <random>

using namespace evenstride;
using namespace evenstride::test;

namespace {

std::string tree(const Parsed &parsed) { return ast::dump(parsed.module, ast::Spans::Left); }

std::vector<std::string> commentsOf(const Parsed &parsed) {
  std::vector<std::string> result;
  for (const support::Span &comment : parsed.module.comments) {
    const std::string_view text = comment.text();
    result.emplace_back(text.substr(0, text.find_last_not_of(" \t") + 1));
  }
  return result;
}

std::string formatted(const Parsed &parsed) {
  diagnostics::Sink sink;
  const std::optional<std::string> result = format::format(*parsed.file, sink);
  REQUIRE(result.has_value());
  return *result;
}

void checkFormatting(const std::string &text) {
  const Parsed before = parseText(text);
  INFO(text);
  REQUIRE(errorPlaces(before) == Places{});
  const std::string once = formatted(before);
  INFO(once);
  const Parsed after = parseText(once);
  REQUIRE(errorPlaces(after) == Places{});
  REQUIRE(tree(after) == tree(before));
  REQUIRE(commentsOf(after) == commentsOf(before));
  REQUIRE(formatted(after) == once);
  REQUIRE(once.ends_with('\n'));
  REQUIRE(once.find(" \n") == once.npos);
  REQUIRE(once.find("\n\n\n") == once.npos);
  REQUIRE(once.find('\t') == once.npos);
}

/// Comments, line ends, tabs and blanks between the tokens of a program, as many as `oneIn` says.
std::string strewn(const std::string &text, std::mt19937_64 &random, size_t oneIn) {
  static constexpr std::string_view gaps[] = {
      "\n",   "\t",  "   ", "\n\n\n", " # a comment\n", "\n# ünïcödé -> { ( \"\n", "# x\n\n\n# y\n",
      "\r\n", "#\n", "\f\v"};
  const support::SourceFile file("test.stride", text);
  const syntax::Scan scan = syntax::scan(file, 1);
  std::string result;
  size_t copied = 0;
  bool inQuotes = false;
  for (const syntax::Token &token : scan.tokens) {
    result += text.substr(copied, token.begin - copied);
    if (!inQuotes && random() % oneIn == 0)
      result += gaps[random() % std::size(gaps)];
    result += text.substr(token.begin, token.end - token.begin);
    copied = token.end;
    inQuotes = inQuotes != (token.kind == syntax::Kind::Quote);
  }
  return result;
}

} // namespace

TEST_CASE("every program in the repository that has no error of syntax survives formatting") {
  checkReadablePrograms(checkFormatting);
}

TEST_CASE("the examples are laid out as the formatter does it") {
  for (const auto &entry : std::filesystem::recursive_directory_iterator(test::sourceDirectory() / "dsl-examples"))
    if (entry.path().extension() == ".stride") {
      CAPTURE(entry.path().string());
      const std::string text = readText(entry.path());
      CHECK(formatted(parseText(text)) == text);
    }
}

TEST_CASE("random programs survive formatting") {
  for (uint64_t seed = 0; seed < 1500; ++seed) {
    CAPTURE(seed);
    checkFormatting(randomProgram(seed));
  }
}

TEST_CASE("random programs with comments strewn in survive formatting") {
  for (uint64_t seed = 0; seed < 1500; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    checkFormatting(strewn(randomProgram(seed), random, 1 + seed % 16));
  }
}
