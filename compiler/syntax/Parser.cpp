// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The grammar, in Boost.Spirit X3, over tokens; the only place that includes Spirit. Every choice is made by the next
// one or two tokens, so nothing is parsed twice. A terminal that does not match notes what it expected: the farthest
// such note is the syntax error. Spirit's expectation points and their exceptions are not used.
#include "syntax/Parser.h"

#include "syntax/Grammar.h"
#include "syntax/Mixing.h"
#include "syntax/ModuleReader.h"
#include "syntax/Report.h"

#include <boost/spirit/home/x3.hpp>

#include <algorithm>

namespace x3 = boost::spirit::x3;

namespace evenstride::syntax {

using diagnostics::Code;

namespace {

/// What an attempt gathers besides the tree. Actions and terminals find it in Spirit's context.
struct State {
  const Builder &builder;
  const Token *farthest;
  ExpectedSet expected;
  std::vector<diagnostics::Diagnostic> faults;

  void note(const Token *at, Expected what) {
    if (at < farthest)
      return;
    if (at > farthest)
      expected.clear();
    farthest = at;
    expected.add(what);
  }
};
struct StateTag;

template <typename Context> State &stateOf(const Context &context) { return x3::get<StateTag>(context); }

/// One token of the kinds [low, high].
struct Terminal : x3::parser<Terminal> {
  using attribute_type = Token;
  static constexpr bool has_attribute = true;

  constexpr Terminal(Kind kind, Expected expected) : Terminal(kind, kind, expected) {}
  constexpr Terminal(Kind low, Kind high, Expected expected) : low(low), high(high), expected(expected) {}

  template <typename Iterator, typename Context, typename RuleContext, typename Attribute>
  bool parse(Iterator &first, const Iterator &last, const Context &context, RuleContext &, Attribute &attribute) const {
    if (first->kind >= low && first->kind <= high && first->kind != Kind::End) {
      x3::traits::move_to(*first, attribute);
      ++first;
      return true;
    }
    stateOf(context).note(first, expected);
    return false;
  }

  Kind low, high;
  Expected expected;
};

/// Looks two tokens ahead and takes none.
struct Ahead : x3::parser<Ahead> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  constexpr Ahead(Kind here, Kind next) : here(here), next(next) {}

  template <typename Iterator, typename Context, typename RuleContext, typename Attribute>
  bool parse(Iterator &first, const Iterator &last, const Context &, RuleContext &, Attribute &) const {
    return first->kind == here && first + 1 != last && (first + 1)->kind == next;
  }

  Kind here, next;
};

/// A word that means something where it stands and is free elsewhere: `int`, `step`.
struct FreeWord : x3::parser<FreeWord> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  constexpr FreeWord(std::string_view word, Expected expected) : word(word), expected(expected) {}

  template <typename Iterator, typename Context, typename RuleContext, typename Attribute>
  bool parse(Iterator &first, const Iterator &last, const Context &context, RuleContext &, Attribute &) const {
    State &state = stateOf(context);
    if (first->kind == Kind::Word && state.builder.text(*first) == word) {
      ++first;
      return true;
    }
    state.note(first, expected);
    return false;
  }

  std::string_view word;
  Expected expected;
};

// Actions. Each rule builds its own node in `_val`.

template <auto Member>
constexpr auto set = [](auto &context) { x3::_val(context).*Member = std::move(x3::_attr(context)); };
template <auto Member>
constexpr auto push = [](auto &context) { (x3::_val(context).*Member).push_back(std::move(x3::_attr(context))); };
constexpr auto pass = [](auto &context) { x3::_val(context) = std::move(x3::_attr(context)); };
constexpr auto passNode = [](auto &context) { x3::_val(context).node = std::move(x3::_attr(context)); };
constexpr auto passLeaf = [](auto &context) { x3::_val(context) = stateOf(context).builder.leaf(x3::_attr(context)); };
constexpr auto passIdentifier = [](auto &context) {
  x3::_val(context) = stateOf(context).builder.identifier(x3::_attr(context));
};

