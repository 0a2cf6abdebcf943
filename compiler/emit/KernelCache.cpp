// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An entry is a magic word, a SHA-256 of the rest, then the key in full and the kernel. Entries appear by rename, so
// that a reader sees a whole one or none.
#include "emit/KernelCache.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include <unistd.h>

namespace evenstride::emit {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view magic = "STRIDEK2";
constexpr std::string_view entryExtension = ".kernel";
constexpr size_t digestBytes = 32;

std::string digestOf(std::string_view text) {
  const auto digest = llvm::SHA256::hash(llvm::ArrayRef(reinterpret_cast<const uint8_t *>(text.data()), text.size()));
  return std::string(digest.begin(), digest.end());
}

void appendNumber(std::string &out, int64_t number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof bytes);
}

void appendText(std::string &out, std::string_view text) {
  appendNumber(out, int64_t(text.size()));
  out += text;
}

/// Takes numbers and texts from the front; after the first that is not there, all are empty and `good` is false.
struct Reader {
  std::string_view rest;
  bool good = true;

  std::string_view take(size_t bytes) {
    good = good && bytes <= rest.size();
    if (!good)
      return {};
    std::string_view taken = rest.substr(0, bytes);
    rest.remove_prefix(bytes);
    return taken;
  }
  int64_t number() {
    int64_t value = 0;
    const std::string_view bytes = take(sizeof value);
    std::memcpy(&value, bytes.data(), bytes.size());
    return value;
  }
  std::string_view text() { return take(size_t(number())); }
};

std::string serialize(const std::string &key, const kernels::KernelObject &object) {
  std::string body;
  appendText(body, key);
  appendText(body, object.symbol);
  appendText(body, object.schedule);
  appendNumber(body, object.scratchBytes);
  appendNumber(body, object.scratchSlots);
  appendNumber(body, object.sharedScratchBytes);
  appendText(body, {object.bytes.data(), object.bytes.size()});
  return std::string(magic) + digestOf(body) + body;
}

std::optional<kernels::KernelObject> deserialize(std::string_view entry, const std::string &key) {
  Reader reader{entry};
  if (reader.take(magic.size()) != magic)
    return std::nullopt;
  const std::string_view digest = reader.take(digestBytes);
  if (!reader.good || digest != digestOf(reader.rest) || reader.text() != key)
    return std::nullopt;
  kernels::KernelObject object;
  object.symbol = reader.text();
  object.schedule = reader.text();
  object.scratchBytes = reader.number();
  object.scratchSlots = int(reader.number());
  object.sharedScratchBytes = reader.number();
  const std::string_view bytes = reader.text();
  object.bytes.assign(bytes.begin(), bytes.end());
  return reader.good && reader.rest.empty() ? std::optional(std::move(object)) : std::nullopt;
}

/// Unique among the threads of all processes of this machine, as far as it matters for a moment.
std::string temporaryName() {
  static std::atomic<unsigned> counter = 0;
  return ".writing-" + std::to_string(getpid()) + "-" + std::to_string(counter++);
}

struct Entry {
  fs::path path;
  fs::file_time_type used;
  uintmax_t bytes;
};

bool isAbandoned(const fs::directory_entry &file) {
  std::error_code error;
  return file.path().filename().string().starts_with(".writing-") &&
         file.last_write_time(error) < fs::file_time_type::clock::now() - std::chrono::hours(1) && !error;
}

} // namespace

std::string KernelCache::keyOf(const kernels::KernelSpec &spec) {
  std::string key = kernels::describe(spec);
  key += '\n';
  key += spec.target->halide;
  key += '\n';
  key += kernels::kernelVersion();
  return key;
}

fs::path KernelCache::pathOf(const std::string &key) const {
  return directory / (llvm::toHex(digestOf(key), /*LowerCase=*/true) + std::string(entryExtension));
}

std::optional<kernels::KernelObject> KernelCache::find(const std::string &key) const {
  if (directory.empty())
    return std::nullopt;
  const fs::path path = pathOf(key);
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return std::nullopt;
  const std::string entry{std::istreambuf_iterator<char>(file), {}};
  std::optional<kernels::KernelObject> object = deserialize(entry, key);
  std::error_code error; // read-only caches work too: they only forget what was used
  if (object)
    fs::last_write_time(path, fs::file_time_type::clock::now(), error);
  return object;
}

void KernelCache::store(const std::string &key, const kernels::KernelObject &object) const {
  if (directory.empty())
    return;
  std::error_code error;
  fs::create_directories(directory, error);
  const fs::path temporary = directory / temporaryName();
  const std::string entry = serialize(key, object);
  std::ofstream file(temporary, std::ios::binary);
  file.write(entry.data(), std::streamsize(entry.size()));
  file.close();
  if (file)
    fs::rename(temporary, pathOf(key), error);
  if (!file || error)
    fs::remove(temporary, error);
}

void KernelCache::trim(uintmax_t limit) const {
  std::vector<Entry> entries;
  uintmax_t total = 0;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    std::error_code gone; // another process may remove files under our hands
    if (isAbandoned(*it))
      fs::remove(it->path(), gone);
    if (it->path().extension() != entryExtension)
      continue;
    Entry entry{it->path(), it->last_write_time(gone), it->file_size(gone)};
    if (gone)
      continue;
    total += entry.bytes;
    entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, {}, &Entry::used);
  for (const Entry &entry : entries) {
    if (total <= limit)
      return;
    total -= entry.bytes;
    fs::remove(entry.path, error);
  }
}

} // namespace evenstride::emit
