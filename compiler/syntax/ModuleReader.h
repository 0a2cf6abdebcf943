// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads a file item by item and statement by statement, so that one error hides no other.
#pragma once

#include "ast/Ast.h"
#include "diagnostics/Diagnostic.h"
#include "syntax/Build.h"
#include "syntax/Explain.h"
#include "syntax/Grammar.h"

#include <vector>

namespace evenstride::syntax {

/// Larger files are refused: twenty times the largest network that people write.
inline constexpr uint32_t maxFileBytes = 4u << 20;
/// Errors of one file; more are not looked for.
inline constexpr size_t maxErrors = 100;

class ModuleReader {
public:
  ModuleReader(const support::SourceFile &file, diagnostics::Sink &sink) : file(file), sink(sink), builder(file) {}

  ast::Module read();

private:
  template <typename Node> using Rule = Attempt (Grammar::*)(size_t, Node &) const;

  bool isText();
  void readItems(ast::Module &module);
  void readUse();
  template <typename Item> void readItem(Rule<Item> header, ast::Module &module);
  void expectBody();
  void readBody(const std::string &name, std::vector<ast::Statement> &body);
  bool readBodyToken(const std::string &name, size_t opening, std::vector<ast::Statement> &body);
  void readStatement(std::vector<ast::Statement> &body);
  void readStray(std::vector<Kind> words);
  std::optional<Kind> meantWord(size_t at, const std::vector<Kind> &words) const;
  std::optional<Kind> meantStatement(size_t at) const;
  bool mendStrayWord(const std::vector<Kind> &words);

  template <typename Node> Attempt attempt(Rule<Node> rule, Node &node);
  bool accepts(const Attempt &attempt) const;
  bool repair(const Finding &finding, size_t at);

  void skipToStatement(size_t from, size_t to);
  void skipTo(bool (*stops)(Kind));
  void leaveOut(size_t from, std::string what);

  const Token &here() const { return tokens[next]; }
  bool full() const { return reported >= maxErrors; }
  void report(const Token &at, diagnostics::Diagnostic diagnostic);
  void reportScanErrors(std::vector<diagnostics::Diagnostic> errors);

  const support::SourceFile &file;
  diagnostics::Sink &sink;
  Builder builder;
  std::vector<Token> tokens;
  size_t next = 0; // the token to be read
  size_t reported = 0;
  size_t repairBudget =
      maxFileBytes; // in tokens that are read again, so that a hostile file costs no more than twice its size
  std::vector<support::Span> leftOut; // what is not available yet; its words and numbers are not judged
};

} // namespace evenstride::syntax
