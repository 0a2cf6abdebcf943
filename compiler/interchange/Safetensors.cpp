// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Validation in a fixed order, each step resting on the ones before it: length, header, places, shapes, names.
#include "interchange/Safetensors.h"
#include "interchange/SafetensorsHeader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace evenstride::interchange {

using diagnostics::Code;

constexpr uint64_t lengthBytes = 8;
constexpr uint64_t longestHeader = 100'000'000; // the format's own limit

static uint64_t readLength(std::span<const uint8_t> bytes) {
  uint64_t length = 0;
  for (size_t i = 0; i < lengthBytes; ++i)
    length |= uint64_t(bytes[i]) << (8 * i);
  return length;
}

/// The header's text, once its length is known to lie inside the file.
static std::variant<std::string_view, FileFault> headerText(std::span<const uint8_t> bytes) {
  if (bytes.size() < lengthBytes)
    return FileFault{Code::E0402,
                     fmt::format("the file has {} bytes, and safetensors begins with 8 bytes that give the "
                                 "length of its header",
                                 bytes.size())};
  uint64_t length = readLength(bytes);
  if (length > longestHeader)
    return FileFault{Code::E0403,
                     fmt::format("the header says that it is {} bytes long; the limit is {}", length, longestHeader)};
  if (length > bytes.size() - lengthBytes)
    return FileFault{Code::E0403, fmt::format("the header says that it is {} bytes long, and only {} follow", length,
                                              bytes.size() - lengthBytes)};
  return std::string_view(reinterpret_cast<const char *>(bytes.data()) + lengthBytes, length);
}

/// The tensors, in the order of their data, follow each other from 0 to the end.
static std::optional<FileFault> checkPlaces(const std::vector<HeaderEntry> &sorted, uint64_t dataBytes) {
  uint64_t reached = 0;
  for (const HeaderEntry &entry : sorted) {
    if (entry.end < entry.begin)
      return FileFault{Code::E0405, fmt::format("`{}` ends at byte {}, before it begins at byte {}", entry.name,
                                                entry.end, entry.begin)};
    if (entry.end > dataBytes)
      return FileFault{Code::E0405, fmt::format("`{}` ends at byte {} of the data, and the file holds {}: it may have "
                                                "been cut short",
                                                entry.name, entry.end, dataBytes)};
    if (entry.begin < reached)
      return FileFault{Code::E0405, fmt::format("`{}` begins at byte {}, inside the tensor before it, which ends at {}",
                                                entry.name, entry.begin, reached)};
    if (entry.begin > reached)
      return FileFault{Code::E0405, fmt::format("bytes {} to {}, before `{}`, belong to no tensor", reached,
                                                entry.begin, entry.name)};
    reached = entry.end;
  }
  if (reached < dataBytes)
    return FileFault{Code::E0405, fmt::format("the last {} bytes belong to no tensor", dataBytes - reached)};
  return std::nullopt;
}

