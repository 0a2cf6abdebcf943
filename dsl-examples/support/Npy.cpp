// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The .npy format, version 1: a magic number, the length of a text header, the header, the numbers.
#include "support/Npy.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace examples {

template <typename T> std::vector<T> readNpy(const std::filesystem::path &file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  constexpr std::string_view magic{"\x93NUMPY\x01\x00", 8};
  constexpr std::string_view type = std::is_same_v<T, float> ? "'descr': '<f4'" : "'descr': '|u1'";
  if (bytes.size() < 10 || !bytes.starts_with(magic))
    throw std::runtime_error(file.string() + ": not a .npy file of version 1");
  std::size_t length = static_cast<uint8_t>(bytes[8]) + 256u * static_cast<uint8_t>(bytes[9]);
  std::string_view header = std::string_view(bytes).substr(10, length);
  if (header.size() < length || (bytes.size() - 10 - length) % sizeof(T) != 0)
    throw std::runtime_error(file.string() + ": the file is cut off");
  if (header.find(type) == header.npos || header.find("'fortran_order': False") == header.npos)
    throw std::runtime_error(file.string() + ": expected " + std::string(type) + " in C order");
  std::vector<T> numbers((bytes.size() - 10 - length) / sizeof(T));
  std::memcpy(numbers.data(), bytes.data() + 10 + length, numbers.size() * sizeof(T));
  return numbers;
}

template std::vector<float> readNpy<float>(const std::filesystem::path &);
template std::vector<uint8_t> readNpy<uint8_t>(const std::filesystem::path &);

} // namespace examples
