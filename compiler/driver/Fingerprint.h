// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A fast 128-bit checksum by which caches name their content. Not for use against an adversary.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace evenstride::driver {

/// Order and boundaries of the parts count: add("ab"), add("c") differs from add("a"), add("bc").
class Fingerprint {
public:
  Fingerprint &add(std::span<const uint8_t> bytes);
  Fingerprint &add(std::string_view text) {
    return add(std::span(reinterpret_cast<const uint8_t *>(text.data()), text.size()));
  }
  Fingerprint &add(uint64_t number);
  /// 32 hexadecimal digits.
  std::string hex() const;

private:
  void mix(uint64_t word);

  uint64_t high = 0x9E3779B97F4A7C15, low = 0xC2B2AE3D27D4EB4F;
};

} // namespace evenstride::driver
