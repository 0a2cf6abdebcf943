// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writing of the tree, one overload per node.
#include "ast/Dump.h"

#include "ast/Spelling.h"

namespace evenstride::ast {
namespace {

class Dumper {
public:
  explicit Dumper(Spans spans) : spans(spans) {}

  std::string run(const Module &module) {
    for (const auto &item : module.items)
      std::visit([&](const auto &node) { dump(node); }, item);
    return std::move(result);
  }

private:
  /// Indents what is written while it lives.
  class Indented {
  public:
    explicit Indented(Dumper &dumper) : dumper(dumper) { ++dumper.depth; }
    ~Indented() { --dumper.depth; }
    Indented(const Indented &) = delete;
    Indented &operator=(const Indented &) = delete;

  private:
    Dumper &dumper;
  };

  void line(const std::string &text, Span span = {}) {
    result.append(2 * depth, ' ').append(text);
    if (spans == Spans::Shown && span.valid()) {
      const auto begin = span.file->lineColumn(span.begin), end = span.file->lineColumn(span.end);
      result += "  " + std::to_string(begin.line) + ":" + std::to_string(begin.column) + "-" +
                std::to_string(end.line) + ":" + std::to_string(end.column);
    }
    result += '\n';
  }

  void dump(const Network &network) {
    line("network " + network.name.name, network.span);
    const Indented inner(*this);
    for (const NetworkInput &input : network.inputs) {
      line("input " + input.name.name, input.name.span);
      const Indented type(*this);
      line("type " + input.type.element.name, input.type.span);
      const Indented dims(*this);
      for (const ExprPtr &dim : input.type.dims)
        dump(dim);
      if (input.type.layout)
        line("layout " + input.type.layout->name, input.type.layout->span);
    }
    for (const SizeRange &size : network.sizes)
      dump(size);
    for (const Statement &statement : network.body)
      dump(statement);
  }

  void dump(const SizeRange &size) {
    line("size " + size.name.name, size.span);
    const Indented inner(*this);
    dump(size.bounds);
    if (size.step != nullptr)
      dump(size.step);
  }

  void dump(const Use &use) { line("use \"" + use.path + "\"", use.span); }

  void dump(const Block &block) {
    line("block " + block.name.name, block.span);
    const Indented inner(*this);
    for (const BlockParameter &parameter : block.parameters)
      line((parameter.isInteger ? "integer parameter " : "tensor parameter ") + parameter.name.name,
           parameter.name.span);
    for (const Statement &statement : block.body)
      dump(statement);
  }

  void dump(const Statement &statement) {
    std::visit([&](const auto &node) { dump(node, statement.span); }, statement.node);
  }
  void dump(const Let &let, Span span) {
    line("let", span);
    const Indented inner(*this);
    for (const Identifier &name : let.names)
      line("name " + name.name, name.span);
    dump(let.value);
  }
  void dump(const Return &returns, Span span) {
    line("return", span);
    const Indented inner(*this);
    for (const ReturnValue &value : returns.values)
      dumpNamed(value.name, value.value);
  }

  void dump(const Require &require, Span span) {
    line("require", span);
    const Indented inner(*this);
    for (const Budget &budget : require.budgets) {
      line("at most " + budget.figure.name, budget.span);
      const Indented limit(*this);
      dump(budget.limit);
    }
  }

  /// A value, or one under its name.
  void dumpNamed(const std::optional<Identifier> &name, const ExprPtr &value) {
    if (!name)
      return dump(value);
    line(name->name + ":", name->span);
    const Indented inner(*this);
    dump(value);
  }

  void dump(const ExprPtr &expr) {
    if (expr == nullptr)
      return line("any");
    std::visit([&](const auto &node) { dump(node, expr->span); }, expr->node);
  }
  void dump(const Integer &integer, Span span) { line("integer " + spell(integer), span); }
  void dump(const Fraction &fraction, Span span) { line("fraction " + spell(fraction), span); }
  void dump(const WindowLiteral &window, Span span) { line("window " + spell(window), span); }
  void dump(const Name &name, Span span) { line("name " + name.name, span); }
  void dump(const Tuple &tuple, Span span) {
    line("tuple", span);
    const Indented inner(*this);
    for (const ExprPtr &element : tuple.elements)
      dump(element);
  }
  void dump(const Range &range, Span span) {
    line(range.inclusive ? "range with its end" : "range", span);
    const Indented inner(*this);
    dump(range.begin);
    dump(range.end);
  }
  void dump(const Unary &unary, Span span) {
    line("negate", span);
    const Indented inner(*this);
    dump(unary.operand);
  }
  void dump(const Binary &binary, Span span) {
    line("operator " + std::string(spell(binary.op)), span);
    const Indented inner(*this);
    dump(binary.left);
    dump(binary.right);
    dump(binary.label);
  }
  void dump(const Call &call, Span span) {
    line("call " + call.callee.name, span);
    const Indented inner(*this);
    for (const Argument &argument : call.arguments)
      dumpNamed(argument.name, argument.value);
    dump(call.label);
  }
  void dump(const Broken &, Span span) { line("broken", span); }
  void dump(const Pipeline &pipeline, Span span) {
    line("pipeline", span);
    const Indented inner(*this);
    dump(pipeline.source);
    for (const Stage &stage : pipeline.stages)
      dump(stage);
  }

  void dump(const Stage &stage) {
    std::visit([&](const auto &node) { dump(node, stage.span); }, stage.node);
  }
  void dump(const Repeat &repeat, Span span) {
    line(repeat.index ? "repeat " + repeat.index->name : "repeat", span);
    const Indented inner(*this);
    dump(repeat.bounds);
    for (const Stage &stage : repeat.body)
      dump(stage);
  }
  void dump(const Expect &expect, Span span) {
    line("expect", span);
    const Indented inner(*this);
    for (const ExprPtr &dim : expect.dims)
      dump(dim);
  }
  void dump(const std::optional<Label> &label) {
    if (!label)
      return;
    line("label", label->span);
    const Indented inner(*this);
    for (const LabelPiece &piece : label->pieces) {
      if (piece.value == nullptr)
        line("text \"" + piece.text + "\"");
      else
        dump(piece.value);
    }
  }

  Spans spans;
  size_t depth = 0;
  std::string result;
};

} // namespace

std::string dump(const Module &module, Spans spans) { return Dumper(spans).run(module); }

} // namespace evenstride::ast
