// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The runtime's archive is part of the back half itself, so that one archive is all that a user links. Two networks in
// one program share the runtime of the first: linkers take a member only for symbols that are still missing.
#include "emit/Archive.h"

#include "llvm/Object/Archive.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/MemoryBuffer.h"

// EVENSTRIDE_RUNTIME_ARCHIVE is the path of libevenstride_runtime.a when the compiler is built.
__asm__(".section .rodata\n"
        ".balign 16\n"
        "evenstride_embedded_runtime:\n"
        ".incbin \"" EVENSTRIDE_RUNTIME_ARCHIVE "\"\n"
        "evenstride_embedded_runtime_end:\n"
        ".previous\n");
extern "C" __attribute__((visibility("hidden"))) const char evenstride_embedded_runtime[];
extern "C" __attribute__((visibility("hidden"))) const char evenstride_embedded_runtime_end[];

namespace evenstride::emit {

namespace {

llvm::Error addRuntime(const llvm::object::Archive &runtime, std::vector<llvm::NewArchiveMember> &members) {
  llvm::Error error = llvm::Error::success();
  for (const llvm::object::Archive::Child &child : runtime.children(error)) {
    auto member = llvm::NewArchiveMember::getOldMember(child, /*Deterministic=*/true);
    if (!member)
      return llvm::joinErrors(std::move(error), member.takeError());
    members.push_back(std::move(*member));
  }
  return error;
}

} // namespace

llvm::Expected<std::vector<char>> writeArchive(const std::vector<Member> &members) {
  std::vector<llvm::NewArchiveMember> all;
  for (const Member &member : members)
    all.emplace_back(llvm::MemoryBufferRef({member.bytes.data(), member.bytes.size()}, member.name));
  const llvm::StringRef bytes(evenstride_embedded_runtime,
                              size_t(evenstride_embedded_runtime_end - evenstride_embedded_runtime));
  auto runtime = llvm::object::Archive::create(llvm::MemoryBufferRef(bytes, "runtime"));
  if (!runtime)
    return runtime.takeError();
  if (llvm::Error error = addRuntime(**runtime, all))
    return error;
  auto buffer = llvm::writeArchiveToBuffer(all, llvm::SymtabWritingMode::NormalSymtab, llvm::object::Archive::K_GNU,
                                           /*Deterministic=*/true, /*Thin=*/false);
  if (!buffer)
    return buffer.takeError();
  return std::vector<char>((*buffer)->getBufferStart(), (*buffer)->getBufferEnd());
}

} // namespace evenstride::emit
