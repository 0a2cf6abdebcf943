// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arbitrary text, spans and edits through every renderer: nothing fails, and nothing that a terminal could act on
// comes out.
#include "diagnostics/Render.h"
#include "unit/diagnostics/Sample.h"

#include <algorithm>
#include <array>
#include <random>

using namespace evenstride::diagnostics;
using namespace evenstride::diagnostics::test;
using evenstride::support::SourceFile;
using evenstride::support::Span;

namespace {

class Chance {
public:
  size_t below(size_t bound) { return generator() % bound; }

  std::string text() {
    static const std::array<std::string, 12> pieces = {"a",    "bc ",          "\t",        "\n",
                                                       "\r\n", "网",           "e\u0301",   "\xFF",
                                                       "\x1b", "\xE2\x80\xAE", "conv(3x3)", std::string(50, ' ')};
    std::string result;
    for (size_t count = below(60); count > 0; --count)
      result += pieces[below(pieces.size())];
    return result;
  }

  Span span(const SourceFile &file) {
    auto [begin, end] = std::minmax({uint32_t(below(file.size() + 1)), uint32_t(below(file.size() + 1))});
    return {&file, begin, end};
  }

private:
  std::mt19937 generator{1};
};

Diagnostic arbitrary(const SourceFile &file, Chance &chance) {
  Diagnostic diagnostic = error("m", {chance.span(file), chance.below(3) ? "primary" : ""});
  for (size_t count = chance.below(4); count > 0; --count)
    diagnostic.labels.push_back({chance.span(file), chance.below(3) ? "label" : ""});
  Span changed = chance.span(file);
  diagnostic.fixes = {{FixTag::Retrain,
                       "change it",
                       {{changed, chance.below(2) ? "new\ntext" : ""}, {Span{&file, changed.end, changed.end}, "!"}}}};
  return diagnostic;
}

bool isQuiet(const std::string &text) {
  return std::ranges::none_of(text, [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7F'; });
}

} // namespace

TEST_CASE("every text with every span can be rendered") {
  Chance chance;
  for (int i = 0; i < 3000; ++i) {
    SourceFile file("f.stride", chance.text());
    std::vector<Diagnostic> list = {arbitrary(file, chance)};
    std::string text = renderText(list, Color::Never);
    CAPTURE(text);
    CHECK(isQuiet(text));
    CHECK(text.find(" \n") == std::string::npos);
    CHECK(renderText(list, Color::Always).size() > text.size());
    CHECK(renderJson(list).starts_with("{\"diagnostics\":["));
    CHECK(renderSarif(list).find("\"deletedRegion\"") != std::string::npos);
  }
}
