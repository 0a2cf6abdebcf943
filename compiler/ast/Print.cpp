// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layout: what fits goes on one line, the rest is broken from the outside in.
#include "ast/Print.h"

#include "ast/Flat.h"
#include "ast/Spelling.h"

namespace evenstride::ast {
namespace {

constexpr size_t step = 4;

class Printer {
public:
  std::string run(const Module &module) {
    bool isUse = false;
    for (const auto &item : module.items) {
      const bool joined = isUse && std::holds_alternative<Use>(item);
      isUse = std::holds_alternative<Use>(item);
      if (!out.empty() && !joined)
        out += "\n";
      std::visit([&](const auto &node) { write(node); }, item);
    }
    return std::move(out);
  }

private:
  size_t column() const { return out.size() - lineBegin; }
  bool fits(const std::string &text) const {
    constexpr size_t reserve = 2; // for what closes around it
    return column() + text.size() + reserve <= lineWidth;
  }
  void newLine(size_t indent) {
    out += '\n';
    lineBegin = out.size();
    out.append(indent, ' ');
  }

  void write(const Use &use) {
    out += flat(use) + "\n";
    lineBegin = out.size();
  }
  void write(const Network &network) {
    out += "network " + network.name.name + "(";
    writeList(network.inputs, flatList(network.inputs));
    out += ")";
    if (!network.sizes.empty())
      writeSizes(network.sizes);
    writeBody(network.body);
  }
  void writeSizes(const std::vector<SizeRange> &sizes) {
    const std::string where = "where ", oneLine = flatList(sizes);
    if (fits(" " + where + oneLine))
      out += " ";
    else
      newLine(step);
    out += where;
    writeList(sizes, oneLine);
  }
  void write(const Block &block) {
    out += "block " + block.name.name + "(";
    writeList(block.parameters, flatList(block.parameters));
    out += ")";
    writeBody(block.body);
  }

  void writeBody(const std::vector<Statement> &body) {
    out += " {";
    for (const Statement &statement : body) {
      newLine(step);
      std::visit([&](const auto &node) { write(node); }, statement.node);
    }
    newLine(0);
    out += "}\n";
    lineBegin = out.size();
  }

  void write(const Let &let) {
    out += "let ";
    for (const Identifier &name : let.names)
      out += (&name == &let.names.front() ? "" : ", ") + name.name;
    out += " = ";
    write(let.value, step);
  }
  void write(const Return &returns) {
    out += "return ";
    if (returns.values.size() == 1)
      writeElement(returns.values.front(), step);
    else
      writeList(returns.values, flatList(returns.values));
  }

  void write(const Require &require) {
    out += "require ";
    writeList(require.budgets, flatList(require.budgets));
  }

  /// A list on one line, or one element a line under each other.
  template <typename List> void writeList(const List &list, const std::string &oneLine) {
    if (fits(oneLine)) {
      out += oneLine;
      return;
    }
    const size_t indent = column();
    for (size_t i = 0; i < list.size(); ++i) {
      if (i != 0) {
        out += ",";
        newLine(indent);
      }
      writeElement(list[i], indent);
    }
  }
  void writeElement(const NetworkInput &input, size_t) { out += flat(input); }
  void writeElement(const BlockParameter &parameter, size_t) { out += flat(parameter); }
  void writeElement(const SizeRange &size, size_t) { out += flat(size); }
  void writeElement(const Budget &budget, size_t) { out += flat(budget); }
  void writeElement(const ExprPtr &expr, size_t indent) { write(expr, indent); }
  template <typename Named> void writeElement(const Named &named, size_t indent) {
    if (named.name)
      out += named.name->name + ": ";
    write(named.value, indent);
  }

  /// Continuation lines are indented by one step more than `indent`.
  void write(const ExprPtr &expr, size_t indent, Place place = {}) {
    const std::string oneLine = flat(expr, place);
    if (expr == nullptr || fits(oneLine)) {
      out += oneLine;
      return;
    }
    const bool closed = needsParentheses(*expr, place);
    out += closed ? "(" : "";
    std::visit([&](const auto &node) { writeBroken(node, indent); }, expr->node);
    out += closed ? ")" : "";
  }

  void writeBroken(const Pipeline &pipeline, size_t indent) {
    write(pipeline.source, indent, {Place::Source});
    writeStages(pipeline.stages, 0, indent + step);
  }
  void writeBroken(const Call &call, size_t) {
    out += call.callee.name + "(";
    writeList(call.arguments, flatList(call.arguments));
    out += ")" + flat(call.label);
  }
  void writeBroken(const Binary &binary, size_t indent) {
    const bool closed = binary.label && rightTakesLabel(binary);
    const int binding = precedence(binary.op);
    out += closed ? "(" : "";
    write(binary.left, indent, {Place::Left, binding});
    out += " " + std::string(spell(binary.op)) + " ";
    write(binary.right, indent, {Place::Right, binding});
    out += (closed ? ")" : "") + flat(binary.label);
  }
  void writeBroken(const Tuple &tuple, size_t) {
    out += "(";
    writeList(tuple.elements, flatList(tuple.elements));
    out += ")";
  }
  void writeBroken(const Unary &unary, size_t indent) {
    out += "-";
    write(unary.operand, indent, {Place::Negated});
  }
  void writeBroken(const Range &range, size_t indent) {
    write(range.begin, indent, {Place::Bound});
    out += range.inclusive ? "..=" : "..";
    write(range.end, indent, {Place::Bound});
  }
  void writeBroken(const Integer &integer, size_t) { out += spell(integer); }
  void writeBroken(const Fraction &fraction, size_t) { out += spell(fraction); }
  void writeBroken(const WindowLiteral &window, size_t) { out += spell(window); }
  void writeBroken(const Name &name, size_t) { out += name.name; }
  void writeBroken(const Broken &, size_t) { out += "…"; }

  /// Layers from number `first` on, each behind its arrow. A bare word stays on the line of the layer before it, as in
  /// `-> conv(8, 3x3) -> relu`; what takes arguments begins a line.
  void writeStages(const std::vector<Stage> &stages, size_t first, size_t indent) {
    for (size_t i = first; i < stages.size(); ++i) {
      const auto *call = std::get_if<Call>(&stages[i].node);
      const bool isBareWord = call != nullptr && call->arguments.empty();
      if (i != 0 && isBareWord && fits(" -> " + flat(stages[i]))) {
        out += " ";
      } else {
        newLine(indent);
      }
      out += "-> ";
      writeStage(stages[i], indent);
    }
  }

  void writeStage(const Stage &stage, size_t indent) {
    const std::string oneLine = flat(stage);
    if (fits(oneLine) || std::holds_alternative<Expect>(stage.node))
      out += oneLine;
    else if (const auto *call = std::get_if<Call>(&stage.node))
      writeBroken(*call, indent);
    else
      writeBroken(std::get<Repeat>(stage.node), indent);
  }
  void writeBroken(const Repeat &repeat, size_t indent) {
    out += repeatHead(repeat) + " {";
    newLine(indent + step);
    writeStage(repeat.body.front(), indent + step);
    writeStages(repeat.body, 1, indent + step);
    newLine(indent);
    out += "}";
  }

  std::string out;
  size_t lineBegin = 0;
};

} // namespace

std::string print(const Module &module) { return Printer().run(module); }

} // namespace evenstride::ast
