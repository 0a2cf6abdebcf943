// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sound programs with a word dropped, doubled, swapped or changed, cut off, or with odd bytes in them: parser, check
// and formatter come back, with diagnostics that point into the file, or with a program that is sound.
#include "check/Check.h"
#include "diagnostics/Render.h"
#include "format/Format.h"
#include "support/Files.h"
#include "support/Parsed.h"
#include "support/Paths.h"
#include "support/RandomNetwork.h"
#include "support/RandomProgram.h"
#include "support/Soundness.h"
#include "support/TestTexts.h"
#include "syntax/Load.h"
#include "syntax/Scanner.h"

#include <doctest/doctest.h>

#include <random>

using namespace evenstride;
using namespace evenstride::test;

namespace {

/// One change of a text at a token of it.
class Mutation {
public:
  explicit Mutation(uint64_t seed) : random(seed) {}

  std::string operator()(std::string text) {
    const support::SourceFile file("sound.stride", text);
    const syntax::Scan scan = syntax::scan(file, 1);
    const syntax::Token &token = scan.tokens[below(scan.tokens.size() - 1)];
    const syntax::Token &other = scan.tokens[below(scan.tokens.size() - 1)];
    const size_t length = token.end - token.begin;
    const std::string word = text.substr(token.begin, length);
    switch (below(8)) {
    case 0:
      return text.erase(token.begin, length);
    case 1:
      return text.insert(token.end, " " + word);
    case 2:
      return text.replace(token.begin, length, text.substr(other.begin, other.end - other.begin));
    case 3:
      return text.replace(token.begin, length, std::to_string(below(2) ? below(400) : random() >> 1));
    case 4:
      return text.substr(0, token.begin);
    case 5:
      text[below(text.size())] = static_cast<char>(random() & 255);
      return text;
    case 6:
      return text.insert(token.begin, "-");
    default:
      return text.erase(std::min(token.begin, other.begin),
                        std::max(token.begin, other.begin) - std::min(token.begin, other.begin));
    }
  }

private:
  size_t below(size_t count) { return static_cast<size_t>(random() % count); }

  std::mt19937_64 random;
};

void checkPlaces(const diagnostics::Sink &sink, const support::SourceFile &file) {
  REQUIRE(unsound(sink, file) == "");
  for (const diagnostics::Diagnostic &diagnostic : sink.all())
    REQUIRE(diagnostic.primary.span.valid());
  REQUIRE_FALSE((diagnostics::renderText(sink.all(), diagnostics::Color::Never).empty() && sink.hasErrors()));
}

/// Whether the text has no errors; everything about it is looked at.
bool survives(const std::string &text) {
  INFO(text);
  const auto shared = std::make_shared<const support::SourceFile>("mutated.stride", text);
  const support::SourceFile &file = *shared;
  diagnostics::Sink sink, parsing, formatting;
  syntax::parse(file, parsing);
  const bool hasSyntaxErrors = parsing.hasErrors();
  const ast::Program program = syntax::load(shared, TestTexts(), sink);
  const std::vector<check::Graph> graphs = check::check(program, sink);
  checkPlaces(sink, file);
  REQUIRE(format::format(file, formatting).has_value() != hasSyntaxErrors);
  if (!sink.hasErrors())
    for (const check::Graph &graph : graphs)
      REQUIRE_FALSE(graph.outputs.empty());
  return !sink.hasErrors();
}

} // namespace

TEST_CASE("mutated programs of the repository") {
  size_t broken = 0, count = 0;
  for (const auto &path : allPrograms(test::sourceDirectory())) {
    const std::string text = readText(path);
    if (text.size() > 4000 || parseText(text).sink.hasErrors())
      continue;
    CAPTURE(path.string());
    for (uint64_t seed = 0; seed < 6; ++seed) {
      CAPTURE(seed);
      broken += survives(Mutation(seed)(text)) ? 0 : 1;
      ++count;
    }
  }
  CHECK(broken > count / 2);
}

TEST_CASE("mutated random programs and networks") {
  size_t broken = 0;
  constexpr uint64_t programs = 20, networks = 150; // programs unroll to thousands of layers
  for (uint64_t seed = 0; seed < networks; ++seed) {
    CAPTURE(seed);
    if (seed < programs)
      broken += survives(Mutation(seed)(randomProgram(seed))) ? 0 : 1;
    broken += survives(Mutation(seed)(randomNetwork(seed))) ? 0 : 1;
  }
  CHECK(broken > networks / 2);
}
