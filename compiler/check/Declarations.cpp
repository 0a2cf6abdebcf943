// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names of blocks and networks, and which block calls which.
#include "check/Declarations.h"

#include "layers/Layer.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;

const ast::Block *Declarations::findBlock(std::string_view name) const {
  auto found = blocks.find(name);
  return found == blocks.end() ? nullptr : found->second;
}

std::vector<std::string_view> Declarations::callables() const {
  std::vector<std::string_view> names;
  for (const layers::LayerKind *kind : layers::allLayers())
    if (kind->operatorSymbol.empty())
      names.push_back(kind->keyword);
  for (const auto &[name, block] : blocks)
    names.push_back(name);
  return names;
}

namespace {

/// Calls visit(const ast::Call &) for every call in a piece of the tree.
template <typename Visit> struct CallFinder {
  Visit visit;

  void in(const std::vector<ast::Statement> &body) {
    for (const ast::Statement &statement : body)
      std::visit([&](const auto &node) { in(node); }, statement.node);
  }
  void in(const ast::Let &let) { in(let.value); }
  void in(const ast::Return &returned) {
    for (const ast::ReturnValue &value : returned.values)
      in(value.value);
  }
  void in(const ast::ExprPtr &expression) {
    if (expression)
      std::visit([&](const auto &node) { in(node); }, expression->node);
  }
  void in(const ast::Call &call) {
    visit(call);
    for (const ast::Argument &argument : call.arguments)
      in(argument.value);
  }
  void in(const ast::Binary &binary) {
    in(binary.left);
    in(binary.right);
  }
  void in(const ast::Unary &unary) { in(unary.operand); }
  void in(const ast::Tuple &tuple) {
    for (const ast::ExprPtr &element : tuple.elements)
      in(element);
  }
  void in(const ast::Pipeline &pipeline) {
    in(pipeline.source);
    in(pipeline.stages);
  }
  void in(const std::vector<ast::Stage> &stages) {
    for (const ast::Stage &stage : stages)
      if (const auto *call = std::get_if<ast::Call>(&stage.node))
        in(*call);
      else if (const auto *repeat = std::get_if<ast::Repeat>(&stage.node))
        in(repeat->body);
  }
  template <typename Leaf> void in(const Leaf &) {}
};

struct BlockCall {
  const ast::Block *callee;
  support::Span span;
};
using CallTable = std::map<const ast::Block *, std::vector<BlockCall>>;

} // namespace

static CallTable callsBetweenBlocks(const Declarations &declarations) {
  CallTable table;
  for (const auto &[name, block] : declarations.blocks) {
    auto &calls = table[block];
    auto visit = [&](const ast::Call &call) {
      if (const ast::Block *callee = declarations.findBlock(call.callee.name))
        calls.push_back({callee, call.callee.span});
    };
    CallFinder<decltype(visit)>{visit}.in(block->body);
  }
  return table;
}

/// Takes away blocks that call none of the rest until that stops.
static void dropLeaves(CallTable &table) {
  bool dropped = true;
  while (dropped) {
    dropped = false;
    for (auto entry = table.begin(); entry != table.end();) {
      bool leaf =
          std::ranges::none_of(entry->second, [&](const BlockCall &call) { return table.contains(call.callee); });
      entry = leaf ? table.erase(entry) : std::next(entry);
      dropped = dropped || leaf;
    }
  }
}

/// Reports one circle of calls, in a table where every block calls another of it, and takes its blocks away.
static void reportCircle(CallTable &table, Declarations &declarations, Reporter &reporter) {
  auto nextIn = [&](const ast::Block *block) -> const BlockCall & {
    return *std::ranges::find_if(table.at(block), [&](const BlockCall &call) { return table.contains(call.callee); });
  };
  std::vector<const ast::Block *> way = {table.begin()->first};
  while (std::ranges::count(way, way.back()) == 1)
    way.push_back(nextIn(way.back()).callee);
  way.erase(way.begin(), std::ranges::find(way, way.back()));

  diagnostics::Diagnostic diagnostic;
  diagnostic.code = Code::E0213;
  diagnostic.message = "the block `" + way.front()->name.name + "` calls itself";
  diagnostic.primary = {nextIn(way[way.size() - 2]).span, "a block cannot be unrolled into itself"};
  diagnostic.labels.push_back({way.front()->name.span, "`" + way.front()->name.name + "` is declared here"});
  std::string circle;
  for (const ast::Block *block : way)
    circle += (circle.empty() ? "`" : " calls `") + block->name.name + "`";
  diagnostic.notes.push_back(circle);
  reporter.report(std::move(diagnostic));
  for (const ast::Block *block : way) {
    table.erase(block);
    declarations.recursive.insert(block);
  }
}

namespace {

class Collector {
public:
  Collector(Declarations &declarations, Reporter &reporter) : declarations(declarations), reporter(reporter) {}

  void add(const ast::Block &block) {
    if (layers::findLayer(block.name.name))
      reporter.report(Code::E0204, "the block `" + block.name.name + "` would hide the layer of this name",
                      {block.name.span, "choose another name"});
    else if (isNew(block.name))
      declarations.blocks.emplace(block.name.name, &block);
  }
  void add(const ast::Use &use) {
    reporter.report(Code::E0111, "`use` is not available yet", {use.span, "write the blocks into this file"});
  }
  void add(const ast::Network &network) {
    if (isNew(network.name))
      declarations.networks.push_back(&network);
  }

private:
  bool isNew(const ast::Identifier &name) {
    auto [place, fresh] = seen.try_emplace(name.name, name.span);
    if (fresh)
      return true;
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = Code::E0203;
    diagnostic.message = "`" + name.name + "` is declared twice";
    diagnostic.primary = {name.span, "choose another name"};
    diagnostic.labels.push_back({place->second, "`" + name.name + "` is declared here"});
    reporter.report(std::move(diagnostic));
    return false;
  }

  Declarations &declarations;
  Reporter &reporter;
  std::map<std::string, support::Span> seen;
};

} // namespace

Declarations declare(const ast::Module &module, Reporter &reporter) {
  Declarations declarations;
  Collector collector(declarations, reporter);
  for (const auto &item : module.items)
    std::visit([&](const auto &declaration) { collector.add(declaration); }, item);
  CallTable table = callsBetweenBlocks(declarations);
  for (const auto &[caller, calls] : table)
    for (const BlockCall &call : calls)
      declarations.inner.insert(call.callee);
  for (dropLeaves(table); !table.empty(); dropLeaves(table))
    reportCircle(table, declarations, reporter);
  return declarations;
}

} // namespace evenstride::check