// Work on a node that is complete. (Spirit's on_success does not see the node of a rule that has actions.)

/// Parses `subject`, then gives the node of the rule around it and the tokens that matched to a handler.
template <typename Subject, typename Handler>
struct Completed : x3::unary_parser<Subject, Completed<Subject, Handler>> {
  using x3::unary_parser<Subject, Completed>::unary_parser;

  template <typename Iterator, typename Context, typename Node, typename Attribute>
  bool parse(Iterator &first, const Iterator &last, const Context &context, Node &node, Attribute &attribute) const {
    const Iterator begin = first;
    if (!this->subject.parse(first, last, context, node, attribute))
      return false;
    Handler::complete(stateOf(context), node, {begin, first});
    return true;
  }
};

template <typename Handler> struct Completing {
  template <typename Subject> constexpr auto operator[](const Subject &subject) const {
    return Completed<typename x3::extension::as_parser<Subject>::value_type, Handler>(x3::as_parser(subject));
  }
};

using Matched = std::span<const Token>;

ast::Span spanOf(const State &state, Matched matched) {
  return state.builder.span(matched.data(), matched.data() + matched.size());
}

/// Whether something was said about one of the tokens already.
bool wasReported(Matched matched) { return std::ranges::any_of(matched, &Token::tainted); }

struct StampSpan {
  static void complete(State &state, ast::ExprPtr &expr, Matched matched) { expr->span = spanOf(state, matched); }
  template <typename Node> static void complete(State &state, Node &node, Matched matched) {
    node.span = spanOf(state, matched);
  }
};

struct StampPath {
  static void complete(State &state, ast::Use &use, Matched matched) { use.pathSpan = spanOf(state, matched); }
};

struct CheckMixing {
  static void complete(State &state, const ast::Pipeline &pipeline, Matched matched) {
    if (pipeline.stages.empty())
      return;
    if (auto mixing = findMixing(state.builder, matched))
      state.faults.push_back(std::move(*mixing));
  }
};

/// `range(6)`, `range(1, 6)`
bool reportPythonRange(State &state, const ast::Expr &bounds) {
  const auto *call = std::get_if<ast::Call>(&bounds.node);
  if (call == nullptr || call->callee.name != "range" || call->arguments.empty() || call->arguments.size() > 2)
    return false;
  const std::string last(call->arguments.back().span.text());
  const std::string first(call->arguments.size() == 2 ? call->arguments.front().span.text() : "0");
  auto made = fault(Code::E0101, "a range is written `a..b`, without b, or `a..=b`, with it", {bounds.span, ""});
  const std::string meant = first + ".." + last;
  made.fixes.push_back(spellingFix("write `" + meant + "`", bounds.span, meant));
  state.faults.push_back(std::move(made));
  return true;
}

/// `repeat 0..6 { … }` and `repeat i in 6 { … }`
struct CheckBounds {
  static void complete(State &state, ast::Repeat &repeat, Matched) {
    if (reportPythonRange(state, *repeat.bounds))
      repeat.bounds->node = ast::Broken{};
    if (std::holds_alternative<ast::Broken>(repeat.bounds->node))
      return;
    const bool isRange = std::holds_alternative<ast::Range>(repeat.bounds->node);
    if (isRange == repeat.index.has_value())
      return;
    const std::string bounds(repeat.bounds->span.text());
    auto made = fault(
        Code::E0101, isRange ? "a `repeat` over a range names its index" : "a `repeat` with an index runs over a range",
        {repeat.bounds->span, isRange ? "" : "one integer"});
    made.help.push_back(isRange ? "write `repeat i in " + bounds + " { … }`"
                                : "write `repeat " + repeat.index->name + " in 0.." + bounds + " { … }`");
    state.faults.push_back(std::move(made));
  }
};

