// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Four independent lanes of multiply and rotate keep pace with memory; each part ends in its length.
#include "driver/Fingerprint.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace evenstride::driver {

constexpr uint64_t oddA = 0x9E3779B185EBCA87, oddB = 0xC2B2AE3D27D4EB4F;

static uint64_t spread(uint64_t x) {
  x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
  x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
  return x ^ (x >> 33);
}

void Fingerprint::mix(uint64_t word) {
  high = spread(high ^ (word * oddA));
  low = spread(std::rotl(low, 27) + (word ^ high) * oddB);
}

Fingerprint &Fingerprint::add(uint64_t number) {
  mix(number);
  return *this;
}

Fingerprint &Fingerprint::add(std::span<const uint8_t> bytes) {
  constexpr size_t lanes = 4, stride = lanes * sizeof(uint64_t);
  uint64_t lane[lanes] = {1, 2, 3, 4}, words[lanes];
  size_t position = 0;
  for (; position + stride <= bytes.size(); position += stride) {
    std::memcpy(words, bytes.data() + position, stride);
    for (size_t i = 0; i < lanes; ++i)
      lane[i] = std::rotl(lane[i] + words[i] * oddB, 31) * oddA;
  }
  if (position >= stride)
    for (uint64_t value : lane)
      mix(value);
  for (; position < bytes.size(); position += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + position, std::min(sizeof(word), bytes.size() - position));
    mix(word);
  }
  return add(uint64_t(bytes.size()));
}

std::string Fingerprint::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

} // namespace evenstride::driver
