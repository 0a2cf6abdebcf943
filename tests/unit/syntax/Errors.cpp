// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Errors of syntax: their codes, their exact places, what is said, and that one hides no other and none is said twice.
#include "support/Parsed.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

namespace {

/// Errors of statements that stand in a body, the first one on line 2 from column 1 on.
Parsed parseBody(const std::string &statements) {
  return parseText("network n(x: f32[1]) {\n" + statements + "\nreturn x\n}\n");
}

Places bodyErrors(const std::string &statements) { return errorPlaces(parseBody(statements)); }

diagnostics::Diagnostic onlyError(const Parsed &parsed) {
  REQUIRE(parsed.sink.all().size() == 1);
  return parsed.sink.all()[0];
}

std::string onlyMessage(const std::string &statements) { return onlyError(parseBody(statements)).message; }

/// The text after the only fix of the only error was made.
std::string fixed(const std::string &statements) {
  const Parsed parsed = parseBody(statements);
  const diagnostics::Diagnostic error = onlyError(parsed);
  REQUIRE(error.fixes.size() == 1);
  REQUIRE(error.fixes[0].edits.size() == 1);
  const diagnostics::Edit &edit = error.fixes[0].edits[0];
  std::string text(parsed.file->text());
  text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
  const Parsed mended = parseText(text);
  INFO(text);
  CHECK(errorPlaces(mended) == Places{});
  const size_t begin = text.find('\n') + 1;
  return text.substr(begin, text.find("\nreturn x") - begin);
}

} // namespace

TEST_CASE("what was expected is said in the language's words") {
  CHECK(onlyMessage("let a = )") == "expected a value, found `)`");
  CHECK(onlyMessage("let = x") == "expected a name, found `=`");
  CHECK(onlyMessage("let a, b x") == "expected `,` or `=`, found `x`");
  CHECK(onlyMessage("let a = x relu") == "a `->` is missing before `relu`");
  CHECK(onlyMessage("let a = x -> 3x3") == "expected a layer, found `3x3`");
  CHECK(onlyMessage("let a = x ->") == "expected a layer behind `->`");
  CHECK(onlyMessage("let a =") == "expected a value behind `=`");
  CHECK(onlyMessage("let a = x -> conv(8, pad:)") == "expected a value, found `)`");
  CHECK(onlyMessage("let a = x -> expect 3") == "expected `[`, found `3`");
  CHECK(onlyMessage("let a = x -> conv 8, 3x3") == "the arguments of `conv` stand in parentheses");
  CHECK(onlyMessage("conv(x, 8, 3x3)") == "nothing takes the value of this");
}

TEST_CASE("every statement with an error is reported, at its place") {
  CHECK(bodyErrors("let a = )\nlet b = x -> relu\nlet c = x -> -> relu\nlet d x\nlet e = x -> conv(1, 1x1") ==
        Places{"E0101 2:9", "E0101 4:14", "E0101 5:7", "E0102 6:18"});
}

TEST_CASE("several errors of one statement are reported where it is clear how to go on") {
  CHECK(bodyErrors("let a = x -> conv(8 3x3, stride = 2, pad 1) -> conv(8, 3x3,) @a.b -> relu;") ==
        Places{"E0101 2:21", "E0109 2:33", "E0109 2:38", "E0101 2:59", "E0107 2:63", "E0104 2:74"});
}

TEST_CASE("errors in other items do not hide each other") {
  const Parsed parsed = parseText("network a(x f32[1]) { return x -> ) }\nblock b(x: f32) { return }\n"
                                  "netwrok c(x: f32[1]) { return x + }\nnetwork d(x: f32[1]) { return x }");
  CHECK(errorPlaces(parsed) ==
        Places{"E0101 1:13", "E0101 1:35", "E0101 2:12", "E0101 2:26", "E0101 3:1", "E0101 3:35"});
  CHECK(parsed.module.items.size() == 4);
}

