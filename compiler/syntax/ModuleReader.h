// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads a file item by item and statement by statement, so that one error hides no other.
#pragma once

#include "ast/Ast.h"
#include "syntax/Reading.h"

#include <string>
#include <vector>

namespace evenstride::syntax {

class ModuleReader : private Reading {
public:
  ModuleReader(const support::SourceFile &file, diagnostics::Sink &sink) : Reading(file, sink) {}

  ast::Module read();

private:
  bool isText();
  bool isForeign();
  void readItems(ast::Module &module);
  void readUse(ast::Module &module);
  template <typename Item> void readItem(Rule<Item> header, ast::Module &module);
  void expectBody();
  void readBody(const std::string &name, std::vector<ast::Statement> &body);
  bool readBodyToken(const std::string &name, size_t opening, std::vector<ast::Statement> &body);
  void readStatement(std::vector<ast::Statement> &body);
  ast::Statement brokenStatement(size_t from) const;
  ast::ExprPtr broken() const { return makeExpr(ast::Broken{}, builder.span(tokens[next])); }
  void completeHeader(size_t from, ast::Network &network) const;
  void completeHeader(size_t from, ast::Block &block) const;
  void skipResultType();
  bool endsBody();
  void reportOpenBody(const std::string &name, const Token &opening);
  void readStray(const std::vector<Kind> &words);
};

} // namespace evenstride::syntax