/// `where H in 64`
struct CheckSize {
  static void complete(State &state, const ast::SizeRange &size, Matched matched) {
    if (std::holds_alternative<ast::Range>(size.bounds->node) || wasReported(matched))
      return;
    const ast::Span place = size.bounds->span;
    auto made = fault(Code::E0101, "a size in `where` runs over a range", {place, "one integer"});
    made.help.push_back("write the size into the type of the input, or a range such as `64..=1024`");
    state.faults.push_back(std::move(made));
  }
};

struct Parenthesised {
  std::vector<ast::ExprPtr> elements;
  std::optional<ast::Label> label;
};

/// `(a + b) @sum`
struct PlaceLabel {
  static void complete(State &state, Parenthesised &parens, Matched) {
    if (!parens.label)
      return;
    const ast::Span place = parens.label->span;
    if (parens.elements.size() != 1 || !attachLabel(*parens.elements[0], std::move(*parens.label)))
      state.faults.push_back(fault(Code::E0108,
                                   "a label stands behind the layer, block call or operation that it names",
                                   {place, "this names none of them"}));
  }
};

constexpr Completing<StampSpan> spanned;
constexpr Completing<StampPath> stampingPath;
constexpr Completing<CheckMixing> checkingMixing;
constexpr Completing<CheckBounds> checkingBounds;
constexpr Completing<CheckSize> checkingSize;
constexpr Completing<PlaceLabel> placingLabel;

// Terminals.

constexpr Terminal sign(Kind kind, Expected expected) { return {kind, expected}; }
constexpr Terminal comma(Kind::Comma, Expected::Comma), colon(Kind::Colon, Expected::Colon),
    equals(Kind::Equals, Expected::Equals), arrow(Kind::Arrow, Expected::Arrow),
    leftParen(Kind::LParen, Expected::LParen), rightParen(Kind::RParen, Expected::RParen),
    leftBracket(Kind::LBracket, Expected::LBracket), rightBracket(Kind::RBracket, Expected::RBracket),
    leftBrace(Kind::LBrace, Expected::LBrace), rightBrace(Kind::RBrace, Expected::RBrace),
    quote(Kind::Quote, Expected::Quote), valueWord(Kind::Word, Expected::Value),
    number(Kind::Integer, Kind::Window, Expected::Value), minus(Kind::Minus, Expected::Value),
    additive(Kind::Plus, Kind::Minus, Expected::Operator),
    multiplicative(Kind::Star, Kind::Percent, Expected::Operator),
    anyOperator(Kind::Plus, Kind::Percent, Expected::Operator);
constexpr Ahead namedAhead(Kind::Word, Kind::Colon), callAhead(Kind::Word, Kind::LParen),
    indexAhead(Kind::Word, Kind::In);
constexpr FreeWord intWord("int", Expected::IntWord), stepWord("step", Expected::Step);

// Rules.