TEST_CASE("an open bracket is reported where it opens, and where it was missed") {
  const Parsed inStatement = parseBody("let a = x -> conv(8, 3x3, pad: (1, 1)\nlet b = a");
  CHECK(errorPlaces(inStatement) == Places{"E0102 2:18"});
  const diagnostics::Diagnostic error = onlyError(inStatement);
  CHECK(error.message == "this `(` is not closed");
  REQUIRE(error.labels.size() == 1);
  CHECK(error.labels[0].message == "`)` was expected before `let`");
  CHECK(inStatement.file->lineColumn(error.labels[0].span.begin).line == 3);

  CHECK(bodyErrors("let a = x -> repeat 3 { relu -> tanh") == Places{"E0102 2:23"});
  CHECK(bodyErrors("let a = x -> conv(8, 3x3] -> relu") == Places{"E0102 2:18"});
  CHECK(bodyErrors("let a = x -> repeat 3 { conv(8, 3x3 } -> relu") == Places{"E0102 2:29"});
  CHECK(errorPlaces(parseText("network n(x: f32[1] { return x }")) == Places{"E0102 1:10"});
  CHECK(errorPlaces(parseText("network n(x: f32[1) { return x }")) == Places{"E0102 1:17"});
}

TEST_CASE("an open body is reported at its brace, and what follows is still read") {
  const Parsed parsed = parseText("network a(x: f32[1]) {\n  return x\nnetwork b(x: f32[1]) { return ) }");
  CHECK(errorPlaces(parsed) == Places{"E0102 1:22", "E0101 3:31"});
  CHECK(parsed.sink.all()[0].message == "the body of `a` is not closed");
  CHECK(parsed.module.items.size() == 2);
  CHECK(errorPlaces(parseText("network a(x: f32[1]) {\n  return x\n")) == Places{"E0102 1:22"});
}

TEST_CASE("a bracket that closes nothing is one error") {
  CHECK(bodyErrors("let a = x -> relu)") == Places{"E0112 2:18"});
  CHECK(bodyErrors("let a = x }\nlet b = a") == Places{"E0112 2:11"});
  CHECK(errorPlaces(parseText("network a(x: f32[1]) { return x }\n}\nnetwork b(x: f32[1]) { return x }")) ==
        Places{"E0112 2:1"});
  CHECK(errorPlaces(parseText("network a(x: f32[1]) { return x }\n}")) == Places{"E0112 2:1"});
}

TEST_CASE("a named argument takes a colon") {
  CHECK(bodyErrors("let a = x -> conv(8, 3x3, stride = 2)") == Places{"E0109 2:34"});
  CHECK(fixed("let a = x -> conv(8, 3x3, stride = 2)") == "let a = x -> conv(8, 3x3, stride: 2)");
  CHECK(fixed("let a = x -> conv(8, 3x3, stride=2)") == "let a = x -> conv(8, 3x3, stride:2)");
  CHECK(fixed("let a = x -> conv(8, 3x3, pad 1)") == "let a = x -> conv(8, 3x3, pad: 1)");
}

TEST_CASE("a missing or superfluous comma is mended") {
  CHECK(bodyErrors("let a = x -> conv(8 3x3)") == Places{"E0101 2:21"});
  CHECK(fixed("let a = x -> conv(8 3x3)") == "let a = x -> conv(8, 3x3)");
  CHECK(fixed("let a = x -> conv(8, 3x3, stride: (1 2))") == "let a = x -> conv(8, 3x3, stride: (1, 2))");
  CHECK(fixed("let a = x -> conv(8, 3x3,)") == "let a = x -> conv(8, 3x3)");
  CHECK(onlyMessage("let a = concat(x -> relu x)") == "a `,` or `->` is missing before `x`");
}

