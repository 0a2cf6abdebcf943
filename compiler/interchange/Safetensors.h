// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The safetensors format: tensors by name, read from memory without copying them, and written.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::interchange {

/// One tensor of a file. The bytes are little-endian, in row-major order, and may lie on any boundary.
struct StoredTensor {
  std::string name;
  std::string type; // as in the file: "F32", "BF16", "I64"
  std::vector<int64_t> shape;
  std::span<const uint8_t> bytes;
};

/// What a file holds, validated: every byte behind the header belongs to exactly one tensor, and every shape agrees
/// with its bytes. Types are known ones, but not necessarily usable as weights.
class Safetensors {
public:
  /// Reads `bytes`, which must outlive the result. Reports what is wrong with them (E0402 to E0408) under the name
  /// `path` and returns nothing then. Safe on hostile bytes.
  static std::optional<Safetensors> read(std::span<const uint8_t> bytes, const std::string &path,
                                         diagnostics::Sink &sink);

  /// Tensors that come from elsewhere; their names must differ.
  static Safetensors of(std::vector<StoredTensor> tensors) { return Safetensors(std::move(tensors)); }

  /// Null if there is no such tensor.
  const StoredTensor *find(std::string_view name) const;
  /// In the order of the data.
  const std::vector<StoredTensor> &tensors() const { return all; }

private:
  explicit Safetensors(std::vector<StoredTensor> tensors);

  std::vector<StoredTensor> all;
  std::map<std::string, size_t, std::less<>> byName;
};

/// Whether values of this type can be widened to fp32 without loss: F32, F16, BF16.
bool isFloatType(std::string_view type);

/// The values of a tensor of a float type, widened to fp32.
std::vector<float> widen(const StoredTensor &tensor);

/// A tensor to be written.
struct TensorToWrite {
  std::string name;
  std::vector<int64_t> shape;
  std::span<const float> values; // as many as the shape says
};

/// A file of F32 tensors in the given order, whose names must differ.
std::vector<uint8_t> writeSafetensors(std::span<const TensorToWrite> tensors);
/// What stands in such a file before the values, which follow as they lie in memory: for files too large to build
/// twice.
std::string safetensorsHeader(std::span<const TensorToWrite> tensors);

} // namespace evenstride::interchange
