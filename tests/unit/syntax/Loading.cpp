// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files that use others: which texts are read, where their paths lead, and what is refused.
#include "support/TestTexts.h"
#include "syntax/Load.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

namespace {

const char *const plainBlock = "block b(x) { return x -> relu }\n";

struct Loaded {
  ast::Program program;
  diagnostics::Sink sink;

  std::vector<std::string> paths() const {
    std::vector<std::string> result;
    for (const auto &file : program.files)
      result.push_back(file->source->path());
    return result;
  }
  /// Codes and the files that they are reported in: "E0225 net/a.stride".
  std::vector<std::string> faults() const {
    std::vector<std::string> result;
    for (const diagnostics::Diagnostic &each : sink.all())
      result.push_back(std::string(name(each.code)) + " " + each.primary.span.file->path());
    return result;
  }
};

Loaded load(const std::string &path, const TestTexts &texts) {
  Loaded result;
  auto file = std::make_shared<const support::SourceFile>(path, std::get<std::string>(texts.read(path)));
  result.program = syntax::load(file, texts, result.sink);
  return result;
}

std::string use(const std::string &path) { return "use \"" + path + "\"\n"; }

using Strings = std::vector<std::string>;

} // namespace

TEST_CASE("paths are relative to the file that uses") {
  TestTexts texts{{"net/a.stride", use("lib/b.stride")},
                  {"net/lib/b.stride", use("../../c.stride") + plainBlock},
                  {"c.stride", use("./net/lib/d.stride") + plainBlock},
                  {"net/lib/d.stride", plainBlock}};
  Loaded loaded = load("net/a.stride", texts);
  CHECK(loaded.faults() == Strings{});
  CHECK(loaded.paths() == Strings{"net/a.stride", "net/lib/b.stride", "c.stride", "net/lib/d.stride"});
  CHECK(loaded.program.root().uses == std::vector<int32_t>{1});
}

TEST_CASE("a file is read once, whatever ways lead to it") {
  TestTexts texts{{"a.stride", use("b.stride") + use("c.stride") + use("./x/../b.stride")},
                  {"b.stride", use("d.stride")},
                  {"c.stride", use("d.stride")},
                  {"d.stride", plainBlock}};
  Loaded loaded = load("a.stride", texts);
  CHECK(loaded.faults() == Strings{});
  CHECK(loaded.paths() == Strings{"a.stride", "b.stride", "c.stride", "d.stride"});
  CHECK(loaded.program.root().uses == std::vector<int32_t>{1, 2, 1});
}

TEST_CASE("files that cannot be read") {
  TestTexts texts{{"a.stride", use("blokcs.stride") + use("blocks") + use("else/where.stride") + use("  ")},
                  {"blocks.stride", plainBlock}};
  Loaded loaded = load("a.stride", texts);
  REQUIRE(loaded.faults() == Strings(4, "E0225 a.stride"));
  CHECK(loaded.sink.all()[0].message == "`blokcs.stride` cannot be read: there is no such file");
  CHECK(loaded.sink.all()[0].primary.message == "did you mean `blocks.stride`?");
  CHECK(loaded.sink.all()[0].primary.span.text() == "\"blokcs.stride\"");
  CHECK(loaded.sink.all()[1].primary.message == "did you mean `blocks.stride`?");
  CHECK(loaded.sink.all()[2].primary.message == "looked for at `else/where.stride`");
  CHECK(loaded.sink.all()[3].message == "this names no file");
  CHECK(loaded.program.root().uses == std::vector<int32_t>(4, ast::notLoaded));
}

TEST_CASE("errors of syntax are those of the file that has them") {
  TestTexts texts{{"a.stride", use("b.stride")}, {"b.stride", "block b(x) { return -> relu }\n"}};
  Loaded loaded = load("a.stride", texts);
  REQUIRE(loaded.sink.all().size() == 1);
  CHECK(loaded.sink.all()[0].primary.span.file->path() == "b.stride");
  CHECK(loaded.program.root().understood);
  CHECK_FALSE(loaded.program.files[1]->understood);
}

TEST_CASE("circles are shown with every file in them, once each") {
  TestTexts texts{{"a.stride", use("b.stride") + plainBlock},
                  {"b.stride", use("c.stride")},
                  {"c.stride", use("b.stride") + use("b.stride") + use("c.stride")}};
  Loaded loaded = load("a.stride", texts);
  REQUIRE(loaded.faults() == Strings{"E0226 c.stride", "E0226 c.stride"});
  const diagnostics::Diagnostic &circle = loaded.sink.all()[0];
  CHECK(circle.message == "`b.stride` uses itself");
  CHECK(circle.notes == Strings{"`b.stride` uses `c.stride` uses `b.stride`"});
  REQUIRE(circle.labels.size() == 1);
  CHECK(circle.labels[0].span.file->path() == "b.stride");
  CHECK(loaded.sink.all()[1].message == "`c.stride` uses itself");
  CHECK(loaded.program.files[2]->uses == std::vector<int32_t>(3, ast::notLoaded));
}

TEST_CASE("a chain as long as the limit, and longer") {
  TestTexts texts;
  size_t most = syntax::ProgramLimits::files;
  for (size_t i = 0; i <= most + 5; ++i)
    texts.texts["f" + std::to_string(i) + ".stride"] = use("f" + std::to_string(i + 1) + ".stride") + plainBlock;
  texts.texts["f" + std::to_string(most + 6) + ".stride"] = plainBlock;
  CHECK(load("f7.stride", texts).faults() == Strings{});
  CHECK(load("f6.stride", texts).faults() == Strings{"E0227 f" + std::to_string(most + 5) + ".stride"});
}

TEST_CASE("ten thousand uses") {
  std::string missing, many, same;
  TestTexts texts;
  for (int i = 0; i < 10'000; ++i) {
    std::string name = "f" + std::to_string(i) + ".stride";
    missing += use("missing/" + name);
    many += use(name);
    same += use("f0.stride");
    texts.texts[name] = plainBlock;
  }
  texts.texts["missing.stride"] = missing;
  texts.texts["many.stride"] = many;
  texts.texts["same.stride"] = same;
  Loaded loaded = load("missing.stride", texts);
  CHECK(loaded.faults().size() == 101);
  CHECK(loaded.faults().back() == "E0115 missing.stride");
  CHECK(load("many.stride", texts).faults() == Strings{"E0227 many.stride"});
  CHECK(load("same.stride", texts).faults() == Strings{});
}

TEST_CASE("all files together have a limit") {
  std::string large = plainBlock + std::string(3 << 20, ' ');
  TestTexts texts;
  std::string uses;
  for (int i = 0; i < 30; ++i) {
    uses += use("f" + std::to_string(i) + ".stride");
    texts.texts["f" + std::to_string(i) + ".stride"] = large;
  }
  texts.texts["a.stride"] = uses;
  Loaded loaded = load("a.stride", texts);
  REQUIRE(loaded.faults() == Strings{"E0227 a.stride"});
  CHECK(loaded.sink.all()[0].message == "the files of this program have more than 64.0 MiB");
}
