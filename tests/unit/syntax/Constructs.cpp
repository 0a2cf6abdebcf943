// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each construct of the language, its tree and its spans.
#include "support/Parsed.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

namespace {

/// A text around one returned expression, and the expression.
struct ParsedValue {
  Parsed parsed;
  ast::ExprPtr value;
};

ParsedValue parseValue(const std::string &value) {
  ParsedValue result{parseText("network n(x: f32[1]) { return " + value + " }"), nullptr};
  REQUIRE(errorPlaces(result.parsed) == Places{});
  result.value = std::get<ast::Return>(firstNetwork(result.parsed).body.at(0).node).values.at(0).value;
  return result;
}

template <typename Node> const Node &as(const ast::ExprPtr &expr) {
  REQUIRE(std::holds_alternative<Node>(expr->node));
  return std::get<Node>(expr->node);
}

const ast::Call &stageCall(const ast::Pipeline &pipeline, size_t index) {
  return std::get<ast::Call>(pipeline.stages.at(index).node);
}

} // namespace

TEST_CASE("a file holds blocks and networks in any order") {
  const Parsed parsed = parseText("network a(x: f32[1]) { return x }\n"
                                  "block b(x, y, n: int) { return x }\n"
                                  "network c(x: f32[1, 2], y: f32[3, 4]) { return x }\n");
  REQUIRE(errorPlaces(parsed) == Places{});
  REQUIRE(parsed.module.items.size() == 3);
  CHECK(parsed.module.file == parsed.file.get());
  const auto &first = std::get<ast::Network>(parsed.module.items[0]);
  CHECK(first.name.name == "a");
  CHECK(first.name.span.text() == "a");
  CHECK(first.span.text() == "network a(x: f32[1]) { return x }");
  const auto &block = std::get<ast::Block>(parsed.module.items[1]);
  REQUIRE(block.parameters.size() == 3);
  CHECK(block.parameters[1].name.name == "y");
  CHECK_FALSE(block.parameters[1].isInteger);
  CHECK(block.parameters[2].isInteger);
  CHECK(block.span.text() == "block b(x, y, n: int) { return x }");
  const auto &last = std::get<ast::Network>(parsed.module.items[2]);
  REQUIRE(last.inputs.size() == 2);
  CHECK(last.inputs[1].name.span.text() == "y");
  CHECK(last.inputs[1].type.span.text() == "f32[3, 4]");
  CHECK(last.inputs[1].type.element.span.text() == "f32");
  REQUIRE(last.inputs[1].type.dims.size() == 2);
  CHECK(last.inputs[1].type.dims[1]->span.text() == "4");
}

TEST_CASE("let names one value or several, return gives one or several, named or not") {
  const Parsed parsed = parseText("network n(x: f32[1]) {\n  let a = x\n  let b, c = a -> split(channels: 2)\n"
                                  "  return logits: b, c\n}");
  REQUIRE(errorPlaces(parsed) == Places{});
  const std::vector<ast::Statement> &body = firstNetwork(parsed).body;
  REQUIRE(body.size() == 3);
  CHECK(body[0].span.text() == "let a = x");
  const auto &let = std::get<ast::Let>(body[1].node);
  REQUIRE(let.names.size() == 2);
  CHECK(let.names[1].span.text() == "c");
  const auto &returned = std::get<ast::Return>(body[2].node);
  REQUIRE(returned.values.size() == 2);
  CHECK(returned.values[0].name->name == "logits");
  CHECK(returned.values[0].name->span.text() == "logits");
  CHECK_FALSE(returned.values[1].name.has_value());
  CHECK(body[2].span.text() == "return logits: b, c");
}

