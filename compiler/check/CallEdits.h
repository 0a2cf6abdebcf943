// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Edits of a call as it is written: its arguments, and what comes into it.
#pragma once

#include "ast/Ast.h"
#include "diagnostics/Diagnostic.h"

#include <string>
#include <vector>

namespace evenstride::check {

/// Collects edits of one call. They come out in order of position, as a fix wants them.
class CallEdits {
public:
  explicit CallEdits(const ast::Call &call) : call(call) {}

  /// Writes `name: text` behind the last argument; the call has one.
  void add(const std::string &name, const std::string &text);
  /// Replaces the value of an argument.
  void replace(const ast::Argument &argument, std::string text);
  /// Takes an argument out, with the comma before it, or behind it if it is the first.
  void remove(const ast::Argument &argument);
  /// Puts a layer before the call: behind `operand`, or before the call's own stage where the operand is piped in.
  void precede(const std::string &layer, const ast::Expr *operand);

  std::vector<diagnostics::Edit> take();

private:
  const ast::Call &call;
  std::vector<diagnostics::Edit> edits;
};

/// Where an expression stands: between commas it may be a pipeline, beside an operator only in parentheses.
enum class Surrounding { Argument, Operator };

/// The edits that send an expression through a layer.
std::vector<diagnostics::Edit> sendThrough(const ast::Expr &expression, const std::string &layer, Surrounding where);

/// Orders edits by position; equal places keep their order.
void sortEdits(std::vector<diagnostics::Edit> &edits);

/// Whether an argument's value is written out in digits, so that an edit of them changes nothing else.
bool isLiteral(const ast::Expr &expression);

} // namespace evenstride::check
