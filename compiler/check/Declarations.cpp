// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names of blocks and networks, and which block calls which.
#include "check/Declarations.h"

#include "check/CallFinder.h"
#include "layers/Layer.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;

const ast::Block *Declarations::findBlock(const ast::Identifier &callee) const {
  const VisibleBlocks &seen = visible.at(callee.span.file);
  auto found = seen.byName.find(callee.name);
  return found == seen.byName.end() ? nullptr : found->second;
}

std::vector<std::string_view> Declarations::callables(const support::SourceFile *file) const {
  std::vector<std::string_view> names;
  for (const layers::LayerKind *kind : layers::allLayers())
    if (kind->operatorSymbol.empty())
      names.push_back(kind->keyword);
  for (const auto &[name, block] : visible.at(file).byName)
    names.push_back(name);
  return names;
}

bool Declarations::seesAll(const support::SourceFile *file) const { return visible.at(file).all; }

bool Declarations::seesNetwork(const ast::Identifier &name) const {
  return visible.at(name.span.file).networks.contains(name.name);
}

namespace {

struct BlockCall {
  const ast::Block *callee;
  support::Span span;
};
using CallTable = std::map<const ast::Block *, std::vector<BlockCall>>;

} // namespace

static CallTable callsBetweenBlocks(const Declarations &declarations) {
  CallTable table;
  for (const ast::Block *block : declarations.blocks) {
    auto &calls = table[block];
    auto visit = [&](const ast::Call &call) {
      if (const ast::Block *callee = declarations.findBlock(call.callee))
        calls.push_back({callee, call.callee.span});
    };
    CallFinder{visit}.in(block->body);
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

/// Collects the names of one file, those of the files that it uses first.
class Collector {
public:
  Collector(const ast::Program &program, const ast::ProgramFile &file, Reporter &reporter)
      : program(program), file(file), reporter(reporter) {}

  VisibleBlocks collect(Declarations &declarations) {
    std::vector<const ast::Use *> uses = ast::usesOf(file.module);
    for (size_t i = 0; i < uses.size(); ++i)
      add(*uses[i], file.uses[i]);
    for (const auto &item : file.module.items)
      if (const auto *block = std::get_if<ast::Block>(&item))
        add(*block, declarations);
      else if (const auto *network = std::get_if<ast::Network>(&item))
        add(*network, declarations);
    return std::move(visible);
  }

private:
  void add(const ast::Use &use, int32_t used) {
    bool understood = used != ast::notLoaded && program.files[size_t(used)]->understood;
    visible.all = visible.all && understood;
    if (!understood || !usedFiles.insert(used).second)
      return;
    for (const auto &item : program.files[size_t(used)]->module.items)
      if (const auto *block = std::get_if<ast::Block>(&item))
        addUsed(*block, use);
      else if (const auto *network = std::get_if<ast::Network>(&item))
        visible.networks.insert(network->name.name);
  }

  void addUsed(const ast::Block &block, const ast::Use &use) {
    if (layers::findLayer(block.name.name)) // reported for its own file
      return;
    auto [place, isNew] = seen.try_emplace(block.name.name, Place{block.name.span, use.pathSpan});
    if (isNew)
      visible.byName.emplace(block.name.name, &block);
    else if (place->second.declared.file != block.name.span.file)
      reportTwice(block.name.name, place->second, {use.pathSpan, "it comes from this file, too"},
                  {block.name.span, "and here"});
  }

  void add(const ast::Block &block, Declarations &declarations) {
    if (layers::findLayer(block.name.name))
      reporter.report(Code::E0204, "the block `" + block.name.name + "` would hide the layer of this name",
                      {block.name.span, "choose another name"});
    else if (isNew(block.name)) {
      visible.byName[block.name.name] = &block;
      if (understood())
        declarations.blocks.push_back(&block);
    }
    for (const ast::Statement &statement : block.body)
      if (std::holds_alternative<ast::Require>(statement.node) && understood())
        reporter.report(Code::E0230, "a budget is one of a network",
                        {statement.span, "a block has a copy for every call"});
  }

  void add(const ast::Network &network, Declarations &declarations) {
    visible.networks.insert(network.name.name);
    if (isNew(network.name) && &file == &program.root())
      declarations.networks.push_back(&network);
  }

  bool isNew(const ast::Identifier &name) {
    auto [place, fresh] = seen.try_emplace(name.name, Place{name.span, {}});
    if (fresh)
      return true;
    reportTwice(name.name, place->second, {name.span, "choose another name"}, {});
    bool comesFirst = place->second.use.valid(); // one's own name is the one that is meant
    place->second = {name.span, {}};
    return comesFirst;
  }

  /// Whether the file's blocks are worth a look: a broken used file has its errors of syntax, which are enough.
  bool understood() const { return file.understood || &file == &program.root(); }

  /// Where a name is declared, and the `use` that brings it.
  struct Place {
    support::Span declared, use;
  };

  void reportTwice(const std::string &name, const Place &first, diagnostics::Label primary, diagnostics::Label more) {
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = Code::E0203;
    diagnostic.message = "`" + name + "` is declared twice";
    diagnostic.primary = std::move(primary);
    if (first.use.valid())
      diagnostic.labels.push_back({first.use, "`" + name + "` comes from this file"});
    diagnostic.labels.push_back({first.declared, "`" + name + "` is declared here"});
    if (more.span.valid())
      diagnostic.labels.push_back(std::move(more));
    reporter.report(std::move(diagnostic));
  }

  const ast::Program &program;
  const ast::ProgramFile &file;
  Reporter &reporter;
  VisibleBlocks visible;
  std::map<std::string, Place> seen;
  std::set<int32_t> usedFiles;
};

} // namespace

Declarations declare(const ast::Program &program, Reporter &reporter) {
  Declarations declarations;
  for (const auto &file : program.files)
    declarations.visible[file->module.file] = Collector(program, *file, reporter).collect(declarations);
  CallTable table = callsBetweenBlocks(declarations);
  for (const auto &[caller, calls] : table)
    for (const BlockCall &call : calls)
      declarations.inner.insert(call.callee);
  for (dropLeaves(table); !table.empty(); dropLeaves(table))
    reportCircle(table, declarations, reporter);
  return declarations;
}

} // namespace evenstride::check
