// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Entries and their life. Nothing here reports errors: without a cache everything works, only slower.
#include "driver/Cache.h"
#include "driver/Fingerprint.h"
#include "interchange/MappedFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace evenstride::driver {

constexpr std::string_view listName = "files.txt"; // "<fingerprint> <name>" per line
constexpr std::string_view unfinished = ".new-";

std::string Cache::defaultRoot() {
  const char *cache = std::getenv("XDG_CACHE_HOME");
  if (cache && *cache == '/')
    return std::string(cache) + "/evenstride";
  const char *home = std::getenv("HOME");
  return home && *home == '/' ? std::string(home) + "/.cache/evenstride" : "";
}

static std::optional<std::string> fingerprintOf(const std::string &path) {
  auto opened = interchange::MappedFile::open(path);
  if (auto *file = std::get_if<interchange::MappedFile>(&opened))
    return Fingerprint().add(file->bytes()).hex();
  return std::nullopt;
}

/// Whether every listed file is there with its content.
static bool isWhole(const fs::path &folder) {
  std::ifstream list(folder / listName);
  std::string fingerprint, name;
  size_t files = 0;
  for (; list >> fingerprint >> name; ++files)
    if (fingerprintOf((folder / name).string()) != fingerprint)
      return false;
  return files > 0;
}

std::optional<std::string> Cache::find(const std::string &key) const {
  fs::path folder = fs::path(networks()) / key;
  if (root.empty() || !isWhole(folder))
    return std::nullopt;
  utimensat(AT_FDCWD, folder.c_str(), nullptr, 0);
  return folder.string();
}

std::optional<std::string> Cache::begin() const {
  std::error_code error;
  if (root.empty() || (fs::create_directories(networks(), error), error))
    return std::nullopt;
  std::string pattern = fmt::format("{}/{}XXXXXX", networks(), unfinished);
  if (!mkdtemp(pattern.data()))
    return std::nullopt;
  return pattern;
}

static bool writeList(const fs::path &folder) {
  std::string text;
  for (const auto &file : fs::directory_iterator(folder)) {
    auto fingerprint = fingerprintOf(file.path().string());
    if (!fingerprint)
      return false;
    text += fmt::format("{} {}\n", *fingerprint, file.path().filename().string());
  }
  std::ofstream list(folder / listName);
  list << text << std::flush;
  return list.good();
}

std::optional<std::string> Cache::publish(const std::string &folder, const std::string &key) const {
  fs::path place = fs::path(networks()) / key;
  std::error_code error;
  if (root.empty() || !writeList(folder))
    return std::nullopt;
  fs::rename(folder, place, error);
  if (error) { // there is one already: another process's, or a damaged one
    if (!isWhole(place)) {
      fs::remove_all(place, error);
      fs::rename(folder, place, error);
    } else {
      fs::remove_all(folder, error);
    }
  }
  trim("networks/" + key);
  return isWhole(place) ? std::optional(place.string()) : std::nullopt;
}

static uint64_t bytesOf(const fs::path &path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    auto bytes = fs::file_size(path, error);
    return error ? 0 : bytes;
  }
  uint64_t bytes = 0;
  for (fs::recursive_directory_iterator file(path, error), end; !error && file != end; file.increment(error))
    if (file->is_regular_file(error))
      bytes += file->file_size(error);
  return bytes;
}

std::vector<Cache::Entry> Cache::entries() const {
  std::vector<Entry> all;
  for (const char *part : {"networks", "kernels"}) {
    std::error_code error;
    for (fs::directory_iterator place(fs::path(root) / part, error), end; !error && place != end;
         place.increment(error)) {
      struct stat status;
      if (stat(place->path().c_str(), &status) == 0)
        all.push_back({fmt::format("{}/{}", part, place->path().filename().string()), bytesOf(place->path()),
                       status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec});
    }
  }
  std::sort(all.begin(), all.end(), [](const Entry &a, const Entry &b) {
    return a.lastUse != b.lastUse ? a.lastUse > b.lastUse : a.name < b.name;
  });
  return all;
}

uint64_t Cache::clear() const {
  uint64_t freed = 0;
  for (const Entry &entry : entries()) {
    std::error_code error;
    fs::remove_all(fs::path(root) / entry.name, error);
    freed += error ? 0 : entry.bytes;
  }
  return freed;
}

void Cache::trim(const std::string &keep) const {
  uint64_t kept = 0;
  for (const Entry &entry : entries()) {
    kept += entry.bytes;
    std::error_code error;
    if (kept > limit && entry.name != keep)
      fs::remove_all(fs::path(root) / entry.name, error);
  }
}

} // namespace evenstride::driver
