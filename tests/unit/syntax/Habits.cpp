// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What people write who come from other languages and frameworks: each habit is one error, with the fix where it is
// clear.
#include "diagnostics/Edits.h"
#include "support/Parsed.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

namespace {

std::string around(const std::string &statements) {
  return "network n(x: f32[1, 8, 8]) {\n" + statements + "\nreturn x\n}\n";
}

/// The only error of a text.
diagnostics::Diagnostic onlyError(const Parsed &parsed) {
  INFO(parsed.file->text());
  INFO(errorPlaces(parsed));
  REQUIRE(parsed.sink.all().size() == 1);
  return parsed.sink.all()[0];
}

std::string message(const std::string &text) { return onlyError(parseText(text)).message; }
std::string bodyMessage(const std::string &statements) { return message(around(statements)); }

/// The text after the first fix of its only error, which mends it.
std::string mended(const std::string &text) {
  const Parsed parsed = parseText(text);
  const diagnostics::Diagnostic error = onlyError(parsed);
  REQUIRE(error.fixes.size() == 1);
  CHECK_FALSE(error.fixes[0].tag.has_value());
  const std::string result = diagnostics::applyEdits(*parsed.file, error.fixes[0].edits).text;
  INFO(result);
  CHECK(errorPlaces(parseText(result)) == Places{});
  return result;
}
std::string mendedBody(const std::string &statements) {
  const std::string text = mended(around(statements));
  const size_t begin = text.find('\n') + 1;
  return text.substr(begin, text.rfind("\nreturn x") - begin);
}

} // namespace

TEST_CASE("prefixes of modules") {
  CHECK(mendedBody("let a = x -> nn.Conv2d(8, 3x3)") == "let a = x -> Conv2d(8, 3x3)");
  CHECK(mendedBody("let a = torch.nn.functional.relu(x)") == "let a = relu(x)");
  CHECK(mendedBody("let a = self.conv1(x)") == "let a = conv1(x)");
  CHECK(mendedBody("let a = x.relu()") == "let a = x -> relu()");
}

TEST_CASE("brackets of another kind") {
  CHECK(mendedBody("let a = x -> max_pool[2]") == "let a = x -> max_pool(2)");
  CHECK(mendedBody("let a = x -> conv(8, 3x3, pad: [1, 1])") == "let a = x -> conv(8, 3x3, pad: (1, 1))");
  CHECK(mendedBody("let a = x -> conv(8, 3x3, pad: {1, 1})") == "let a = x -> conv(8, 3x3, pad: (1, 1))");
  CHECK(mendedBody("let a = concat([x, x])") == "let a = concat(x, x)");
  CHECK(mended("network n(x: f32(1, 8, 8)) { return x }") == "network n(x: f32[1, 8, 8]) { return x }");
  CHECK(bodyMessage("let a = [x, x]") == "there are no lists of tensors");
}

TEST_CASE("quotes") {
  CHECK(mendedBody("let a = x -> conv(8, 3x3, pad: 'same')") == "let a = x -> conv(8, 3x3, pad: same)");
  CHECK(mendedBody("let a = x -> conv(8, 3x3, pad: \"same\")") == "let a = x -> conv(8, 3x3, pad: same)");
  CHECK(mendedBody("let a = x -> relu @'one.two'") == "let a = x -> relu @\"one.two\"");
  CHECK(bodyMessage("let a = x -> conv(8, 3x3, pad: \"the same\")") == "a text in quotes has no meaning here");
  CHECK(mended("use 'a.stride'\nblock b(x) { return x }") == "use \"a.stride\"\nblock b(x) { return x }");
}

TEST_CASE("numbers") {
  CHECK(mendedBody("let a = x -> conv(1_000, 3x3)") == "let a = x -> conv(1000, 3x3)");
  CHECK(mendedBody("let a = x -> conv(1k, 3x3)") == "let a = x -> conv(1000, 3x3)");
  CHECK(mendedBody("let a = x -> leaky_relu(0.1f)") == "let a = x -> leaky_relu(0.1)");
  CHECK(mended("network n(x: f32[3x8x8]) { return x }") == "network n(x: f32[3, 8, 8]) { return x }");
  CHECK(bodyMessage("let a = x -> conv(2 ** 5, 3x3)") == "`**` has no meaning in the language");
  CHECK(mendedBody("let a = x -> conv(64 // 2, 3x3)") == "let a = x -> conv(64 / 2, 3x3)");
  CHECK(bodyMessage("let a = x -> relu // halves") == "a comment begins with `#`");
}

TEST_CASE("comments") {
  CHECK(mendedBody("let a = x /* of a */") == "let a = x # of a ");
  CHECK(mendedBody("let a = x // of a") == "let a = x # of a");
  CHECK(bodyMessage("let a = x /* of\na */ -> relu") == "a comment begins with `#` and ends with its line");
}

