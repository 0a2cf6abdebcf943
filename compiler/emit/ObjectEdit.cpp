// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// LLVM's objcopy, in process.
#include "emit/ObjectEdit.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>
#include <array>
#include <map>

namespace evenstride::emit {

namespace {

/// What runtime/src/Hooks.cpp has.
constexpr std::array<std::string_view, 4> hooks = {"halide_do_par_for", "halide_malloc", "halide_free", "halide_error"};

llvm::MemoryBufferRef bufferOf(const std::vector<char> &bytes) {
  return {llvm::StringRef(bytes.data(), bytes.size()), "kernel"};
}

/// What becomes of the names in a kernel: new ones for its own function and for the hooks it refers to; other functions
/// that it defines, the bodies of its tasks, are its own business, though Halide leaves them global.
struct NameChanges {
  std::map<std::string, std::string> renamed;
  std::vector<std::string> local;
};

llvm::Error addChange(const llvm::object::SymbolRef &symbol, NameChanges &changes) {
  llvm::Expected<llvm::StringRef> name = symbol.getName();
  if (!name)
    return name.takeError();
  llvm::Expected<uint32_t> flags = symbol.getFlags();
  if (!flags)
    return flags.takeError();
  const bool isUndefined = *flags & llvm::object::SymbolRef::SF_Undefined;
  if (!isUndefined && (*flags & llvm::object::SymbolRef::SF_Global) && !changes.renamed.contains(name->str()))
    changes.local.push_back(name->str());
  if (!isUndefined || !name->starts_with("halide_"))
    return llvm::Error::success();
  if (std::ranges::find(hooks, std::string_view(*name)) == hooks.end())
    return llvm::createStringError("a kernel needs " + *name + ", which the runtime does not have");
  changes.renamed[name->str()] = "evenstride_" + name->str();
  return llvm::Error::success();
}

llvm::Expected<NameChanges> nameChanges(const kernels::KernelObject &object, const std::string &symbol) {
  auto file = llvm::object::ObjectFile::createObjectFile(bufferOf(object.bytes));
  if (!file)
    return file.takeError();
  NameChanges changes = {.renamed = {{object.symbol, symbol}}, .local = {}};
  for (const llvm::object::SymbolRef &one : (*file)->symbols())
    if (llvm::Error error = addChange(one, changes))
      return error;
  return changes;
}

llvm::Error addName(llvm::objcopy::NameMatcher &matcher, const std::string &name) {
  using llvm::objcopy::MatchStyle, llvm::objcopy::NameOrPattern;
  return matcher.addMatcher(NameOrPattern::create(name, MatchStyle::Literal, [](llvm::Error inner) { return inner; }));
}

llvm::Error fillConfig(llvm::objcopy::ConfigManager &config, const NameChanges &names) {
  config.Common.InputFilename = config.Common.OutputFilename = "kernel";
  config.Common.OutputFormat = llvm::objcopy::FileFormat::ELF;
  config.Common.StripUnneeded = true; // local names that no relocation needs
  llvm::objcopy::NameMatcher hidden;
  for (const auto &[from, to] : names.renamed) {
    config.Common.SymbolsToRename[from] = to;
    for (const std::string &name : {std::cref(from), std::cref(to)})
      if (llvm::Error error = addName(hidden, name))
        return error;
  }
  for (const std::string &name : names.local)
    if (llvm::Error error = addName(config.Common.SymbolsToLocalize, name))
      return error;
  config.ELF.SymbolsToSetVisibility.emplace_back(std::move(hidden), uint8_t(llvm::ELF::STV_HIDDEN));
  return llvm::Error::success();
}

} // namespace

llvm::Expected<std::vector<char>> adoptKernel(const kernels::KernelObject &object, const std::string &symbol) {
  auto names = nameChanges(object, symbol);
  if (!names)
    return names.takeError();
  llvm::objcopy::ConfigManager config;
  if (llvm::Error error = fillConfig(config, *names))
    return error;
  auto binary = llvm::object::createBinary(bufferOf(object.bytes));
  if (!binary)
    return binary.takeError();
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream out(bytes);
  if (llvm::Error error = llvm::objcopy::executeObjcopyOnBinary(config, **binary, out))
    return error;
  return std::vector<char>(bytes.begin(), bytes.end());
}

} // namespace evenstride::emit
