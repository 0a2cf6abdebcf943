// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A whole file as read-only memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>

namespace evenstride::interchange {

/// Bytes of a regular file, mapped for as long as the object lives. An empty file gives an empty span.
class MappedFile {
public:
  /// The file, or why it cannot be read, as a person would say it ("there is no such file").
  static std::variant<MappedFile, std::string> open(const std::string &path);

  MappedFile(MappedFile &&other) noexcept : mapping(std::exchange(other.mapping, {})) {}
  MappedFile &operator=(MappedFile &&other) noexcept {
    std::swap(mapping, other.mapping);
    return *this;
  }
  ~MappedFile();

  std::span<const uint8_t> bytes() const { return mapping; }

private:
  explicit MappedFile(std::span<const uint8_t> mapping) : mapping(mapping) {}
  std::span<const uint8_t> mapping;
};

} // namespace evenstride::interchange
