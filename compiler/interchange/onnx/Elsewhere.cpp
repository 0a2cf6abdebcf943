// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names, offsets and lengths, none of them believed.
#include "interchange/onnx/Elsewhere.h"
#include "interchange/onnx/Node.h"

#include "onnx.pb.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace evenstride::interchange::onnx {

using ::onnx::TensorProto;

bool Elsewhere::has(const TensorProto &tensor) {
  return tensor.data_location() == TensorProto::EXTERNAL || tensor.external_data_size() > 0;
}

/// An entry of a tensor's place; empty where there is none.
static std::string entryOf(const TensorProto &tensor, std::string_view key) {
  for (const auto &entry : tensor.external_data())
    if (entry.key() == key)
      return entry.value();
  return "";
}

static uint64_t numberOf(const TensorProto &tensor, std::string_view key, uint64_t otherwise) {
  std::string text = entryOf(tensor, key);
  if (text.empty())
    return otherwise;
  uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw Refusal{fmt::format("its `{}` is `{}`, which is no number of bytes", key, printable(text))};
  return number;
}

std::span<const uint8_t> Elsewhere::bytesOf(const TensorProto &tensor) {
  std::string name = entryOf(tensor, "location");
  std::span<const uint8_t> file = open(name);
  constexpr uint64_t rest = std::numeric_limits<uint64_t>::max();
  uint64_t offset = numberOf(tensor, "offset", 0), length = numberOf(tensor, "length", rest);
  if (offset > file.size() || (length != rest && length > file.size() - offset))
    throw Refusal{fmt::format("it ends behind the end of `{}`", printable(name))};
  return file.subspan(offset, length == rest ? file.size() - offset : length);
}

/// A path that leads out of the folder, by itself or through a link, could name any file of the user's.
std::span<const uint8_t> Elsewhere::open(const std::string &name) {
  auto known = opened.find(name);
  if (known != opened.end())
    return known->second;
  bool isPlain = !name.empty() && name != "." && name != ".." &&
                 name.find_first_of(std::string_view("/\\:\0", 4)) == std::string::npos;
  if (!isPlain)
    throw Refusal{fmt::format("it stands in `{}`, which is no name in the folder of the model", printable(name))};
  std::filesystem::path path = folder / name;
  std::error_code ignored;
  if (std::filesystem::is_symlink(path, ignored))
    throw Refusal{fmt::format("it stands in `{}`, which is a link", printable(name))};
  auto file = MappedFile::open(path.string());
  if (const auto *why = std::get_if<std::string>(&file))
    throw Refusal{fmt::format("it stands in `{}` beside the model: {}", printable(name), *why)};
  memory.files.push_back({path.string(), std::get<MappedFile>(std::move(file))});
  return opened[name] = memory.files.back().content.bytes();
}

} // namespace evenstride::interchange::onnx
