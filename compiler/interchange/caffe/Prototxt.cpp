// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// protobuf's text format by recursive descent. The library's own parser knows neither where a field ends nor more than
// one fault at a time, and it would have to be loaded by commands that are done in milliseconds.
#include "interchange/caffe/Prototxt.h"
#include "interchange/Fault.h"
#include "interchange/ImportCodes.h"
#include "interchange/Names.h"
#include "interchange/Tokens.h"

#include <fmt/format.h>

namespace evenstride::interchange::caffe {

namespace {

class Parser {
public:
  explicit Parser(const support::SourceFile &file) : tokens(file, ":{}<>[],;") {}

  void fields(Message &message, char closing, int depth) {
    while (tokens.current().kind != TokenKind::End && !(closing && tokens.at(closing))) {
      field(message, depth);
      while (tokens.at(',') || tokens.at(';'))
        tokens.advance();
    }
  }

private:
  [[noreturn]] void expected(std::string_view what) const {
    const Token &token = tokens.current();
    std::string found = token.kind == TokenKind::End ? "the file ends" : "this stands";
    throw Fault{codes::damaged, fmt::format("{} is expected where {}", what, found), token.span};
  }

  void field(Message &message, int depth) {
    if (tokens.current().kind != TokenKind::Word)
      expected("the name of a field");
    if (++count > PrototxtLimits::fields)
      throw Fault{codes::tooLarge, fmt::format("the file has more than {} fields", PrototxtLimits::fields),
                  tokens.current().span};
    Token name = tokens.current();
    tokens.advance();
    bool hasColon = tokens.at(':');
    if (hasColon)
      tokens.advance();
    if (tokens.at('{') || tokens.at('<'))
      message.fields.push_back({name.text, name.span, inner(depth)});
    else if (!hasColon)
      expected(fmt::format("`:` or `{{` behind `{}`", printable(name.text)));
    else if (tokens.at('['))
      list(message, name, depth);
    else
      message.fields.push_back({name.text, name.span, scalar()});
  }

  void list(Message &message, const Token &name, int depth) {
    tokens.advance();
    for (bool isFirst = true; !tokens.at(']'); isFirst = false) {
      if (!isFirst && !tokens.at(','))
        expected("`,` or `]`");
      if (!isFirst)
        tokens.advance();
      if (++count > PrototxtLimits::fields)
        throw Fault{codes::tooLarge, fmt::format("the file has more than {} fields", PrototxtLimits::fields),
                    name.span};
      if (tokens.at('{') || tokens.at('<'))
        message.fields.push_back({name.text, name.span, inner(depth)});
      else
        message.fields.push_back({name.text, name.span, scalar()});
    }
    tokens.advance();
  }

  Message inner(int depth) {
    if (depth == PrototxtLimits::depth)
      throw Fault{codes::damaged, fmt::format("messages are nested more than {} deep", depth), tokens.current().span};
    char closing = tokens.at('{') ? '}' : '>';
    Message message;
    message.span = tokens.current().span;
    tokens.advance();
    fields(message, closing, depth + 1);
    if (!tokens.at(closing))
      expected(fmt::format("`{}`", closing));
    message.span = join(message.span, tokens.current().span);
    tokens.advance();
    return message;
  }

  Scalar scalar() {
    Token token = tokens.current();
    if (token.kind == TokenKind::Unknown && token.span.end - token.span.begin > 1)
      throw Fault{codes::damaged, "this text has no end on its line", token.span};
    if (token.kind != TokenKind::Word && token.kind != TokenKind::Number && token.kind != TokenKind::Text)
      expected("a value");
    Scalar result{token.kind == TokenKind::Word     ? ScalarKind::Word
                  : token.kind == TokenKind::Number ? ScalarKind::Number
                                                    : ScalarKind::Text,
                  token.text, token.span};
    tokens.advance();
    while (token.kind == TokenKind::Text && tokens.current().kind == TokenKind::Text) { // they are one text
      result.text += tokens.current().text;
      result.span = join(result.span, tokens.current().span);
      tokens.advance();
    }
    return result;
  }

  Tokens tokens;
  int count = 0;
};

} // namespace

std::optional<Message> parsePrototxt(const support::SourceFile &file, diagnostics::Sink &sink) {
  try {
    if (file.size() > PrototxtLimits::bytes)
      throw Fault{codes::tooLarge,
                  fmt::format("`{}` has {} bytes; the limit is {}", file.path(), file.size(), PrototxtLimits::bytes)};
    Message message;
    message.span = {&file, 0, file.size()};
    Parser(file).fields(message, 0, 0);
    return message;
  } catch (const Fault &fault) {
    report(fault, sink);
    return std::nullopt;
  }
}

} // namespace evenstride::interchange::caffe