TEST_CASE("a pipeline passes a value through layers with arguments and labels") {
  const ParsedValue p = parseValue("x -> conv(8 * 2, 3x5, stride: (1, 2), pad: same) @conv2 -> relu\n  -> tanh() @t");
  const auto &pipeline = as<ast::Pipeline>(p.value);
  CHECK(p.value->span.text() == "x -> conv(8 * 2, 3x5, stride: (1, 2), pad: same) @conv2 -> relu\n  -> tanh() @t");
  CHECK(as<ast::Name>(pipeline.source).name == "x");
  REQUIRE(pipeline.stages.size() == 3);
  CHECK(pipeline.stages[0].span.text() == "conv(8 * 2, 3x5, stride: (1, 2), pad: same) @conv2");
  const ast::Call &conv = stageCall(pipeline, 0);
  CHECK(conv.callee.span.text() == "conv");
  REQUIRE(conv.arguments.size() == 4);
  CHECK(as<ast::WindowLiteral>(conv.arguments[1].value).height == 3);
  CHECK(as<ast::WindowLiteral>(conv.arguments[1].value).width == 5);
  CHECK(conv.arguments[2].span.text() == "stride: (1, 2)");
  CHECK(conv.arguments[2].name->name == "stride");
  CHECK(as<ast::Tuple>(conv.arguments[2].value).elements.size() == 2);
  CHECK(conv.arguments[2].value->span.text() == "(1, 2)");
  CHECK(as<ast::Name>(conv.arguments[3].value).name == "same");
  CHECK(conv.label->span.text() == "@conv2");
  CHECK(stageCall(pipeline, 1).arguments.empty());
  CHECK_FALSE(stageCall(pipeline, 1).label.has_value());
  CHECK(stageCall(pipeline, 2).label->pieces.at(0).text == "t");
}

TEST_CASE("repeat counts, or runs an index over a range") {
  const ParsedValue p = parseValue("x -> repeat 2 * n { relu -> tanh } -> repeat i in 1..=n { conv(i, 1x1) }");
  const auto &pipeline = as<ast::Pipeline>(p.value);
  const auto &counted = std::get<ast::Repeat>(pipeline.stages.at(0).node);
  CHECK_FALSE(counted.index.has_value());
  CHECK(counted.bounds->span.text() == "2 * n");
  CHECK(counted.body.size() == 2);
  CHECK(counted.body[1].span.text() == "tanh");
  CHECK(pipeline.stages[0].span.text() == "repeat 2 * n { relu -> tanh }");
  const auto &indexed = std::get<ast::Repeat>(pipeline.stages.at(1).node);
  CHECK(indexed.index->span.text() == "i");
  const auto &range = as<ast::Range>(indexed.bounds);
  CHECK(range.inclusive);
  CHECK(range.begin->span.text() == "1");
  CHECK(range.end->span.text() == "n");
  CHECK(indexed.bounds->span.text() == "1..=n");
}

TEST_CASE("expect lists sizes, and _ for any") {
  const ParsedValue p = parseValue("x -> expect [64, _, n / 2]");
  const auto &expect = std::get<ast::Expect>(as<ast::Pipeline>(p.value).stages.at(0).node);
  REQUIRE(expect.dims.size() == 3);
  CHECK(expect.dims[0]->span.text() == "64");
  CHECK(expect.dims[1] == nullptr);
  CHECK(expect.dims[2]->span.text() == "n / 2");
}

TEST_CASE("labels compute their text") {
  const ParsedValue p = parseValue("x -> conv(8, 1x1) @\"stage.{i + 1}.{{conv}\"");
  const ast::Label &label = *stageCall(as<ast::Pipeline>(p.value), 0).label;
  CHECK(label.span.text() == "@\"stage.{i + 1}.{{conv}\"");
  REQUIRE(label.pieces.size() == 3);
  CHECK(label.pieces[0].text == "stage.");
  CHECK(label.pieces[1].value->span.text() == "i + 1");
  CHECK(label.pieces[2].text == ".{conv}");
}

