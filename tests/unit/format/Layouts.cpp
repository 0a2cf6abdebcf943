// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The one layout: what goes on a line, where lines end, where comments stand.
#include "format/Format.h"

#include <doctest/doctest.h>

using namespace evenstride;

namespace {

std::string formatted(const std::string &text) {
  const support::SourceFile file("test.stride", text);
  diagnostics::Sink sink;
  const std::optional<std::string> result = format::format(file, sink);
  REQUIRE(result.has_value());
  CHECK(sink.all().empty());
  const support::SourceFile again("test.stride", *result);
  CHECK(format::format(again, sink) == result);
  return *result;
}

/// The statements of a body, laid out and without their indentation.
std::string body(const std::string &statements) {
  const std::string head = "network n(x: f32[1, 8, 8]) {\n";
  const std::string text = formatted(head + statements + "\n}\n");
  REQUIRE(text.substr(0, head.size()) == head);
  std::string result;
  for (size_t at = head.size(); text[at] != '}';) {
    const size_t end = text.find('\n', at) + 1;
    const bool empty = end == at + 1;
    REQUIRE((empty || text.substr(at, 4) == "    "));
    result += empty ? "\n" : text.substr(at + 4, end - at - 4);
    at = end;
  }
  return result;
}

} // namespace

TEST_CASE("blanks stand where the language reference has them") {
  CHECK(formatted("network   n( x :f32[ 1,8 , 8 ],m:u8[8,8,3]hwc ){let a,b=x->split(channels:2)\n"
                  "return -a*2+( b-  -1 )@sum}") == "network n(x: f32[1, 8, 8], m: u8[8, 8, 3] hwc) {\n"
                                                    "    let a, b = x -> split(channels: 2)\n"
                                                    "    return -a * 2 + (b - -1) @sum\n"
                                                    "}\n");
  CHECK(body("return x->repeat i in 0 .. 2*n{conv( 8,3x3,pad:- 1 )@ \"{ i+1 }{{\"->relu}->expect[_]") ==
        "return x -> repeat i in 0..2 * n { conv(8, 3x3, pad: -1) @\"{i + 1}{{\" -> relu } -> expect [_]\n");
  CHECK(formatted("use\"a b.stride\"\nblock b(x,n:int){return x}\n") ==
        "use \"a b.stride\"\n\nblock b(x, n: int) {\n    return x\n}\n");
  CHECK(formatted("network n(x: f32[3,H,W])where H in 64 ..=128 step 4,W in 1..9{require arena<=16MiB,macs<=1.5G\n"
                  "return x->slice(channels:0..=2)}") ==
        "network n(x: f32[3, H, W]) where H in 64..=128 step 4, W in 1..9 {\n"
        "    require arena <= 16MiB, macs <= 1.5G\n"
        "    return x -> slice(channels: 0..=2)\n"
        "}\n");
}

TEST_CASE("items are set apart by an empty line, and statements as the author has them") {
  CHECK(formatted("\n\n# top\nblock a(x){return x}# end\nblock b(x) {\n\n\n  let c = x\n\n\n\n  let d = c\n  return "
                  "d\n\n}\n\n\n\n"
                  "# of c\nblock c(x) { return x }\n# last") == "# top\n"
                                                                "block a(x) {\n    return x\n}  # end\n\n"
                                                                "block b(x) {\n    let c = x\n\n    let d = c\n"
                                                                "    return d\n}\n\n"
                                                                "# of c\nblock c(x) {\n    return x\n}\n# last\n");
  CHECK(formatted("use \"a\"\nuse \"b\"\n\n\nuse \"c\"\n# n\nnetwork n(x: f32[1]) { return x }") ==
        "use \"a\"\nuse \"b\"\n\nuse \"c\"\n\n# n\nnetwork n(x: f32[1]) {\n    return x\n}\n");
}

TEST_CASE("a pipeline that fits stays on its line, one that does not breaks before its layers") {
  CHECK(body("return x -> conv(8, 3x3) -> relu") == "return x -> conv(8, 3x3) -> relu\n");
  CHECK(body("let a = x -> conv(32, 3x3, pad: 1) @head -> relu -> repeat i in 0..8 { conv(32, 3x3, pad: 1) "
             "@\"body.{i}\" -> "
             "relu } -> conv(1, 3x3, pad: 1) @tail return a") ==
        "let a = x\n"
        "    -> conv(32, 3x3, pad: 1) @head -> relu\n"
        "    -> repeat i in 0..8 { conv(32, 3x3, pad: 1) @\"body.{i}\" -> relu }\n"
        "    -> conv(1, 3x3, pad: 1) @tail\n"
        "return a\n");
}

TEST_CASE("lines that the author has ended before an arrow stay ended") {
  CHECK(body("let a =\n  x -> flatten\n ->\n  dense(10) @fc -> softmax\n\n\n -> relu\n\treturn a") ==
        "let a = x\n"
        "    -> flatten\n"
        "    -> dense(10) @fc -> softmax\n\n"
        "    -> relu\n"
        "return a\n");
  CHECK(body("return x -> repeat 2 {\n conv(8, 3x3) -> relu\n -> tanh }") == "return x\n"
                                                                             "    -> repeat 2 {\n"
                                                                             "        conv(8, 3x3) -> relu\n"
                                                                             "        -> tanh\n"
                                                                             "    }\n");
}

