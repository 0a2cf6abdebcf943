// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The header is taken from the JSON parser event by event: a document tree would hide keys that stand twice.
#include "interchange/SafetensorsHeader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <set>

using nlohmann::json;

namespace evenstride::interchange {

namespace {

constexpr std::string_view metadataKey = "__metadata__";

/// Gathers the members of the outermost object while the JSON parser runs. Nothing is kept in the parser's own tree,
/// and what is nested deeper than a tensor's shape is dropped as it comes, so that no text costs more than its entries.
class HeaderBuilder {
public:
  /// One event of nlohmann's parser with the depth at which it happens; false drops the value.
  bool take(int depth, json::parse_event_t event, json &value) {
    switch (event) {
    case json::parse_event_t::object_start:
    case json::parse_event_t::array_start:
      tooDeep |= depth > deepest;
      if (depth < deepest)
        keys[depth].clear();
      return depth <= deepest;
    case json::parse_event_t::key:
      noteKey(depth - 1, value.get_ref<const std::string &>());
      return true;
    case json::parse_event_t::object_end:
    case json::parse_event_t::array_end:
    case json::parse_event_t::value:
      if (depth != 1)
        return true;
      members.emplace_back(memberName, std::move(value));
      return false;
    }
    return true;
  }

  std::vector<std::pair<std::string, json>> members;
  std::string repeatedKey;
  bool tooDeep = false;

private:
  static constexpr int deepest = 2; // { tensor: { shape: [

  void noteKey(int depth, const std::string &key) {
    if (depth >= deepest)
      return;
    if (depth == 0)
      memberName = key;
    if (!keys[depth].insert(key).second && repeatedKey.empty())
      repeatedKey = key;
  }

  std::set<std::string> keys[deepest]; // of the outermost object, and of the entry being read
  std::string memberName;
};

} // namespace

static bool isSizes(const json &value) {
  if (!value.is_array())
    return false;
  return std::all_of(value.begin(), value.end(), [](const json &size) { return size.is_number_unsigned(); });
}

static FileFault malformed(std::string message) { return {diagnostics::Code::E0404, std::move(message)}; }

/// An entry holds exactly a type, a shape and its place.
static std::variant<HeaderEntry, FileFault> readEntry(const std::string &name, const json &value) {
  if (!value.is_object())
    return malformed(fmt::format("the entry of `{}` is not an object", name));
  for (const auto &[key, member] : value.items())
    if (key != "dtype" && key != "shape" && key != "data_offsets")
      return malformed(fmt::format("the entry of `{}` has an unknown member `{}`", name, key));
  if (!value.contains("dtype") || !value["dtype"].is_string())
    return malformed(fmt::format("the entry of `{}` has no `dtype`", name));
  if (!value.contains("shape") || !isSizes(value["shape"]))
    return malformed(fmt::format("the `shape` of `{}` is not a list of sizes", name));
  if (!value.contains("data_offsets") || !isSizes(value["data_offsets"]) || value["data_offsets"].size() != 2)
    return malformed(fmt::format("the `data_offsets` of `{}` are not two offsets", name));
  HeaderEntry entry;
  entry.name = name;
  entry.type = value["dtype"].get<std::string>();
  entry.shape = value["shape"].get<std::vector<uint64_t>>();
  entry.begin = value["data_offsets"][0].get<uint64_t>();
  entry.end = value["data_offsets"][1].get<uint64_t>();
  return entry;
}

static std::optional<FileFault> checkMetadata(const json &value) {
  bool texts = value.is_object() &&
               std::all_of(value.begin(), value.end(), [](const json &member) { return member.is_string(); });
  if (texts)
    return std::nullopt;
  return malformed(fmt::format("`{}` is not an object of texts", metadataKey));
}

std::variant<Header, FileFault> readHeader(std::string_view text) {
  if (text.empty() || text.front() != '{')
    return malformed("the header does not begin with `{`");
  HeaderBuilder builder;
  auto callback = [&](int depth, json::parse_event_t event, json &value) { return builder.take(depth, event, value); };
  json document = json::parse(text.begin(), text.end(), callback, /*allow_exceptions=*/false);
  if (document.is_discarded())
    return malformed("the header is not JSON");
  if (builder.tooDeep)
    return malformed("the header is nested too deeply");
  Header header;
  header.repeatedKey = builder.repeatedKey;
  for (const auto &[name, value] : builder.members) {
    if (name == metadataKey) {
      if (auto fault = checkMetadata(value))
        return *fault;
      continue;
    }
    auto entry = readEntry(name, value);
    if (auto *fault = std::get_if<FileFault>(&entry))
      return std::move(*fault);
    header.entries.push_back(std::move(std::get<HeaderEntry>(entry)));
  }
  return header;
}

} // namespace evenstride::interchange