TEST_CASE("operators bind as in arithmetic, from the left") {
  const ParsedValue p = parseValue("a - b * -c % d - e @last");
  const auto &outer = as<ast::Binary>(p.value);
  CHECK(outer.op == ast::BinaryOp::Subtract);
  CHECK(outer.left->span.text() == "a - b * -c % d");
  CHECK(outer.right->span.text() == "e");
  CHECK(outer.label->span.text() == "@last");
  CHECK(outer.opSpan.begin == p.value->span.begin + 15);
  const auto &inner = as<ast::Binary>(outer.left);
  CHECK_FALSE(inner.label.has_value());
  const auto &remainder = as<ast::Binary>(inner.right);
  CHECK(remainder.op == ast::BinaryOp::Remainder);
  CHECK(remainder.left->span.text() == "b * -c");
  CHECK(as<ast::Unary>(as<ast::Binary>(remainder.left).right).operand->span.text() == "c");
}

TEST_CASE("parentheses group, and belong to the span") {
  const ParsedValue p = parseValue("(a + b) * (c)");
  const auto &product = as<ast::Binary>(p.value);
  CHECK(product.left->span.text() == "(a + b)");
  CHECK(as<ast::Name>(product.right).name == "c");
  CHECK(product.right->span.text() == "(c)");
}

TEST_CASE("a label behind parentheses names what they hold") {
  const ParsedValue sum = parseValue("(a + f(b) @call) @sum");
  CHECK(as<ast::Binary>(sum.value).label->pieces.at(0).text == "sum");
  CHECK(as<ast::Call>(as<ast::Binary>(sum.value).right).label->pieces.at(0).text == "call");
  const ParsedValue call = parseValue("a * f(b) @call @product + c");
  const auto &product = as<ast::Binary>(as<ast::Binary>(call.value).left);
  CHECK(product.label->pieces.at(0).text == "product");
  CHECK(as<ast::Call>(product.right).label->pieces.at(0).text == "call");
}

TEST_CASE("ranges are values of arguments") {
  const ParsedValue p = parseValue("x -> slice(channels: 0..n / 2)");
  const auto &range = as<ast::Range>(stageCall(as<ast::Pipeline>(p.value), 0).arguments.at(0).value);
  CHECK_FALSE(range.inclusive);
  CHECK(range.begin->span.text() == "0");
  CHECK(range.end->span.text() == "n / 2");
}

TEST_CASE("fractions have a point or an exponent, integers reach 64 bits") {
  const ParsedValue p = parseValue("f(0.25, 1e-5, 2.5e3, 9223372036854775807, 0..6)");
  const auto &arguments = as<ast::Call>(p.value).arguments;
  CHECK(as<ast::Fraction>(arguments[0].value).value == 0.25);
  CHECK(as<ast::Fraction>(arguments[1].value).value == 1e-5);
  CHECK(as<ast::Fraction>(arguments[2].value).value == 2500.0);
  CHECK(as<ast::Integer>(arguments[3].value).value == INT64_MAX);
  CHECK(as<ast::Integer>(as<ast::Range>(arguments[4].value).begin).value == 0);
}

TEST_CASE("use names a file") {
  const Parsed parsed = parseText("use \"blocks.stride\"\nuse\"../{a} b.stride\"\nnetwork n(x: f32[1]) { return x }");
  REQUIRE(errorPlaces(parsed) == Places{});
  REQUIRE(parsed.module.items.size() == 3);
  const auto &use = std::get<ast::Use>(parsed.module.items[0]);
  CHECK(use.path == "blocks.stride");
  CHECK(use.pathSpan.text() == "\"blocks.stride\"");
  CHECK(use.span.text() == "use \"blocks.stride\"");
  CHECK(std::get<ast::Use>(parsed.module.items[1]).path == "../{a} b.stride");
}

