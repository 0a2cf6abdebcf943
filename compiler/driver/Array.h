// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tensors in files of users: NumPy arrays and pictures, to and from fp32.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace evenstride::driver {

/// fp32 values in row-major order. Pictures are [1, H, W] (grey) or [3, H, W] (red, green, blue), from 0 to 1.
struct Array {
  std::vector<int64_t> shape;
  std::vector<float> values;
  bool isPicture = false; // read from one
};

/// An array, or what is wrong with its bytes, as a person would say it.
using ArrayResult = std::variant<Array, std::string>;
/// The bytes of a file, or why the array cannot be written as one.
using BytesResult = std::variant<std::vector<char>, std::string>;

/// NumPy's format, versions 1 to 3: little-endian f4, f8 or f2, u1 as it is; C order.
ArrayResult readNpy(std::span<const uint8_t> bytes);
BytesResult writeNpy(const Array &array);

/// PNG: 8 or 16 bits, grey, palette or colour; opaque.
ArrayResult readPng(std::span<const uint8_t> bytes);
/// [1, H, W] or [3, H, W], clamped to 0 to 1, in 8 bits.
BytesResult writePng(const Array &array);

/// Binary PGM (P5) and PPM (P6).
ArrayResult readPnm(std::span<const uint8_t> bytes);

/// Reads a file by its content: .npy, .png, .pgm, .ppm. Reports E0001 and E0011.
std::optional<Array> readArray(const std::string &path, diagnostics::Sink &sink);

/// The bytes of a file named `path`, by its ending: .npy or .png. Reports E0011 for others and for shapes that are no
/// picture.
std::optional<std::vector<char>> encodeArray(const Array &array, const std::string &path, diagnostics::Sink &sink);

} // namespace evenstride::driver
