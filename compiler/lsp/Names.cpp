// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Looks names up as the check does, but stays silent about those it does not find.
#include "lsp/Names.h"

#include <algorithm>
#include <set>

namespace evenstride::lsp {

using support::Span;

namespace {

/// The layer behind an operator between tensors, or null.
const layers::LayerKind *operatorLayer(std::string_view symbol) {
  for (const layers::LayerKind *kind : layers::allLayers())
    if (kind->operatorSymbol == symbol)
      return kind;
  return nullptr;
}

const layers::LayerKind *callableLayer(std::string_view keyword) {
  const layers::LayerKind *kind = layers::findLayer(keyword);
  return kind && kind->operatorSymbol.empty() ? kind : nullptr;
}

class Resolver {
public:
  Resolver(const ast::Program &program, std::vector<Symbol> &symbols, std::vector<Mention> &mentions)
      : program(program), symbols(symbols), mentions(mentions) {}

  void resolve() {
    const ast::ProgramFile &root = program.root();
    for (const auto &item : root.module.items)
      if (const auto *block = std::get_if<ast::Block>(&item))
        mentions.push_back({Mention::Declaration, block->name.span, declareBlock(*block)});
    std::vector<const ast::Use *> uses = ast::usesOf(root.module);
    for (size_t i = 0; i < uses.size(); ++i)
      declareUsed(*uses[i], root.uses[i]);
    for (const auto &item : root.module.items)
      std::visit([&](const auto &node) { resolve(node); }, item);
  }

private:
  SymbolId declareBlock(const ast::Block &block) {
    SymbolId id = add({.kind = Symbol::Block, .name = block.name.name, .declared = block.name.span, .block = &block});
    for (const ast::BlockParameter &parameter : block.parameters)
      add({.kind = parameter.isInteger ? Symbol::Integer : Symbol::Tensor,
           .name = parameter.name.name,
           .declared = parameter.name.span,
           .scope = block.span,
           .owner = id});
    return id;
  }

  void declareUsed(const ast::Use &use, int32_t file) {
    const ast::ProgramFile *used = file == ast::notLoaded ? nullptr : program.files[size_t(file)].get();
    mentions.push_back({.role = Mention::File, .span = use.pathSpan, .used = used});
    if (!used || !usedFiles.insert(file).second)
      return;
    for (const auto &item : used->module.items)
      if (const auto *block = std::get_if<ast::Block>(&item))
        declareBlock(*block);
  }

  SymbolId add(Symbol symbol) {
    symbols.push_back(symbol);
    return SymbolId(symbols.size()) - 1;
  }

  SymbolId declare(Symbol symbol) {
    SymbolId id = add(symbol);
    mentions.push_back({Mention::Declaration, symbol.declared, id});
    visible.push_back(id);
    return id;
  }

  /// The innermost symbol of this name in the body, or noSymbol.
  SymbolId find(std::string_view name) const {
    for (size_t i = visible.size(); i-- > 0;)
      if (symbols[size_t(visible[i])].name == name)
        return visible[i];
    return noSymbol;
  }

  SymbolId findBlock(std::string_view name) const {
    for (size_t i = 0; i < symbols.size(); ++i)
      if (symbols[i].kind == Symbol::Block && symbols[i].name == name)
        return SymbolId(i);
    return noSymbol;
  }

  SymbolId parameterOf(SymbolId block, std::string_view name) const {
    for (size_t i = size_t(block) + 1; i < symbols.size() && symbols[i].owner == block; ++i)
      if (symbols[i].name == name)
        return SymbolId(i);
    return noSymbol;
  }

  void resolve(const ast::Use &) {} // came first

  void resolve(const ast::Block &block) {
    scope = block.span;
    visible.clear();
    SymbolId id = findBlock(block.name.name);
    for (const ast::BlockParameter &parameter : block.parameters)
      if (SymbolId own = parameterOf(id, parameter.name.name); own != noSymbol) {
        mentions.push_back({Mention::Declaration, parameter.name.span, own});
        visible.push_back(own);
      }
    statements(block.body);
  }

