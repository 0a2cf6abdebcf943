// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A header of 128 bytes, then the values, little-endian.
#include "interchange/nnef/Tensors.h"
#include "interchange/Names.h"
#include "interchange/Safetensors.h"
#include "interchange/View.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace evenstride::interchange::nnef {

namespace {

/// As it lies in a file.
struct Header {
  static constexpr size_t bytes = 128;
  static constexpr uint32_t mostAxes = 8;

  uint8_t magic[2], version[2];
  uint32_t dataBytes, rank, extents[mostAxes], bits, type;
};

enum Type : uint32_t { Float = 0 }; // the others are integers, quantized ones and truth values

} // namespace

Tensors::Tensors(std::filesystem::path folder, Draft &draft) : folder(std::move(folder)), draft(draft) {}

bool Tensors::areThere() const {
  constexpr int most = 100'000; // files that are looked at
  std::error_code error;
  int count = 0;
  auto options = std::filesystem::directory_options::skip_permission_denied;
  for (std::filesystem::recursive_directory_iterator each(folder, options, error), end; !error && each != end;
       each.increment(error))
    if (each->path().extension() == ".dat" || ++count == most)
      return true;
  return false;
}

/// Whether a path leads out of a folder, by itself or through a link: it could name any file of the user's.
static bool leadsOut(const std::filesystem::path &path, const std::filesystem::path &folder) {
  std::error_code error;
  std::filesystem::path real = std::filesystem::weakly_canonical(path, error), home;
  if (!error)
    home = std::filesystem::weakly_canonical(folder, error);
  return error || std::mismatch(home.begin(), home.end(), real.begin(), real.end()).first != home.end();
}

std::span<const uint8_t> Tensors::bytesOf(const std::string &label) {
  auto known = opened.find(label);
  if (known != opened.end())
    return known->second;
  std::filesystem::path path = folder / (label + ".dat");
  if (leadsOut(path, folder))
    throw Refusal{fmt::format("the label `{}` leads out of the folder of the graph", printable(label))};
  auto file = MappedFile::open(path.string());
  if (auto *why = std::get_if<std::string>(&file))
    throw Refusal{fmt::format("`{}.dat` cannot be read: {}", printable(label), *why)};
  draft.files.push_back({path.string(), std::get<MappedFile>(std::move(file))});
  return opened[label] = draft.files.back().content.bytes();
}

/// The header of a file that obeys its rules: every byte behind it is one of a value.
static Header headerOf(std::span<const uint8_t> bytes) {
  Header header;
  if (bytes.size() < Header::bytes)
    throw Refusal{fmt::format("it has {} bytes, and a header has {}", bytes.size(), Header::bytes)};
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.magic[0] != 'N' || header.magic[1] != 0xEF)
    throw Refusal{"it is no tensor of NNEF"};
  if (header.version[0] != 1 || header.version[1] != 0)
    throw Refusal{fmt::format("it is of version {}.{}; 1.0 is known", header.version[0], header.version[1])};
  if (header.rank > Header::mostAxes)
    throw Refusal{fmt::format("it has {} axes; {} is the most", header.rank, Header::mostAxes)};
  if (header.type != Float || (header.bits != 16 && header.bits != 32 && header.bits != 64))
    throw Refusal{fmt::format("its values are of type {} with {} bits; floats of 16, 32 and 64 bits are read",
                              header.type, header.bits)};
  return header;
}

/// The values as fp32: in place where they are that.
static std::span<const float> valuesOf(std::span<const uint8_t> data, uint32_t bits, Draft &draft) {
  if (bits == 32 && reinterpret_cast<uintptr_t>(data.data()) % alignof(float) == 0)
    return {reinterpret_cast<const float *>(data.data()), data.size() / sizeof(float)};
  if (bits != 64)
    return draft.computed.emplace_back(widen({"", bits == 16 ? "F16" : "F32", {}, data}));
  std::vector<float> &memory = draft.computed.emplace_back(data.size() / sizeof(double));
  for (size_t i = 0; i < memory.size(); ++i) {
    double value = 0;
    std::memcpy(&value, data.data() + i * sizeof(double), sizeof(double));
    memory[i] = float(value);
  }
  return memory;
}

Constant Tensors::read(const std::string &label, const std::vector<int64_t> &shape) {
  std::span<const uint8_t> bytes = bytesOf(label);
  try {
    Header header = headerOf(bytes);
    std::vector<int64_t> stored(header.extents, header.extents + header.rank);
    uint64_t dataBytes = header.bits / 8;
    bool isCountable = true;
    for (int64_t extent : stored)
      isCountable = isCountable && !__builtin_mul_overflow(dataBytes, uint64_t(extent), &dataBytes);
    if (!isCountable || dataBytes != header.dataBytes || dataBytes != bytes.size() - Header::bytes)
      throw Refusal{fmt::format("{} of {} bits take other than its {} bytes", shapeText(stored), header.bits,
                                bytes.size() - Header::bytes)};
    if (stored != shape)
      throw Refusal{
          fmt::format("its shape is {}, and {} is written in the graph", shapeText(stored), shapeText(shape))};
    return {shape, valuesOf(bytes.subspan(Header::bytes), header.bits, draft)};
  } catch (const Refusal &refusal) {
    throw Refusal{fmt::format("`{}.dat`: {}", printable(label), refusal.reason)};
  }
}

} // namespace evenstride::interchange::nnef
