// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NNEF's flat grammar by recursive descent.
#include "interchange/nnef/Graph.h"
#include "interchange/Fault.h"
#include "interchange/ImportCodes.h"
#include "interchange/Names.h"
#include "interchange/Tokens.h"

#include <fmt/format.h>

namespace evenstride::interchange::nnef {

namespace {

class Parser {
public:
  explicit Parser(const support::SourceFile &file) : tokens(file, "()[]{}<>,;:=-+*/^!&|?") {}

  Graph parse() {
    head();
    if (atWord("fragment"))
      throw Fault{codes::unsupported, "graphs with fragments of their own are not imported; the flat form is",
                  tokens.current().span};
    Graph graph;
    word("graph");
    graph.name = name().text;
    graph.inputs = parameters();
    symbol('-');
    symbol('>');
    graph.outputs = parameters();
    symbol('{');
    while (!tokens.at('}')) {
      if (graph.operations.size() == GraphLimits::operations)
        throw Fault{codes::tooLarge, fmt::format("the graph has more than {} operations", GraphLimits::operations),
                    tokens.current().span};
      graph.operations.push_back(operation());
    }
    tokens.advance();
    if (tokens.current().kind != TokenKind::End)
      expected("nothing more");
    return graph;
  }

private:
  [[noreturn]] void expected(std::string_view what) const {
    const Token &token = tokens.current();
    bool isText = token.kind == TokenKind::Unknown && token.span.end - token.span.begin > 1;
    std::string_view found = token.kind == TokenKind::End ? "where the file ends"
                             : isText                     ? "and this text has no end on its line"
                                                          : "where this stands";
    throw Fault{codes::damaged, fmt::format("{} is expected {}", what, found), token.span};
  }

  bool atWord(std::string_view text) const {
    return tokens.current().kind == TokenKind::Word && tokens.current().text == text;
  }

  void word(std::string_view text) {
    if (!atWord(text))
      expected(fmt::format("`{}`", text));
    tokens.advance();
  }

  void symbol(char text) {
    if (!tokens.at(text))
      expected(fmt::format("`{}`", text));
    tokens.advance();
  }

  Name name() {
    if (tokens.current().kind != TokenKind::Word)
      expected("a name");
    Name result{tokens.current().text, tokens.current().span};
    tokens.advance();
    return result;
  }

  /// `version 1.0;` and extensions, whose parts are refused where they are used.
  void head() {
    word("version");
    const Token version = tokens.current();
    if (version.kind != TokenKind::Number)
      expected("the number of a version");
    if (!version.text.starts_with("1."))
      throw Fault{codes::unknownOpset, fmt::format("version {} of NNEF is not known; 1.0 is", printable(version.text)),
                  version.span};
    tokens.advance();
    symbol(';');
    while (atWord("extension")) {
      while (!tokens.at(';') && tokens.current().kind != TokenKind::End)
        tokens.advance();
      symbol(';');
    }
  }

  std::vector<Name> parameters() {
    std::vector<Name> names;
    symbol('(');
    while (!tokens.at(')')) {
      if (!names.empty())
        symbol(',');
      if (names.size() == GraphLimits::parameters)
        throw Fault{codes::tooLarge, fmt::format("the graph has more than {} inputs or outputs", names.size()),
                    tokens.current().span};
      names.push_back(name());
    }
    tokens.advance();
    return names;
  }

  Operation operation() {
    Operation result;
    results(result);
    symbol('=');
    result.op = name();
    if (tokens.at('<')) {
      tokens.advance();
      result.type = name().text;
      symbol('>');
    }
    if (!tokens.at('('))
      throw Fault{codes::unsupported, "an expression that is no operation is not imported; the flat form has none",
                  result.op.span};
    arguments(result);
    if (!tokens.at(';') && tokens.current().kind == TokenKind::Symbol)
      throw Fault{codes::unsupported, "an expression that is no operation is not imported; the flat form has none",
                  tokens.current().span};
    symbol(';');
    return result;
  }

  /// Names of results, in whatever lists: `a`, `a, b`, `(a, b)`, `[a, b]`.
  void results(Operation &operation) {
    for (bool isFirst = true; isFirst || tokens.at(','); isFirst = false) {
      if (!isFirst)
        tokens.advance();
      char closing = tokens.at('[') ? ']' : tokens.at('(') ? ')' : 0;
      if (!closing) {
        operation.results.push_back(name());
        continue;
      }
      tokens.advance();
      for (bool isInner = false; !tokens.at(closing); isInner = true) {
        if (isInner)
          symbol(',');
        operation.results.push_back(name());
      }
      tokens.advance();
    }
  }

  void arguments(Operation &operation) {
    symbol('(');
    while (!tokens.at(')')) {
      if (!operation.arguments.empty())
        symbol(',');
      Argument argument{"", {}, expression(0)};
      if (argument.value.kind == ExpressionKind::Name && tokens.at('=')) {
        tokens.advance();
        argument = {argument.value.text, argument.value.span, expression(0)};
      }
      operation.arguments.push_back(std::move(argument));
    }
    tokens.advance();
  }

  Expression expression(int depth) {
    const Token token = tokens.current();
    if (tokens.at('[') || tokens.at('('))
      return list(depth);
    Expression result{ExpressionKind::Number, token.text, {}, token.span};
    if (token.kind == TokenKind::Text)
      result.kind = ExpressionKind::Text;
    else if (token.kind == TokenKind::Word)
      result.kind = token.text == "true" || token.text == "false" ? ExpressionKind::Truth : ExpressionKind::Name;
    else if (token.kind != TokenKind::Number)
      expected("a value");
    tokens.advance();
    return result;
  }

  Expression list(int depth) {
    if (depth == GraphLimits::depth)
      throw Fault{codes::damaged, fmt::format("lists are nested more than {} deep", depth), tokens.current().span};
    char closing = tokens.at('[') ? ']' : ')';
    Expression result{closing == ']' ? ExpressionKind::Array : ExpressionKind::Tuple, "", {}, tokens.current().span};
    tokens.advance();
    while (!tokens.at(closing)) {
      if (!result.items.empty())
        symbol(',');
      result.items.push_back(expression(depth + 1));
    }
    result.span = join(result.span, tokens.current().span);
    tokens.advance();
    return result;
  }

  Tokens tokens;
};

} // namespace

std::optional<Graph> parseGraph(const support::SourceFile &file, diagnostics::Sink &sink) {
  try {
    if (file.size() > GraphLimits::bytes)
      throw Fault{codes::tooLarge,
                  fmt::format("`{}` has {} bytes; the limit is {}", file.path(), file.size(), GraphLimits::bytes)};
    return Parser(file).parse();
  } catch (const Fault &fault) {
    report(fault, sink);
    return std::nullopt;
  }
}

} // namespace evenstride::interchange::nnef
