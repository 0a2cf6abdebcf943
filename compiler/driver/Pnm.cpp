// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Binary PGM and PPM pictures.
#include "driver/Array.h"

#include <charconv>
#include <string_view>

namespace evenstride::driver {

/// Takes the next number of the header off `text`, with the white space and comments before it.
static std::optional<int64_t> takeNumber(std::string_view &text) {
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (!text.starts_with('#'))
      break;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
  int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc())
    return std::nullopt;
  text.remove_prefix(size_t(end - text.data()));
  return number;
}

ArrayResult readPnm(std::span<const uint8_t> bytes) {
  std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  int64_t channels = text.starts_with("P6") ? 3 : 1;
  text.remove_prefix(2);
  auto width = takeNumber(text), height = takeNumber(text), largest = takeNumber(text);
  constexpr int64_t longest = 1 << 20;
  if (!width || !height || !largest || *width < 1 || *height < 1 || *width > longest || *height > longest ||
      *largest < 1 || *largest > 65535 || text.empty())
    return std::string("its header is damaged");
  text.remove_prefix(1); // one white space ends the header
  size_t sampleBytes = *largest > 255 ? 2 : 1, pixels = size_t(*width * *height);
  if (text.size() < pixels * size_t(channels) * sampleBytes)
    return std::string("it has been cut short");
  Array array{{channels, *height, *width}, std::vector<float>(pixels * size_t(channels)), true};
  for (size_t sample = 0; sample < array.values.size(); ++sample) {
    unsigned value = 0; // big-endian
    for (size_t i = 0; i < sampleBytes; ++i)
      value = value << 8 | static_cast<unsigned char>(text[sample * sampleBytes + i]);
    size_t pixel = sample / size_t(channels), channel = sample % size_t(channels);
    array.values[channel * pixels + pixel] = float(value) / float(*largest);
  }
  return array;
}

} // namespace evenstride::driver
