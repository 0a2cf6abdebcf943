// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What was compiled once is kept: networks as folders and kernels as files, named by a hash of all that they depend on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace evenstride::driver {

/// A folder that several processes may use at once: entries appear whole by a rename, and the ones unused for longest
/// go when the limit is passed.
class Cache {
public:
  /// $XDG_CACHE_HOME/evenstride, else $HOME/.cache/evenstride; empty if neither is set.
  static std::string defaultRoot();
  static constexpr uint64_t defaultLimit = uint64_t(4) << 30; // bytes

  explicit Cache(std::string root, uint64_t limit = defaultLimit) : root(std::move(root)), limit(limit) {}

  const std::string &path() const { return root; }
  /// Where the back half keeps its kernels.
  std::string kernels() const { return root + "/kernels"; }

  /// The folder of a network, marked as used now; nothing if it is not there or damaged.
  std::optional<std::string> find(const std::string &key) const;

  /// An empty folder in which an entry is put together; nothing if the cache cannot be written.
  std::optional<std::string> begin() const;
  /// Gives a folder from `begin` its name, with a list of its files by which damage is found, and trims the cache.
  /// Returns the entry's place: another process's where that was quicker.
  std::optional<std::string> publish(const std::string &folder, const std::string &key) const;

  struct Entry {
    std::string name; // relative to the cache
    uint64_t bytes = 0;
    int64_t lastUse = 0; // nanoseconds since 1970
  };
  /// All entries, the latest used first.
  std::vector<Entry> entries() const;
  /// Removes every entry; the bytes that were freed.
  uint64_t clear() const;

private:
  /// Removes entries until the limit holds, the ones unused for longest first, and never the one named `keep`.
  void trim(const std::string &keep) const;
  std::string networks() const { return root + "/networks"; }

  std::string root;
  uint64_t limit;
};

} // namespace evenstride::driver
