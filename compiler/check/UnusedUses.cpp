// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Looks at all calls of each file, those in networks that nobody asked for among them.
#include "check/UnusedUses.h"

#include "check/CallFinder.h"

namespace evenstride::check {

using diagnostics::Code;
using FileSet = std::set<const support::SourceFile *>;

/// The files whose blocks this one calls.
static FileSet calledFiles(const ast::Module &module, const Declarations &declarations) {
  FileSet files;
  CallFinder finder{[&](const ast::Call &call) {
    if (const ast::Block *block = declarations.findBlock(call.callee))
      files.insert(block->name.span.file);
  }};
  for (const auto &item : module.items)
    if (const auto *block = std::get_if<ast::Block>(&item))
      finder.in(block->body);
    else if (const auto *network = std::get_if<ast::Network>(&item))
      finder.in(network->body);
  return files;
}

static void warn(const ast::Use &use, const std::string &message, const ast::Use *first, Reporter &reporter) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = Code::W0326;
  diagnostic.message = message;
  diagnostic.primary = {use.span, "this brings nothing"};
  if (first)
    diagnostic.labels.push_back({first->span, "it is used here already"});
  reporter.report(std::move(diagnostic));
}

void warnOfUnusedUses(const ast::Program &program, const Declarations &declarations, Reporter &reporter) {
  for (const auto &file : program.files) {
    std::vector<const ast::Use *> uses = ast::usesOf(file->module);
    if (uses.empty())
      continue;
    FileSet called = calledFiles(file->module, declarations);
    std::map<int32_t, const ast::Use *> first;
    for (size_t i = 0; i < uses.size(); ++i) {
      auto [place, isNew] = first.try_emplace(file->uses[i], uses[i]);
      if (!isNew)
        warn(*uses[i], "`" + uses[i]->path + "` is used twice", place->second, reporter);
      else if (!called.contains(program.files[size_t(file->uses[i])]->module.file))
        warn(*uses[i], "no block of `" + uses[i]->path + "` is called", nullptr, reporter);
    }
  }
}

} // namespace evenstride::check
