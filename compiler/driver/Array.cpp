// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which format a file has: by its first bytes when read, by its name when written.
#include "driver/Array.h"
#include "driver/Report.h"
#include "interchange/MappedFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace evenstride::driver {

using diagnostics::Code;

static ArrayResult decode(std::span<const uint8_t> bytes) {
  std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  if (text.empty())
    return std::string("it is empty");
  if (text.starts_with("\x93NUMPY"))
    return readNpy(bytes);
  if (text.starts_with("\x89PNG"))
    return readPng(bytes);
  if (text.starts_with("P5") || text.starts_with("P6"))
    return readPnm(bytes);
  return std::string("it is none of .npy, .png, .pgm and .ppm");
}

std::optional<Array> readArray(const std::string &path, diagnostics::Sink &sink) {
  auto opened = interchange::MappedFile::open(path);
  if (auto *why = std::get_if<std::string>(&opened)) {
    sink.report(fault(Code::E0001, fmt::format("`{}` cannot be read: {}", path, *why)));
    return std::nullopt;
  }
  auto result = decode(std::get<interchange::MappedFile>(opened).bytes());
  if (auto *why = std::get_if<std::string>(&result)) {
    sink.report(fault(Code::E0011, fmt::format("`{}` is not understood: {}", path, *why)));
    return std::nullopt;
  }
  return std::get<Array>(std::move(result));
}

static BytesResult encode(const Array &array, std::string ending) {
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  if (ending == ".npy")
    return writeNpy(array);
  if (ending == ".png")
    return writePng(array);
  return std::string("results are written as .npy or .png");
}

std::optional<std::vector<char>> encodeArray(const Array &array, const std::string &path, diagnostics::Sink &sink) {
  auto result = encode(array, std::filesystem::path(path).extension().string());
  if (auto *why = std::get_if<std::string>(&result)) {
    sink.report(fault(Code::E0011, fmt::format("`{}` cannot hold the result: {}", path, *why)));
    return std::nullopt;
  }
  return std::get<std::vector<char>>(std::move(result));
}

} // namespace evenstride::driver
