// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mapping of files through POSIX.
#include "interchange/MappedFile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace evenstride::interchange {

static std::string describeError(int error) {
  switch (error) {
  case ENOENT:
    return "there is no such file";
  case EACCES:
    return "permission to read it is denied";
  default:
    return std::strerror(error);
  }
}

static std::variant<std::span<const uint8_t>, std::string> mapDescriptor(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0)
    return describeError(errno);
  if (S_ISDIR(status.st_mode))
    return std::string("it is a directory");
  if (!S_ISREG(status.st_mode))
    return std::string("it is not a regular file");
  if (status.st_size == 0)
    return std::span<const uint8_t>();
  auto size = static_cast<size_t>(status.st_size);
  void *address = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (address == MAP_FAILED)
    return describeError(errno);
  return std::span(static_cast<const uint8_t *>(address), size);
}

std::variant<MappedFile, std::string> MappedFile::open(const std::string &path) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return describeError(errno);
  auto mapped = mapDescriptor(descriptor);
  close(descriptor);
  if (auto *why = std::get_if<std::string>(&mapped))
    return std::move(*why);
  return MappedFile(std::get<std::span<const uint8_t>>(mapped));
}

MappedFile::~MappedFile() {
  if (!mapping.empty())
    munmap(const_cast<uint8_t *>(mapping.data()), mapping.size());
}

} // namespace evenstride::interchange