TEST_CASE("where gives ranges of sizes, a type may have a layout") {
  const Parsed parsed = parseText("network n(x: f32[3, H, W / 2], y: u8[H, W, 3] hwc) "
                                  "where H in 64..=1024, W in 227..n step 4 { return x }");
  REQUIRE(errorPlaces(parsed) == Places{});
  const ast::Network &network = firstNetwork(parsed);
  CHECK_FALSE(network.inputs.at(0).type.layout.has_value());
  CHECK(network.inputs.at(0).type.dims.at(2)->span.text() == "W / 2");
  CHECK(network.inputs.at(1).type.layout->span.text() == "hwc");
  CHECK(network.inputs[1].type.span.text() == "u8[H, W, 3] hwc");
  REQUIRE(network.sizes.size() == 2);
  CHECK(network.sizes[0].name.name == "H");
  CHECK(as<ast::Range>(network.sizes[0].bounds).inclusive);
  CHECK(network.sizes[0].step == nullptr);
  CHECK(network.sizes[1].span.text() == "W in 227..n step 4");
  CHECK(network.sizes[1].step->span.text() == "4");
  CHECK(errorPlaces(parseText("network n(x: f32[step]) where step in 1..=step step step { return x }")) == Places{});
}

TEST_CASE("require bounds figures, with units") {
  const Parsed parsed = parseText("network n(x: f32[1]) {\n"
                                  "  require arena <= 16MiB, weights <= 1.5kB, macs <= 2 * 500M\n  return x\n}");
  REQUIRE(errorPlaces(parsed) == Places{});
  const auto &budgets = std::get<ast::Require>(firstNetwork(parsed).body.at(0).node).budgets;
  REQUIRE(budgets.size() == 3);
  CHECK(budgets[0].figure.name == "arena");
  CHECK(budgets[0].span.text() == "arena <= 16MiB");
  CHECK(as<ast::Integer>(budgets[0].limit).value == 16 * 1024 * 1024);
  CHECK(as<ast::Integer>(budgets[0].limit).amount == "16MiB");
  CHECK(as<ast::Integer>(budgets[1].limit).value == 1500);
  CHECK(as<ast::Integer>(as<ast::Binary>(budgets[2].limit).right).value == 500'000'000);
  CHECK(as<ast::Integer>(as<ast::Binary>(budgets[2].limit).left).amount.empty());
}

TEST_CASE("comments are kept beside the tree") {
  const Parsed parsed = parseText("# first\r\nnetwork n(x: f32[1]) { # second \" {\n  return x ## third");
  REQUIRE(parsed.module.comments.size() == 3);
  CHECK(parsed.module.comments[0].text() == "# first");
  CHECK(parsed.module.comments[1].text() == "# second \" {");
  CHECK(parsed.module.comments[2].text() == "## third");
}

TEST_CASE("numbers in parentheses and ranges are values of arguments") {
  const ParsedValue p = parseValue("x -> scale(mean: (0.485, -0.5, 1), std: ((1, 2), 3))");
  const auto &arguments = stageCall(as<ast::Pipeline>(p.value), 0).arguments;
  const auto &mean = as<ast::Tuple>(arguments.at(0).value);
  CHECK(as<ast::Fraction>(mean.elements.at(0)).value == 0.485);
  CHECK(mean.elements.size() == 3);
  CHECK(arguments.size() == 2);
}

TEST_CASE("words of the language end where words end") {
  const Parsed parsed = parseText("network networks(input: f32[1]) { let letter = input -> repeater -> expected "
                                  "let inner = letter return returned: inner }");
  CHECK(errorPlaces(parsed) == Places{});
  const ParsedValue p = parseValue("x -> repeat in1 { _a }");
  CHECK(std::get<ast::Repeat>(as<ast::Pipeline>(p.value).stages.at(0).node).bounds->span.text() == "in1");
}

TEST_CASE("comments, carriage returns and a byte order mark are blank") {
  const Parsed parsed =
      parseText("\xEF\xBB\xBF# first\r\nnetwork n(x: f32[1]) { # network {\r\n  return x # last\r\n}");
  CHECK(errorPlaces(parsed) == Places{});
  CHECK(firstNetwork(parsed).body.size() == 1);
}