  void resolve(const ast::Network &network) {
    scope = network.span;
    visible.clear();
    declare({.kind = Symbol::Network, .name = network.name.name, .declared = network.name.span, .network = &network});
    visible.clear(); // a network's name is no value
    for (const ast::SizeRange &size : network.sizes)
      declare({.kind = Symbol::Size,
               .name = size.name.name,
               .declared = size.name.span,
               .scope = scope,
               .value = size.bounds.get()});
    for (const ast::SizeRange &size : network.sizes) {
      expression(size.bounds);
      expression(size.step);
    }
    for (const ast::NetworkInput &input : network.inputs)
      resolveInput(input);
    statements(network.body);
  }

  void resolveInput(const ast::NetworkInput &input) {
    const ast::TensorType &type = input.type;
    mentions.push_back({Mention::Type, type.element.span});
    for (const ast::ExprPtr &dim : type.dims) {
      const auto *name = dim ? std::get_if<ast::Name>(&dim->node) : nullptr;
      if (name && find(name->name) == noSymbol) // a size without a range
        declare({.kind = Symbol::Size, .name = name->name, .declared = dim->span, .scope = scope});
      else
        expression(dim);
    }
    if (type.layout)
      mentions.push_back({Mention::Type, type.layout->span});
    declare(
        {.kind = Symbol::Input, .name = input.name.name, .declared = input.name.span, .scope = scope, .input = &input});
  }

  void statements(const std::vector<ast::Statement> &body) {
    for (const ast::Statement &statement : body)
      std::visit([&](const auto &node) { resolve(node); }, statement.node);
  }

  void resolve(const ast::Let &let) {
    expression(let.value);
    for (const ast::Identifier &name : let.names)
      declare({.kind = Symbol::Value,
               .name = name.name,
               .declared = name.span,
               .scope = scope,
               .from = let.value->span.end,
               .value = let.names.size() == 1 ? let.value.get() : nullptr});
  }

  void resolve(const ast::Return &node) {
    for (const ast::ReturnValue &value : node.values) {
      if (value.name)
        mentions.push_back({Mention::Output, value.name->span});
      expression(value.value);
    }
  }

  void resolve(const ast::Require &require) {
    for (const ast::Budget &budget : require.budgets)
      mentions.push_back({Mention::Figure, budget.figure.span});
  }

  void expression(const ast::ExprPtr &expr) {
    if (expr)
      std::visit([&](const auto &node) { resolve(node, expr->span); }, expr->node);
  }

  void resolve(const ast::Name &name, Span span) {
    SymbolId id = find(name.name);
    if (id != noSymbol)
      mentions.push_back({Mention::Use, span, id});
  }
  void resolve(const ast::Tuple &tuple, Span) {
    for (const ast::ExprPtr &element : tuple.elements)
      expression(element);
  }
  void resolve(const ast::Range &range, Span) {
    expression(range.begin);
    expression(range.end);
  }
  void resolve(const ast::Unary &unary, Span) { expression(unary.operand); }
  void resolve(const ast::Binary &binary, Span span) {
    expression(binary.left);
    if (const layers::LayerKind *kind = operatorLayer(binary.opSpan.text()))
      mentions.push_back({.role = Mention::Layer, .span = binary.opSpan, .layer = kind, .whole = span});
    expression(binary.right);
    label(binary.label, span);
  }
  void resolve(const ast::Pipeline &pipeline, Span) {
    expression(pipeline.source);
    stages(pipeline.stages);
  }
  template <typename Literal> void resolve(const Literal &, Span) {}

  void resolve(const ast::Call &call, Span span) {
    const layers::LayerKind *kind = callableLayer(call.callee.name);
    SymbolId block = kind ? noSymbol : findBlock(call.callee.name);
    if (kind)
      mentions.push_back({.role = Mention::Layer, .span = call.callee.span, .layer = kind, .whole = span});
    else if (block != noSymbol)
      mentions.push_back({.role = Mention::Use, .span = call.callee.span, .symbol = block, .whole = span});
    for (const ast::Argument &argument : call.arguments)
      if (kind)
        layerArgument(*kind, argument);
      else
        blockArgument(block, argument);
    label(call.label, span);
  }