TEST_CASE("arguments are joined, and wrapped where they do not fit") {
  CHECK(body("return x -> conv(8,\n   3x3,\n   pad: 1)") == "return x -> conv(8, 3x3, pad: 1)\n");
  CHECK(body("return x -> depthwise_conv(3x3, stride: (1, 2), pad: (10, 10, 10, 10), dilation: (1, 1), multiplier: 2, "
             "bias: "
             "false) @d") == "return x\n"
                             "    -> depthwise_conv(3x3, stride: (1, 2), pad: (10, 10, 10, 10), dilation: (1, 1),\n"
                             "                      multiplier: 2, bias: false) @d\n");
}

TEST_CASE("pipelines in a list stand below each other") {
  CHECK(body("return concat(x -> conv(8, 1x1) -> relu,\n x -> conv(8, 3x3))") ==
        "return concat(x -> conv(8, 1x1) -> relu,\n"
        "              x -> conv(8, 3x3))\n");
  CHECK(
      body("return concat(x -> conv(1000, 3x3, pad: 1) @left -> relu, x -> conv(1000, 3x3, pad: 1) @right -> relu)") ==
      "return concat(x -> conv(1000, 3x3, pad: 1) @left -> relu,\n"
      "              x -> conv(1000, 3x3, pad: 1) @right -> relu)\n");
  CHECK(body("return concat(x -> conv(1000, 3x3, pad: 1) @left -> relu -> conv(1000, 3x3, pad: 1) @next_convolution, "
             "x)") == "return concat(\n"
                      "    x -> conv(1000, 3x3, pad: 1) @left -> relu -> conv(1000, 3x3, pad: 1) @next_convolution,\n"
                      "    x\n"
                      ")\n");
}

TEST_CASE("lines end before operators") {
  CHECK(body("return (x -> conv(1000, 3x3, pad: 1) @left -> relu -> tanh) + (x -> conv(1000, 3x3, pad: 1) @right -> "
             "relu)") == "return (x -> conv(1000, 3x3, pad: 1) @left -> relu -> tanh)\n"
                         "    + (x -> conv(1000, 3x3, pad: 1) @right -> relu)\n");
  CHECK(body("return (x\n-> conv(1000, 3x3, pad: 1) -> relu\n -> conv(8, 1x1)) -> relu") ==
        "return (x\n"
        "    -> conv(1000, 3x3, pad: 1) -> relu\n"
        "    -> conv(8, 1x1))\n"
        "    -> relu\n");
}

TEST_CASE("headers that do not fit") {
  CHECK(formatted("network segment(image: f32[3, H, W], mask: f32[1, H, W], background: f32[3, H, W]) where H in "
                  "64..=1024 step 32, W in 64..=1024 step 32 { return image }") ==
        "network segment(image: f32[3, H, W], mask: f32[1, H, W], background: f32[3, H, W])\n"
        "    where H in 64..=1024 step 32, W in 64..=1024 step 32 {\n"
        "    return image\n"
        "}\n");
  CHECK(formatted("network n(a: f32[3, 8, 8],\n b: f32[3, 8, 8]) { return a\n, b }") == "network n(a: f32[3, 8, 8],\n"
                                                                                        "          b: f32[3, 8, 8]) {\n"
                                                                                        "    return a, b\n"
                                                                                        "}\n");
}

TEST_CASE("comments stay with what they stand behind or above") {
  CHECK(body("# first\nlet a = x # of a\n  # of the layer\n -> # mixed\n conv(8, 3x3, # filters\n pad: 1) # last\n"
             "return a # done\n # end") == "# first\n"
                                           "let a = x  # of a\n"
                                           "    # of the layer\n"
                                           "    # mixed\n"
                                           "    -> conv(8, 3x3,  # filters\n"
                                           "            pad: 1)  # last\n"
                                           "return a             # done\n"
                                           "# end\n");
  CHECK(formatted("network n # name\n (x: f32[1] # input\n , # comma\n y: f32[1]) # before\n { # body\n return x }") ==
        "network n(      # name\n"
        "    x: f32[1],  # input\n"
        "    # comma\n"
        "    y: f32[1]\n"
        ") {  # before\n"
        "    # body\n"
        "    return x\n"
        "}\n");
}

TEST_CASE("comments behind neighbouring lines stand below each other") {
  CHECK(body("let a = x # one\nlet longer = x -> relu # two\nlet c = x\nlet d = x # alone\nreturn a") ==
        "let a = x               # one\n"
        "let longer = x -> relu  # two\n"
        "let c = x\n"
        "let d = x  # alone\n"
        "return a\n");
}

TEST_CASE("line ends and the byte order mark stay, blanks at ends of lines go") {
  CHECK(formatted("# a  \r\nnetwork n(x: f32[1]) {\r\n\treturn x\r\n}") ==
        "# a\r\nnetwork n(x: f32[1]) {\r\n    return x\r\n}\r\n");
  CHECK(formatted("\xEF\xBB\xBF"
                  "network n(x: f32[1]) { return x }") == "\xEF\xBB\xBFnetwork n(x: f32[1]) {\n    return x\n}\n");
}

TEST_CASE("columns are counted in characters") {
  const std::string text = "return x  # ünïcödé → " + std::string(90, 'x') + "\n";
  CHECK(body(text) == text);
}

TEST_CASE("a file with errors is left alone") {
  const support::SourceFile file("test.stride", "network n(x: f32[1]) { return x -> }");
  diagnostics::Sink sink;
  CHECK_FALSE(format::format(file, sink).has_value());
  CHECK(sink.errorCount() == 1);
}
