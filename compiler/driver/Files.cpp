// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading with limits, writing through temporary names.
#include "driver/Files.h"
#include "driver/Report.h"
#include "interchange/DiskTexts.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace evenstride::driver {

using diagnostics::Code;

/// Byte offset of what no text holds: a zero, or a byte that is no UTF-8.
static std::optional<size_t> firstNoText(std::string_view bytes) {
  size_t zero = bytes.find('\0');
  if (zero != std::string_view::npos)
    return zero;
  return support::firstMalformedUtf8(bytes);
}

std::optional<std::string> readText(const std::string &path, diagnostics::Sink &sink) {
  auto result = interchange::DiskTexts().read(path);
  if (auto *unreadable = std::get_if<support::Unreadable>(&result)) {
    sink.report(fault(Code::E0001, fmt::format("`{}` cannot be read: {}", path, unreadable->why)));
    return std::nullopt;
  }
  auto &text = std::get<std::string>(result);
  if (auto offset = firstNoText(text)) {
    sink.report(fault(Code::E0002, fmt::format("`{}` is not text: byte {} is {:#04x}", path, *offset + 1,
                                               static_cast<unsigned char>(text[*offset]))));
    return std::nullopt;
  }
  return std::move(text);
}

static void reportUnwritable(const std::string &path, int error, diagnostics::Sink &sink) {
  sink.report(fault(Code::E0005, fmt::format("`{}` cannot be written: {}", path, std::strerror(error))));
}

/// 0, or the error.
static int writeWhole(const std::string &path, std::span<const std::string_view> pieces) {
  std::FILE *file = std::fopen(path.c_str(), "wb");
  if (!file)
    return errno;
  errno = 0;
  bool whole = std::ranges::all_of(
      pieces, [&](std::string_view piece) { return std::fwrite(piece.data(), 1, piece.size(), file) == piece.size(); });
  int error = whole ? 0 : errno;
  if (std::fclose(file) != 0 && error == 0)
    error = errno;
  return error;
}

OutputFiles::~OutputFiles() {
  for (const Staged &file : staged)
    unlink(file.temporary.c_str());
}

std::string OutputFiles::reserve(const std::string &path) {
  std::filesystem::path place(path);
  auto temporary = place.parent_path() / fmt::format(".{}.{}.part", place.filename().string(), getpid());
  staged.push_back({temporary.string(), path});
  return temporary.string();
}

std::string OutputFiles::nameOf(const std::string &path) const {
  auto found = std::find_if(staged.begin(), staged.end(), [&](const Staged &file) { return file.path == path; });
  return found == staged.end() ? path : found->temporary;
}

/// A pipe or a device is written to as it is; it cannot be replaced.
static bool isSpecial(const std::string &path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

bool OutputFiles::add(const std::string &path, std::string_view content, diagnostics::Sink &sink) {
  return add(path, std::span(&content, 1), sink);
}

bool OutputFiles::add(const std::string &path, std::span<const std::string_view> pieces, diagnostics::Sink &sink) {
  int error = 0;
  if (std::filesystem::is_directory(path))
    error = EISDIR;
  else
    error = writeWhole(isSpecial(path) ? path : reserve(path), pieces);
  if (error != 0)
    reportUnwritable(path, error, sink);
  return error == 0;
}

bool OutputFiles::commit(diagnostics::Sink &sink) {
  while (!staged.empty()) {
    const Staged &file = staged.back();
    if (std::rename(file.temporary.c_str(), file.path.c_str()) != 0) {
      reportUnwritable(file.path, errno, sink);
      return false;
    }
    staged.pop_back();
  }
  return true;
}

bool rewriteText(const std::string &path, std::string_view text, diagnostics::Sink &sink) {
  std::error_code error;
  std::filesystem::path target = std::filesystem::canonical(path, error);
  std::filesystem::perms permissions = std::filesystem::status(target, error).permissions();
  OutputFiles files;
  if (error || !files.add(target, text, sink)) {
    if (error)
      reportUnwritable(path, error.value(), sink);
    return false;
  }
  std::filesystem::permissions(files.nameOf(target), permissions, error);
  return files.commit(sink);
}

bool makeDirectories(const std::string &path, diagnostics::Sink &sink) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && !std::filesystem::is_directory(path))
    error = std::make_error_code(std::errc::not_a_directory);
  if (error)
    reportUnwritable(path, error.value(), sink);
  return !error;
}

} // namespace evenstride::driver