/// Bytes of one element, or 0 for an unknown type.
static uint64_t elementBytes(std::string_view type) {
  struct Type {
    std::string_view name;
    uint64_t bytes;
  };
  static constexpr Type types[] = {{"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
                                   {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},
                                   {"U32", 4},  {"F32", 4}, {"F64", 8}, {"I64", 8},     {"U64", 8}};
  const auto *found = std::find_if(std::begin(types), std::end(types), [&](const Type &t) { return t.name == type; });
  return found == std::end(types) ? 0 : found->bytes;
}

static std::string shapeText(const std::vector<uint64_t> &shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

/// Shape times element size, computed without wrapping, is the length of the range.
static std::optional<FileFault> checkShape(const HeaderEntry &entry) {
  uint64_t bytes = elementBytes(entry.type);
  if (bytes == 0)
    return FileFault{Code::E0408, fmt::format("`{}` is of the unknown type `{}`", entry.name, entry.type)};
  for (uint64_t extent : entry.shape)
    if (extent > uint64_t(std::numeric_limits<int64_t>::max()) || __builtin_mul_overflow(bytes, extent, &bytes))
      return FileFault{Code::E0406,
                       fmt::format("the shape {} of `{}` is too large to count", shapeText(entry.shape), entry.name)};
  if (bytes != entry.end - entry.begin)
    return FileFault{Code::E0406,
                     fmt::format("`{}` of shape {} and type {} takes {} bytes, and the file gives it {}", entry.name,
                                 shapeText(entry.shape), entry.type, bytes, entry.end - entry.begin)};
  return std::nullopt;
}

static std::optional<FileFault> checkEntries(const Header &header, uint64_t dataBytes) {
  if (auto fault = checkPlaces(header.entries, dataBytes))
    return fault;
  for (const HeaderEntry &entry : header.entries)
    if (auto fault = checkShape(entry))
      return fault;
  if (!header.repeatedKey.empty())
    return FileFault{Code::E0407, fmt::format("the key `{}` stands twice in the header", header.repeatedKey)};
  return std::nullopt;
}

static std::variant<std::vector<StoredTensor>, FileFault> readTensors(std::span<const uint8_t> bytes) {
  auto text = headerText(bytes);
  if (auto *fault = std::get_if<FileFault>(&text))
    return std::move(*fault);
  std::string_view headerBytes = std::get<std::string_view>(text);
  auto parsed = readHeader(headerBytes);
  if (auto *fault = std::get_if<FileFault>(&parsed))
    return std::move(*fault);
  Header &header = std::get<Header>(parsed);
  std::sort(header.entries.begin(), header.entries.end(), [](const HeaderEntry &a, const HeaderEntry &b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  auto data = bytes.subspan(lengthBytes + headerBytes.size());
  if (auto fault = checkEntries(header, data.size()))
    return std::move(*fault);
  std::vector<StoredTensor> tensors;
  for (HeaderEntry &entry : header.entries)
    tensors.push_back({std::move(entry.name),
                       std::move(entry.type),
                       {entry.shape.begin(), entry.shape.end()},
                       data.subspan(entry.begin, entry.end - entry.begin)});
  return tensors;
}

Safetensors::Safetensors(std::vector<StoredTensor> tensors) : all(std::move(tensors)) {
  for (size_t i = 0; i < all.size(); ++i)
    byName.emplace(all[i].name, i);
}

std::optional<Safetensors> Safetensors::read(std::span<const uint8_t> bytes, const std::string &path,
                                             diagnostics::Sink &sink) {
  auto tensors = readTensors(bytes);
  if (auto *fault = std::get_if<FileFault>(&tensors)) {
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = fault->code;
    diagnostic.message = fmt::format("`{}`: {}", path, fault->message);
    sink.report(std::move(diagnostic));
    return std::nullopt;
  }
  return Safetensors(std::move(std::get<std::vector<StoredTensor>>(tensors)));
}

const StoredTensor *Safetensors::find(std::string_view name) const {
  auto found = byName.find(name);
  return found == byName.end() ? nullptr : &all[found->second];
}

bool isFloatType(std::string_view type) { return type == "F32" || type == "F16" || type == "BF16"; }

/// fp16 to fp32, exactly, subnormals, infinities and NaN included.
static float widenHalf(uint16_t half) {
  uint32_t sign = uint32_t(half & 0x8000) << 16;
  uint32_t exponent = (half >> 10) & 0x1F, fraction = half & 0x3FF;
  if (exponent == 0x1F)
    return std::bit_cast<float>(sign | 0x7F800000 | (fraction << 13));
  if (exponent == 0) { // fraction * 2^-24
    float magnitude = float(fraction) * 0x1p-24f;
    return sign ? -magnitude : magnitude;
  }
  return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
}

template <typename Element, typename Widen>
static std::vector<float> widenElements(std::span<const uint8_t> bytes, Widen widenOne) {
  std::vector<float> values(bytes.size() / sizeof(Element));
  for (size_t i = 0; i < values.size(); ++i) {
    Element element;
    std::memcpy(&element, bytes.data() + i * sizeof(Element), sizeof(Element));
    values[i] = widenOne(element);
  }
  return values;
}

std::vector<float> widen(const StoredTensor &tensor) {
  if (tensor.type == "F16")
    return widenElements<uint16_t>(tensor.bytes, widenHalf);
  if (tensor.type == "BF16")
    return widenElements<uint16_t>(tensor.bytes,
                                   [](uint16_t bits) { return std::bit_cast<float>(uint32_t(bits) << 16); });
  return widenElements<float>(tensor.bytes, [](float value) { return value; });
}

std::string safetensorsHeader(std::span<const TensorToWrite> tensors) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  uint64_t offset = 0;
  for (const TensorToWrite &tensor : tensors) {
    uint64_t end = offset + tensor.values.size_bytes();
    header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' '); // the data begins on a boundary of 8 bytes
  std::string file(lengthBytes, '\0');
  for (size_t i = 0; i < lengthBytes; ++i)
    file[i] = char(text.size() >> (8 * i));
  return file + text;
}

std::vector<uint8_t> writeSafetensors(std::span<const TensorToWrite> tensors) {
  std::string header = safetensorsHeader(tensors);
  std::vector<uint8_t> file(header.begin(), header.end());
  for (const TensorToWrite &tensor : tensors) {
    auto bytes = std::span(reinterpret_cast<const uint8_t *>(tensor.values.data()), tensor.values.size_bytes());
    file.insert(file.end(), bytes.begin(), bytes.end());
  }
  return file;
}

} // namespace evenstride::interchange
