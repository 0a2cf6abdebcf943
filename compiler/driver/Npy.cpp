// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NumPy's .npy: a Python dictionary as text, then the values.
#include "driver/Array.h"
#include "interchange/Safetensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cstring>
#include <string_view>

namespace evenstride::driver {

namespace {

struct NpyHeader {
  std::string type; // "<f4"
  bool fortranOrder = false;
  std::vector<int64_t> shape;
};

/// Header and values of a file.
struct NpyParts {
  std::string_view header;
  std::span<const uint8_t> values;
};

} // namespace

/// Magic, two bytes of version, the header's length in two bytes (version 1) or four.
static std::optional<NpyParts> splitFile(std::span<const uint8_t> bytes) {
  constexpr size_t lengthAt = 8;
  if (bytes.size() < lengthAt + 4)
    return std::nullopt;
  size_t lengthBytes = bytes[6] == 1 ? 2 : 4, length = 0;
  for (size_t i = 0; i < lengthBytes; ++i)
    length |= size_t(bytes[lengthAt + i]) << (8 * i);
  size_t begin = lengthAt + lengthBytes;
  if (length > bytes.size() - begin)
    return std::nullopt;
  return NpyParts{{reinterpret_cast<const char *>(bytes.data()) + begin, length}, bytes.subspan(begin + length)};
}

/// The text behind `'key':` of the dictionary, without leading spaces.
static std::optional<std::string_view> valueOf(std::string_view header, std::string_view key) {
  size_t place = header.find(fmt::format("'{}'", key));
  if (place == std::string_view::npos)
    return std::nullopt;
  place = header.find(':', place);
  if (place == std::string_view::npos)
    return std::nullopt;
  place = header.find_first_not_of(' ', place + 1);
  return place == std::string_view::npos ? std::nullopt : std::optional(header.substr(place));
}

/// "(3, 224, 224)", "(5,)" or "()".
static std::optional<std::vector<int64_t>> parseShape(std::string_view text) {
  size_t close = text.find(')');
  if (!text.starts_with('(') || close == std::string_view::npos)
    return std::nullopt;
  std::vector<int64_t> shape;
  for (text = text.substr(1, close - 1); !text.empty();) {
    int64_t extent = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), extent);
    if (error != std::errc() || extent < 0)
      return std::nullopt;
    shape.push_back(extent);
    text.remove_prefix(size_t(end - text.data()));
    text.remove_prefix(std::min(text.find_first_not_of(", "), text.size()));
  }
  return shape;
}

static std::optional<NpyHeader> parseHeader(std::string_view text) {
  auto type = valueOf(text, "descr"), order = valueOf(text, "fortran_order"), shape = valueOf(text, "shape");
  if (!type || !order || !shape || type->size() < 2)
    return std::nullopt;
  size_t close = type->find(type->front(), 1);
  auto extents = parseShape(*shape);
  if (close == std::string_view::npos || !extents)
    return std::nullopt;
  return NpyHeader{std::string(type->substr(1, close - 1)), order->starts_with("True"), *extents};
}

template <typename Element> static std::vector<float> convert(std::span<const uint8_t> bytes) {
  std::vector<float> values(bytes.size() / sizeof(Element));
  for (size_t i = 0; i < values.size(); ++i) {
    Element element;
    std::memcpy(&element, bytes.data() + i * sizeof(Element), sizeof(Element));
    values[i] = float(element);
  }
  return values;
}

static size_t elementBytes(std::string_view type) {
  if (type == "<f8")
    return 8;
  if (type == "<f4")
    return 4;
  if (type == "<f2")
    return 2;
  return type == "|u1" ? 1 : 0;
}

static std::vector<float> convertAll(const NpyHeader &header, std::span<const uint8_t> bytes) {
  if (header.type == "<f8")
    return convert<double>(bytes);
  if (header.type == "|u1")
    return convert<uint8_t>(bytes);
  return interchange::widen({"", header.type == "<f2" ? "F16" : "F32", header.shape, bytes});
}

ArrayResult readNpy(std::span<const uint8_t> bytes) {
  auto parts = splitFile(bytes);
  auto header = parts ? parseHeader(parts->header) : std::nullopt;
  if (!header)
    return std::string("its header is damaged");
  if (header->fortranOrder)
    return std::string("it is in Fortran order; save `numpy.ascontiguousarray(array)`");
  size_t expected = elementBytes(header->type);
  if (expected == 0)
    return fmt::format("its type is `{}`; float32, float64, float16 and uint8 are read", header->type);
  for (int64_t extent : header->shape)
    if (__builtin_mul_overflow(expected, size_t(extent), &expected))
      return std::string("its shape is too large");
  if (expected != parts->values.size())
    return fmt::format("its shape ({}) takes {} bytes, and {} are there", fmt::join(header->shape, ", "), expected,
                       parts->values.size());
  return Array{.shape = header->shape, .values = convertAll(*header, parts->values)};
}

BytesResult writeNpy(const Array &array) {
  std::string shape = fmt::format("{}{}", fmt::join(array.shape, ", "), array.shape.size() == 1 ? "," : "");
  std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", shape);
  constexpr size_t before = 10, boundary = 64; // the values begin on a multiple of 64
  header.resize((before + header.size() + 1 + boundary - 1) / boundary * boundary - before - 1, ' ');
  header += '\n';
  std::string file("\x93NUMPY\x01\x00", 8);
  file += char(header.size() & 0xFF);
  file += char(header.size() >> 8);
  file += header;
  std::vector<char> bytes(file.size() + array.values.size() * sizeof(float));
  std::memcpy(bytes.data(), file.data(), file.size());
  if (!array.values.empty())
    std::memcpy(bytes.data() + file.size(), array.values.data(), array.values.size() * sizeof(float));
  return bytes;
}

} // namespace evenstride::driver