TEST_CASE("types where none are written") {
  CHECK(mendedBody("let a: f32[8, 8, 8] = x -> relu") == "let a = x -> relu");
  CHECK(mended("network n(x: f32[1, 8, 8]) -> f32[1, 8, 8] { return x }") ==
        "network n(x: f32[1, 8, 8])  { return x }");
  CHECK(mended("block b(x: f32[1, 8, 8], n: int) { return x }") == "block b(x, n: int) { return x }");
  CHECK(mended("network n(x[1, 8, 8]) { return x }") == "network n(x: f32[1, 8, 8]) { return x }");
  CHECK(message("network n(x: f32[1, 8, 8], n: int) { return x }") == "a network takes tensors alone");
}

TEST_CASE("arrows") {
  CHECK(mendedBody("let a = x relu") == "let a = x -> relu");
  CHECK(mendedBody("let a = x\n  conv(8, 3x3)") == "let a = x\n  -> conv(8, 3x3)");
  for (const char *arrow : {"|>", "=>", "→", "⇒"})
    CHECK(mendedBody("let a = x " + std::string(arrow) + " relu") == "let a = x -> relu");
}

TEST_CASE("words that begin items and statements elsewhere") {
  for (const char *word : {"def", "fn", "class", "model", "function"})
    CHECK(mended(std::string(word) + " n(x: f32[1, 8, 8]) { return x }") == "network n(x: f32[1, 8, 8]) { return x }");
  CHECK(mendedBody("var a = x -> relu") == "let a = x -> relu");
  CHECK(mendedBody("let b = x\nconst a = x -> relu") == "let b = x\nlet a = x -> relu");
  CHECK(mendedBody("let a := x") == "let a = x");
  CHECK(mended("import \"a.stride\"\nblock b(x) { return x }") == "use \"a.stride\"\nblock b(x) { return x }");
  CHECK(bodyMessage("let b = x\nif b { let a = x }") == "there is no `if` in the language");
  CHECK(bodyMessage("for i in 0..3 { a = x -> relu }") == "there is no `for` in the language");
  CHECK(mendedBody("let a = x -> repeat i in range(3) { relu }") == "let a = x -> repeat i in 0..3 { relu }");
  CHECK(mendedBody("let a = x -> repeat i in 1...3 { relu }") == "let a = x -> repeat i in 1..3 { relu }");
}

TEST_CASE("a value that nothing takes, and a missing return") {
  CHECK(mended("network n(x: f32[1, 8, 8]) {\n  let a = x -> relu\n  a -> relu\n}\n") ==
        "network n(x: f32[1, 8, 8]) {\n  let a = x -> relu\n  return a -> relu\n}\n");
  CHECK(mended("network n(x: f32[1, 8, 8]) { conv(x, 8, 3x3) }") ==
        "network n(x: f32[1, 8, 8]) { return conv(x, 8, 3x3) }");
  CHECK(bodyMessage("let a = x\nx -> relu") == "nothing takes the value of this");
}

TEST_CASE("Python's body") {
  const Parsed parsed = parseText("def n(x: f32[1, 8, 8]):\n    y = x -> relu\n    return y\n");
  CHECK(errorPlaces(parsed) == Places{"E0101 1:1", "E0101 1:23", "E0101 2:5"});
}

TEST_CASE("files of other languages are one error") {
  CHECK(message("import torch.nn as nn\n\nclass Net(nn.Module):\n    pass # 'x' $\n") == "this looks like Python");
  CHECK(message("from torch import nn\n") == "this looks like Python");
  CHECK(message("[net]\nbatch=1\nwidth=416\n\n[convolutional]\nsize=3\n") == "this looks like a Darknet configuration");
  CHECK(message("name: \"LeNet\"\nlayer {\n  name: \"data\"\n}\n") == "this looks like a Caffe prototxt");
  CHECK(message("version 1.0;\n\ngraph net(x) -> (y)\n{\n}\n") == "this looks like NNEF");
  CHECK(message("7767517\n75 83\nInput data 0 1 data\n") == "this looks like an ncnn parameter file");
}

TEST_CASE("ten mistakes are ten errors") {
  const Parsed parsed = parseText("network n(image = f32[3, 32, 32]) {\n"
                                  "    let a = image -> conv(8 3x3, pad: 1)\n"
                                  "    b = a -> relu;\n"
                                  "    let c = b -> conv(8, 3x3, stride = 1)\n"
                                  "    let d = c => relu\n"
                                  "    let e = nn.tanh(d)\n"
                                  "    let f = e -> max_pool[2]\n"
                                  "    let g = f -> conv(1_0, 3x3, pad: 'same')\n"
                                  "    return g\n"
                                  "}\n");
  CHECK(errorPlaces(parsed) == Places{"E0109 1:17", "E0101 2:29", "E0101 3:5", "E0104 3:18", "E0109 4:38", "E0104 5:15",
                                      "E0101 6:13", "E0101 7:26", "E0105 8:23", "E0104 8:38"});
}