  void layerArgument(const layers::LayerKind &kind, const ast::Argument &argument) {
    auto found = !argument.name ? kind.parameters.end()
                                : std::ranges::find(kind.parameters, argument.name->name, &layers::Parameter::name);
    if (found == kind.parameters.end()) {
      expression(argument.value);
      return;
    }
    mentions.push_back({.role = Mention::Parameter, .span = argument.name->span, .layer = &kind, .parameter = &*found});
    const auto *word = argument.value ? std::get_if<ast::Name>(&argument.value->node) : nullptr;
    bool understood = word && (std::ranges::count(found->words, std::string_view(word->name)) > 0 ||
                               found->type == layers::ParameterType::Boolean);
    if (understood)
      mentions.push_back({.role = Mention::Word, .span = argument.value->span, .layer = &kind, .parameter = &*found});
    else
      expression(argument.value);
  }

  void blockArgument(SymbolId block, const ast::Argument &argument) {
    SymbolId parameter = argument.name && block != noSymbol ? parameterOf(block, argument.name->name) : noSymbol;
    if (parameter != noSymbol)
      mentions.push_back({Mention::Use, argument.name->span, parameter});
    expression(argument.value);
  }

  void label(const std::optional<ast::Label> &label, Span whole) {
    if (!label)
      return;
    mentions.push_back({.role = Mention::Label, .span = label->span, .whole = whole});
    for (const ast::LabelPiece &piece : label->pieces)
      expression(piece.value);
  }

  void stages(const std::vector<ast::Stage> &list) {
    for (const ast::Stage &stage : list)
      std::visit([&](const auto &node) { resolve(node, stage.span); }, stage.node);
  }
  void resolve(const ast::Expect &expect, Span) {
    for (const ast::ExprPtr &dim : expect.dims)
      expression(dim);
  }
  void resolve(const ast::Repeat &repeat, Span span) {
    expression(repeat.bounds);
    size_t outside = visible.size();
    if (repeat.index)
      declare({.kind = Symbol::Index,
               .name = repeat.index->name,
               .declared = repeat.index->span,
               .scope = span,
               .value = repeat.bounds.get()});
    stages(repeat.body);
    visible.resize(outside);
  }

  const ast::Program &program;
  std::set<int32_t> usedFiles;
  std::vector<Symbol> &symbols;
  std::vector<Mention> &mentions;
  std::vector<SymbolId> visible; // in the body that is walked, innermost last
  Span scope;                    // of that body
};

bool holds(const Span &span, uint32_t offset) { return span.begin <= offset && offset <= span.end; }

} // namespace

Names::Names(const ast::Program &program) : file(&program.source()) {
  Resolver(program, all, found).resolve();
  std::ranges::stable_sort(found, {}, [](const Mention &mention) { return mention.span.begin; });
}

const Mention *Names::at(uint32_t offset) const {
  // A label's computed pieces lie inside it, so the last one that holds the place is the narrowest.
  auto after = std::ranges::upper_bound(found, offset, {}, [](const Mention &mention) { return mention.span.begin; });
  for (size_t back = 0; after != found.begin() && back < 4; ++back)
    if (holds((--after)->span, offset))
      return &*after;
  return nullptr;
}

const Symbol *Names::symbolOf(const Mention &mention) const {
  return mention.symbol == noSymbol ? nullptr : &symbol(mention.symbol);
}

std::vector<SymbolId> Names::visibleAt(uint32_t offset) const {
  std::vector<SymbolId> result;
  for (size_t i = 0; i < all.size(); ++i) {
    const Symbol &each = all[i];
    bool everywhere = each.kind == Symbol::Block;
    bool here = each.scope.file == file && holds(each.scope, offset) && each.from <= offset;
    if (everywhere || here)
      result.push_back(SymbolId(i));
  }
  return result;
}

const Symbol *Names::findBlock(std::string_view name) const {
  auto block =
      std::ranges::find_if(all, [&](const Symbol &each) { return each.kind == Symbol::Block && each.name == name; });
  return block == all.end() ? nullptr : &*block;
}

std::vector<Span> Names::placesOf(SymbolId symbol) const {
  std::vector<Span> places;
  for (const Mention &mention : found)
    if (mention.symbol == symbol)
      places.push_back(mention.span);
  return places;
}

} // namespace evenstride::lsp