TEST_CASE("words that are misspelt or missing") {
  CHECK(fixed("let a = x\na = a -> relu") == "let a = x\nlet a = a -> relu");
  CHECK(fixed("lte a = x") == "let a = x");
  CHECK(bodyErrors("let a = x\nretrun a") == Places{"E0101 3:1"});
  CHECK(onlyMessage("let a = x.relu") == "a value is passed to a layer by `->`, not `.`");
  CHECK(fixed("let a = x.relu") == "let a = x -> relu");
  CHECK(errorPlaces(parseText("blok b(x) { return x }")) == Places{"E0101 1:1"});
  CHECK(errorPlaces(parseText("let a = 3\nnetwork n(x: f32[1]) { return x }")) == Places{"E0101 1:1"});
}

TEST_CASE("words of the language are no names") {
  CHECK(bodyErrors("let block = x\nlet b = x -> conv(in: 3) @let") == Places{"E0110 2:5", "E0110 3:19", "E0110 3:27"});
  CHECK(fixed("let a = x -> relu @return") == "let a = x -> relu @\"return\"");
  CHECK(errorPlaces(parseText("network let(x: f32[1]) { return x }")) == Places{"E0110 1:9"});
}

TEST_CASE("labels stand behind what they name") {
  CHECK(bodyErrors("let a = x @name") == Places{"E0108 2:11"});
  CHECK(bodyErrors("let a = (x) @name") == Places{"E0108 2:13"});
  CHECK(bodyErrors("let a = (x -> relu) @\"name\"") == Places{"E0108 2:21"});
  CHECK(bodyErrors("let a = x -> repeat 2 { relu } @name -> tanh") == Places{"E0108 2:32"});
  CHECK(bodyErrors("let a = x -> relu @one @two") == Places{"E0108 2:24"});
  CHECK(bodyErrors("let a = x -> relu @") == Places{"E0101 2:19"});
}

TEST_CASE("repeats say what they run over") {
  CHECK(bodyErrors("let a = x -> repeat 0..3 { relu }") == Places{"E0101 2:21"});
  CHECK(bodyErrors("let a = x -> repeat i in 3 { relu }") == Places{"E0101 2:26"});
  CHECK(fixed("let a = x -> repeat 2 { -> relu }") == "let a = x -> repeat 2 { relu }");
  CHECK(onlyMessage("let a = x -> repeat 2 { }") == "expected a layer, found `}`");
}

TEST_CASE("headers") {
  const auto message = [](const std::string &text) { return onlyError(parseText(text)).message; };
  CHECK(message("network n() { return x }") == "a network has at least one input");
  CHECK(message("block n() { return x }") == "a block takes at least one tensor");
  CHECK(message("network n(x) { return x }") == "the input `x` has no type");
  CHECK(message("network n(x: f32) { return x }") == "expected `[`, found `)`");
  CHECK(message("network n(x: f32[]) { return x }") == "expected a value, found `]`");
  CHECK(message("network n(x: f32[1]) return x }") == "a body begins with `{`");
  CHECK(message("network (x: f32[1]) { return x }") == "expected a name, found `(`");
  CHECK(message("block b(x: f32[3, 4]) { return x }") ==
        "a block takes tensors, written `x`, and integers, written `x: int`");
}

TEST_CASE("use, where and require") {
  const auto message = [](const std::string &text) { return onlyError(parseText(text)).message; };
  const std::string rest = "\nnetwork n(x: f32[1]) { return x }";
  CHECK(message("use blocks" + rest) == "expected a path in quotes, found `blocks`");
  CHECK(message("use" + rest) == "expected a path in quotes behind `use`");
  CHECK(message("network n(x: f32[H]) where H { return x }") == "expected `in`, found `{`");
  CHECK(message("network n(x: f32[H]) where { return x }") == "expected a name, found `{`");
  CHECK(message("network n(x: f32[H]) where H in 64 { return x }") == "a size in `where` runs over a range");
  CHECK(message("network n(x: f32[1] y: f32[2]) { return x }") == "a `,` is missing before `y`");
  CHECK(onlyMessage("require") == "expected a name behind `require`");
  CHECK(onlyMessage("require arena") == "expected `<=` behind `arena`");
  CHECK(onlyMessage("require arena < 3") == "expected `<=`, found `<`");
  CHECK(onlyMessage("require arena <=") == "expected a value behind `<=`");
}
