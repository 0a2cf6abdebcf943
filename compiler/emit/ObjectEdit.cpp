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

/// New names of the kernel's own function and of the hooks it refers to.
llvm::Expected<std::map<std::string, std::string>> newNames(const kernels::KernelObject &object,
                                                            const std::string &symbol) {
  auto file = llvm::object::ObjectFile::createObjectFile(bufferOf(object.bytes));
  if (!file)
    return file.takeError();
  std::map<std::string, std::string> names = {{object.symbol, symbol}};
  for (const llvm::object::SymbolRef &one : (*file)->symbols()) {
    llvm::Expected<llvm::StringRef> name = one.getName();
    if (!name)
      return name.takeError();
    if (!name->starts_with("halide_"))
      continue;
    if (std::ranges::find(hooks, std::string_view(*name)) == hooks.end())
      return llvm::createStringError("kernel " + symbol + " needs " + *name + ", which the runtime does not have");
    names[name->str()] = "evenstride_" + name->str();
  }
  return names;
}

llvm::Error fillConfig(llvm::objcopy::ConfigManager &config, const std::map<std::string, std::string> &names) {
  using llvm::objcopy::MatchStyle, llvm::objcopy::NameMatcher, llvm::objcopy::NameOrPattern;
  config.Common.InputFilename = config.Common.OutputFilename = "kernel";
  config.Common.OutputFormat = llvm::objcopy::FileFormat::ELF;
  config.Common.StripUnneeded = true; // local names that no relocation needs
  NameMatcher hidden;
  for (const auto &[from, to] : names) {
    config.Common.SymbolsToRename[from] = to;
    for (const std::string &name : {std::cref(from), std::cref(to)})
      if (llvm::Error error = hidden.addMatcher(
              NameOrPattern::create(name, MatchStyle::Literal, [](llvm::Error inner) { return inner; })))
        return error;
  }
  config.ELF.SymbolsToSetVisibility.emplace_back(std::move(hidden), uint8_t(llvm::ELF::STV_HIDDEN));
  return llvm::Error::success();
}

} // namespace

llvm::Expected<std::vector<char>> adoptKernel(const kernels::KernelObject &object, const std::string &symbol) {
  auto names = newNames(object, symbol);
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
