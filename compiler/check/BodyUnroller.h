// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The unroller's state and its parts; see Unroller.h for what it does.
#pragma once

#include "check/LayerCall.h"
#include "check/Unroller.h"

#include <span>

namespace evenstride::check {

/// The tensors of an expression. Behind an error their number may be unknown too.
struct Tensors {
  std::vector<Tensor> values = {};
  bool countKnown = true;

  static Tensors unknown() { return {{}, false}; }
  Tensor first() const { return values.empty() ? Tensor() : values[0]; }
};

/// A call as written, with the tensor that an arrow passes into it.
struct CallSite {
  const ast::Call &call;
  support::Span span;
  const Tensor *piped = nullptr;
};

class BodyUnroller {
public:
  BodyUnroller(Flow &flow, Session session)
      : flow(flow), declarations(session.declarations), ledger(session.ledger), reporter(session.reporter),
        called(session.called) {}

  /// Unrolls a body and returns what it returns, in order.
  Tensors body(const std::vector<ast::Statement> &statements, support::Span span, Place place);

  /// The return statement of a body, or null.
  static const ast::Return *returnOf(const std::vector<ast::Statement> &statements);

private:
  // Statements and expressions: BodyUnroller.cpp
  void let(const ast::Let &let, Place place);
  Tensors returned(const ast::Return &node, Place place);
  Tensors tensors(const ast::Expr &expression, Place place);
  Tensor tensor(const ast::Expr &expression, Place place);
  Tensors tensors(const ast::Name &name, const ast::Expr &expression, Place place);
  Tensors tensors(const ast::Call &call, const ast::Expr &expression, Place place);
  Tensors tensors(const ast::Binary &binary, const ast::Expr &expression, Place place);
  Tensors tensors(const ast::Broken &broken, const ast::Expr &expression, Place place);
  Tensors tensors(const ast::Pipeline &pipeline, const ast::Expr &expression, Place place);
  template <typename Node> Tensors tensors(const Node &, const ast::Expr &expression, Place place);
  Tensor single(Tensors tensors, support::Span span);
  Tensors pipeline(Tensors source, std::span<const ast::Stage> stages, Place place);
  Tensors repeat(const ast::Repeat &repeat, Tensors source, Place place);

  // Calls: CallUnroller.cpp
  Tensors call(CallSite site, Place place);
  Tensors layerCall(const layers::LayerKind &kind, CallSite site, Place place);
  /// The layers that a shorthand stands for.
  Tensors writeOut(const LayerCall &layer, Place place);
  Tensors blockCall(const ast::Block &block, CallSite site, Place place);
  void reportUnknownCallee(CallSite site, Place place);
  /// Takes the leading tensors from the arguments of a layer; how many arguments they were.
  size_t takeOperands(const layers::LayerKind &kind, CallSite site, Place place, std::vector<Tensor> &operands);
  /// Declares the parameters of a block in `inner`; false where a call does not fit them. In BlockBinding.cpp.
  bool bindBlock(const ast::Block &block, CallSite site, Place place, Scope &inner);
  std::string pathFor(std::string_view keyword, const std::optional<ast::Label> &label, support::Span token,
                      Place place);
  bool claimPath(const std::string &path, support::Span span, Place place);

  /// Counts one step of unrolling; false once the network is too large.
  bool spend(support::Span span);

  Flow &flow;
  const Declarations &declarations;
  WindowLedger &ledger;
  Reporter &reporter;
  std::set<const ast::Block *> &called;
  int64_t steps = 0;
};

/// Whether an expression can only be a tensor: a call, a pipeline, or a name of one.
bool readsAsTensor(const ast::Expr &expression, const Scope &scope);

} // namespace evenstride::check