const x3::rule<struct NameId, ast::Identifier> name;
const x3::rule<struct LabelId, ast::Label> label;
const x3::rule<struct HoleId, ast::LabelPiece> labelHole;
const x3::rule<struct ParensId, Parenthesised> parens;
const x3::rule<struct PrimaryId, ast::ExprPtr> primary;
const x3::rule<struct UnaryId, ast::ExprPtr> unary;
const x3::rule<struct NegatedId, OperatorTail> negated;
const x3::rule<struct ProductTailId, OperatorTail> productTail;
const x3::rule<struct ProductId, ast::ExprPtr> product;
const x3::rule<struct SumTailId, OperatorTail> sumTail;
const x3::rule<struct SumId, ast::ExprPtr> sum;
const x3::rule<struct PipelineId, ast::Pipeline> pipeline;
const x3::rule<struct PipelineExprId, ast::ExprPtr> pipelineExpr;
const x3::rule<struct RangeTailId, RangeTail> rangeTail;
const x3::rule<struct ValueId, ast::ExprPtr> value;
const x3::rule<struct ArgumentId, ast::Argument> argument;
const x3::rule<struct CallId, ast::Call> call;
const x3::rule<struct BoundsId, ast::ExprPtr> bounds;
const x3::rule<struct RepeatId, ast::Repeat> repeat;
const x3::rule<struct ExpectId, ast::Expect> expect;
const x3::rule<struct StageId, ast::Stage> stage;
const x3::rule<struct LetId, ast::Let> let;
const x3::rule<struct ReturnValueId, ast::ReturnValue> returnValue;
const x3::rule<struct ReturnId, ast::Return> returns;
const x3::rule<struct BudgetId, ast::Budget> budget;
const x3::rule<struct RequireId, ast::Require> require;
const x3::rule<struct StatementId, ast::Statement> statementRule;
const x3::rule<struct LayoutId, ast::Identifier> layout;
const x3::rule<struct TensorTypeId, ast::TensorType> tensorType;
const x3::rule<struct InputId, ast::NetworkInput> input;
const x3::rule<struct SizeId, ast::SizeRange> size;
const x3::rule<struct NetworkId, ast::Network> networkRule;
const x3::rule<struct ParameterId, ast::BlockParameter> parameter;
const x3::rule<struct BlockId, ast::Block> blockRule;
const x3::rule<struct PathId, ast::Use> path;
const x3::rule<struct UseId, ast::Use> useRule;

constexpr auto passLabelText = [](auto &context) {
  x3::_val(context).pieces.push_back(stateOf(context).builder.labelText(x3::_attr(context)));
};
constexpr auto passParens = [](auto &context) {
  std::vector<ast::ExprPtr> &elements = x3::_attr(context).elements;
  x3::_val(context) = elements.size() == 1 ? elements[0] : makeExpr(ast::Tuple{std::move(elements)}, {});
};
constexpr auto passCall = [](auto &context) { x3::_val(context) = makeExpr(std::move(x3::_attr(context)), {}); };
constexpr auto passNegated = [](auto &context) {
  OperatorTail &tail = x3::_attr(context);
  x3::_val(context) = stateOf(context).builder.negate(tail.op, std::move(tail.right));
};
constexpr auto fold = [](auto &context) {
  ast::ExprPtr &left = x3::_val(context);
  left = stateOf(context).builder.binary(std::move(left), std::move(x3::_attr(context)));
};
constexpr auto passPipeline = [](auto &context) {
  ast::Pipeline &attribute = x3::_attr(context);
  x3::_val(context) = attribute.stages.empty() ? std::move(attribute.source) : makeExpr(std::move(attribute), {});
};
constexpr auto passRange = [](auto &context) {
  ast::ExprPtr &begin = x3::_val(context);
  begin = stateOf(context).builder.range(std::move(begin), std::move(x3::_attr(context)));
};
constexpr auto setCallee = [](auto &context) {
  x3::_val(context).callee = stateOf(context).builder.identifier(x3::_attr(context));
};
constexpr auto setElement = [](auto &context) {
  x3::_val(context).element = stateOf(context).builder.identifier(x3::_attr(context));
};
constexpr auto setInclusive = [](auto &context) {
  x3::_val(context).inclusive = x3::_attr(context).kind == Kind::DotDotEquals;
};
constexpr auto anyDim = [](auto &context) { x3::_val(context).dims.push_back(nullptr); };
constexpr auto setPath = [](auto &context) {
  x3::_val(context).path = stateOf(context).builder.text(x3::_attr(context));
};
constexpr auto setInteger = [](auto &context) { x3::_val(context).isInteger = true; };

const auto name_def = Terminal(Kind::Word, Expected::Name)[passIdentifier];

const auto label_def =
    spanned[sign(Kind::At, Expected::Label) >>
            (Terminal(Kind::Word, Expected::LabelName)[passLabelText] |
             sign(Kind::Quote, Expected::LabelName) >>
                 *(Terminal(Kind::Text, Expected::LabelText)[passLabelText] | labelHole[push<&ast::Label::pieces>]) >>
                 quote)];
