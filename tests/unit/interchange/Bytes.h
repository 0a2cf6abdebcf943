// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Safetensors files put together by hand, sound or not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::interchange {

/// A file with this header and `dataBytes` bytes of zeros behind it. `claimed` replaces the header's true length.
inline std::vector<uint8_t> fileOf(std::string_view header, size_t dataBytes, uint64_t claimed) {
  std::vector<uint8_t> file(8 + header.size() + dataBytes);
  for (size_t i = 0; i < 8; ++i)
    file[i] = uint8_t(claimed >> (8 * i));
  for (size_t i = 0; i < header.size(); ++i)
    file[8 + i] = uint8_t(header[i]);
  return file;
}

inline std::vector<uint8_t> fileOf(std::string_view header, size_t dataBytes) {
  return fileOf(header, dataBytes, header.size());
}

} // namespace evenstride::interchange
