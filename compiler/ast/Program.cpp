// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Exchanging one file of a program.
#include "ast/Program.h"

#include <algorithm>

namespace evenstride::ast {

std::vector<const Use *> usesOf(const Module &module) {
  std::vector<const Use *> uses;
  for (const auto &item : module.items)
    if (const auto *use = std::get_if<Use>(&item))
      uses.push_back(use);
  return uses;
}

size_t Program::indexOf(const support::SourceFile *source) const {
  return size_t(std::ranges::find(files, source, [](const auto &file) { return file->module.file; }) - files.begin());
}

Program standAlone(Module module) {
  auto file = std::make_shared<ProgramFile>();
  file->uses.assign(usesOf(module).size(), notLoaded);
  file->source = std::shared_ptr<const support::SourceFile>(std::shared_ptr<void>(), module.file);
  file->module = std::move(module);
  return {{std::move(file)}};
}

Program withFile(const Program &program, size_t index, ProgramFile file) {
  const ProgramFile &before = *program.files[index];
  std::vector<const Use *> known = usesOf(before.module);
  file.uses.clear();
  for (const Use *use : usesOf(file.module)) {
    auto same = std::ranges::find(known, use->path, &Use::path);
    file.uses.push_back(same == known.end() ? notLoaded : before.uses[size_t(same - known.begin())]);
  }
  Program result = program;
  result.files[index] = std::make_shared<const ProgramFile>(std::move(file));
  return result;
}

} // namespace evenstride::ast