const auto labelHole_def = sign(Kind::LBrace, Expected::LabelText) >> sum[set<&ast::LabelPiece::value>] >> rightBrace;

// Integers, names, calls and what is computed from them.
const auto parens_def =
    placingLabel[sign(Kind::LParen, Expected::Value) >> (pipelineExpr[push<&Parenthesised::elements>] % comma) >>
                 rightParen >> -label[set<&Parenthesised::label>]];
const auto primary_def = spanned[number[passLeaf] | (callAhead >> call[passCall]) |
                                 (!callAhead >> valueWord[passLeaf]) | parens[passParens]];
const auto unary_def = negated[passNegated] | primary[pass];
const auto negated_def = minus[set<&OperatorTail::op>] >> unary[set<&OperatorTail::right>];
const auto productTail_def =
    multiplicative[set<&OperatorTail::op>] >> unary[set<&OperatorTail::right>] >> -label[set<&OperatorTail::label>];
const auto product_def = unary[pass] >> *productTail[fold];
const auto sumTail_def =
    additive[set<&OperatorTail::op>] >> product[set<&OperatorTail::right>] >> -label[set<&OperatorTail::label>];
const auto sum_def = product[pass] >> *sumTail[fold];

// An operator behind a layer is parsed only so that findMixing can speak about the whole expression. It is tried only
// there: elsewhere `sum` has tried it already, and trying again at each level of brackets would take exponential time.
const auto pipeline_def =
    checkingMixing[sum[set<&ast::Pipeline::source>] >>
                   -(+(arrow >> stage[push<&ast::Pipeline::stages>]) >> *(anyOperator >> sum >> *(arrow >> stage)))];
const auto pipelineExpr_def = spanned[pipeline[passPipeline]];

const auto rangeTail_def =
    Terminal(Kind::DotDot, Kind::DotDotEquals, Expected::Dots)[setInclusive] >> sum[set<&RangeTail::end>];
const auto value_def = pipelineExpr[pass] >> -rangeTail[passRange];
const auto argument_def =
    spanned[-(namedAhead >> name[set<&ast::Argument::name>] >> colon) >> value[set<&ast::Argument::value>]];
const auto call_def = Terminal(Kind::Word, Expected::Layer)[setCallee] >>
                      -(sign(Kind::LParen, Expected::CallParen) >> -(argument[push<&ast::Call::arguments>] % comma) >>
                        rightParen) >>
                      -label[set<&ast::Call::label>];

// What stands behind an arrow.
const auto bounds_def = sum[pass] >> -rangeTail[passRange];
const auto repeat_def =
    checkingBounds[sign(Kind::Repeat, Expected::Layer) >>
                   -(indexAhead >> name[set<&ast::Repeat::index>] >> sign(Kind::In, Expected::In)) >>
                   bounds[set<&ast::Repeat::bounds>] >> leftBrace >> (stage[push<&ast::Repeat::body>] % arrow) >>
                   rightBrace];
const auto expect_def =
    sign(Kind::Expect, Expected::Layer) >> leftBracket >>
    ((Terminal(Kind::Underscore, Expected::Value)[anyDim] | sum[push<&ast::Expect::dims>]) % comma) >> rightBracket;
const auto stage_def = spanned[call[passNode] | repeat[passNode] | expect[passNode]];

// Statements.
const auto let_def = sign(Kind::Let, Expected::Statement) >> (name[push<&ast::Let::names>] % comma) >> equals
                     >> pipelineExpr[set<&ast::Let::value>];
const auto returnValue_def =
    -(namedAhead >> name[set<&ast::ReturnValue::name>] >> colon) >> pipelineExpr[set<&ast::ReturnValue::value>];
