// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads the .npy files of data/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace examples {

/// The numbers of a .npy file of little-endian fp32 (`<f4`) or of bytes (`|u1`), in C order. The caller knows the
/// shape. Throws std::runtime_error with the file's name where the file holds anything else.
template <typename T> std::vector<T> readNpy(const std::filesystem::path &file);

extern template std::vector<float> readNpy<float>(const std::filesystem::path &);
extern template std::vector<uint8_t> readNpy<uint8_t>(const std::filesystem::path &);

} // namespace examples
