// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `cache`: what is kept, how much it takes, and the end of it.
#include "driver/Cache.h"
#include "driver/Commands.h"
#include "driver/Report.h"
#include "support/Text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace evenstride::driver {

static uint64_t sizeOf(const Cache &cache) {
  uint64_t bytes = 0;
  for (const Cache::Entry &entry : cache.entries())
    bytes += entry.bytes;
  return bytes;
}

int runCommand(const CacheOptions &options) {
  Cache cache(Cache::defaultRoot());
  switch (options.action) {
  case CacheOptions::Action::List:
    for (const Cache::Entry &entry : cache.entries())
      fmt::print("{:>10}  {:%Y-%m-%d %H:%M}  {}\n", support::bytesText(entry.bytes),
                 fmt::localtime(std::time_t(entry.lastUse / 1'000'000'000)), entry.name);
    break;
  case CacheOptions::Action::Size:
    fmt::print("{} of {}\n", support::bytesText(sizeOf(cache)), support::bytesText(Cache::defaultLimit));
    break;
  case CacheOptions::Action::Clear:
    fmt::print("{} freed\n", support::bytesText(cache.clear()));
    break;
  case CacheOptions::Action::Path:
    fmt::print("{}\n", cache.path());
    break;
  }
  return exitDone;
}

} // namespace evenstride::driver