const auto returns_def = sign(Kind::Return, Expected::Statement) >> (returnValue[push<&ast::Return::values>] % comma);
const auto budget_def =
    spanned[name[set<&ast::Budget::figure>] >> sign(Kind::AtMost, Expected::AtMost) >> sum[set<&ast::Budget::limit>]];
const auto require_def = sign(Kind::Require, Expected::Statement) >> (budget[push<&ast::Require::budgets>] % comma);
const auto statementRule_def = spanned[let[passNode] | returns[passNode] | require[passNode]];

// Headers.
const auto layout_def = Terminal(Kind::Word, Expected::Layout)[passIdentifier];
const auto tensorType_def = spanned[Terminal(Kind::Word, Expected::Type)[setElement] >> leftBracket >>
                                    (sum[push<&ast::TensorType::dims>] % comma) >> rightBracket >>
                                    -(!namedAhead >> layout[set<&ast::TensorType::layout>])];
const auto input_def = name[set<&ast::NetworkInput::name>] >> colon >> tensorType[set<&ast::NetworkInput::type>];
const auto size_def =
    checkingSize[spanned[name[set<&ast::SizeRange::name>] >> sign(Kind::In, Expected::In) >>
                         bounds[set<&ast::SizeRange::bounds>] >> -(stepWord >> sum[set<&ast::SizeRange::step>])]];
const auto networkRule_def = sign(Kind::Network, Expected::Statement) >> name[set<&ast::Network::name>] >> leftParen >>
                             (input[push<&ast::Network::inputs>] % comma) >> rightParen >>
                             -(sign(Kind::Where, Expected::Where) >> (size[push<&ast::Network::sizes>] % comma));
const auto parameter_def = name[set<&ast::BlockParameter::name>] >> -(colon >> intWord)[setInteger];
const auto blockRule_def = sign(Kind::Block, Expected::Statement) >> name[set<&ast::Block::name>] >> leftParen >>
                           (parameter[push<&ast::Block::parameters>] % comma) >> rightParen;
const auto path_def =
    stampingPath[sign(Kind::Quote, Expected::Path) >> Terminal(Kind::Text, Expected::Path)[setPath] >> quote];
const auto useRule_def = spanned[sign(Kind::Use, Expected::Statement) >> path[pass]];

BOOST_SPIRIT_DEFINE(name, label, labelHole, parens, primary, unary, negated, productTail, product, sumTail, sum,
                    pipeline, pipelineExpr, rangeTail, value, argument, call, bounds, repeat, expect, stage, let,
                    returnValue, returns, budget, require, statementRule, layout, tensorType, input, size, networkRule,
                    parameter, blockRule, path, useRule)

struct Input {
  const Builder &builder;
  std::span<const Token> tokens;
  size_t from;
};

template <typename Rule, typename Node> Attempt attempt(const Input &input, const Rule &rule, Node &node) {
  const Token *const begin = input.tokens.data();
  const Token *first = begin + input.from;
  State state{input.builder, first, {}, {}};
  Attempt result;
  result.matched = x3::parse(first, begin + input.tokens.size(), x3::with<StateTag>(state)[rule], node);
  result.next = static_cast<size_t>(first - begin);
  result.failure = {static_cast<size_t>(state.farthest - begin), state.expected};
  result.faults = std::move(state.faults);
  return result;
}

} // namespace

Attempt Grammar::networkHeader(size_t from, ast::Network &network) const {
  return attempt({builder, tokens, from}, networkRule, network);
}

Attempt Grammar::blockHeader(size_t from, ast::Block &block) const {
  return attempt({builder, tokens, from}, blockRule, block);
}

Attempt Grammar::use(size_t from, ast::Use &use) const { return attempt({builder, tokens, from}, useRule, use); }

Attempt Grammar::statement(size_t from, ast::Statement &statement) const {
  return attempt({builder, tokens, from}, statementRule, statement);
}

ast::Module parse(const support::SourceFile &file, diagnostics::Sink &sink) { return ModuleReader(file, sink).read(); }

} // namespace evenstride::syntax
