// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The kernel cache: what is stored is found, what is damaged is not, and it stays within its bound.
#include "emit/KernelCache.h"

#include "TemporaryFolder.h"

#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>

using namespace evenstride;
using emit::KernelCache;
namespace fs = std::filesystem;

namespace {

kernels::KernelObject kernelOf(size_t bytes, char fill = 'x') {
  return {.symbol = "kernel",
          .bytes = std::vector<char>(bytes, fill),
          .schedule = "tile 4x6",
          .scratchBytes = 123,
          .scratchSlots = 2,
          .sharedScratchBytes = 4567};
}

std::string contentOf(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void overwrite(const fs::path &path, const std::string &content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

size_t filesIn(const fs::path &directory) {
  return size_t(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

} // namespace

TEST_CASE("a stored kernel is found whole, under its own key only") {
  test::TemporaryFolder folder;
  KernelCache cache(folder.path / "not" / "yet" / "there");
  CHECK_FALSE(cache.find("conv a").has_value());
  cache.store("conv a", kernelOf(1000));
  auto found = cache.find("conv a");
  REQUIRE(found.has_value());
  CHECK(found->symbol == "kernel");
  CHECK(found->bytes == std::vector<char>(1000, 'x'));
  CHECK(found->schedule == "tile 4x6");
  CHECK(found->scratchBytes == 123);
  CHECK(found->scratchSlots == 2);
  CHECK(found->sharedScratchBytes == 4567);
  CHECK_FALSE(cache.find("conv b").has_value());
  // An entry in the wrong place (two keys with one hash, or a file that was moved) is not taken for another kernel.
  fs::copy_file(cache.pathOf("conv a"), cache.pathOf("conv b"));
  CHECK_FALSE(cache.find("conv b").has_value());
}

TEST_CASE("a damaged entry counts as absent and can be replaced") {
  test::TemporaryFolder folder;
  KernelCache cache(folder.path);
  cache.store("key", kernelOf(300));
  const fs::path path = cache.pathOf("key");
  const std::string whole = contentOf(path);
  REQUIRE(whole.size() > 300);
  for (size_t at = 0; at < whole.size(); at += 7) {
    std::string damaged = whole;
    damaged[at] = char(damaged[at] ^ 0x10);
    overwrite(path, damaged);
    CHECK_FALSE(cache.find("key").has_value());
  }
  for (size_t length : {size_t(0), size_t(5), size_t(30), size_t(60), whole.size() - 1}) {
    overwrite(path, whole.substr(0, length));
    CHECK_FALSE(cache.find("key").has_value());
  }
  overwrite(path, whole + "more");
  CHECK_FALSE(cache.find("key").has_value());
  cache.store("key", kernelOf(300, 'y'));
  REQUIRE(cache.find("key").has_value());
  CHECK(cache.find("key")->bytes[0] == 'y');
}

TEST_CASE("no directory means no cache, and one that cannot be written only forgets") {
  KernelCache none{{}};
  none.store("key", kernelOf(10));
  CHECK_FALSE(none.find("key").has_value());
  none.trim(0);

  test::TemporaryFolder folder;
  overwrite(folder.path / "file", "in the way");
  KernelCache blocked(folder.path / "file" / "cache");
  blocked.store("key", kernelOf(10));
  CHECK_FALSE(blocked.find("key").has_value());
}

TEST_CASE("trimming removes what was used longest ago") {
  test::TemporaryFolder folder;
  KernelCache cache(folder.path);
  const auto now = fs::file_time_type::clock::now();
  for (int i = 0; i < 5; ++i) {
    const std::string key = "key" + std::to_string(i);
    cache.store(key, kernelOf(10000));
    fs::last_write_time(cache.pathOf(key), now - std::chrono::hours(10 - i));
  }
  CHECK(cache.find("key0").has_value()); // used now, so the youngest
  cache.trim(25000);
  CHECK(cache.find("key0").has_value());
  CHECK_FALSE(cache.find("key1").has_value());
  CHECK_FALSE(cache.find("key2").has_value());
  CHECK_FALSE(cache.find("key3").has_value());
  CHECK(cache.find("key4").has_value());
  CHECK(filesIn(folder.path) == 2);
}

TEST_CASE("trimming sweeps up after crashed writers but not after live ones") {
  test::TemporaryFolder folder;
  KernelCache cache(folder.path);
  overwrite(folder.path / ".writing-1-0", "old");
  fs::last_write_time(folder.path / ".writing-1-0", fs::file_time_type::clock::now() - std::chrono::hours(2));
  overwrite(folder.path / ".writing-2-0", "new");
  cache.trim(1000);
  CHECK_FALSE(fs::exists(folder.path / ".writing-1-0"));
  CHECK(fs::exists(folder.path / ".writing-2-0"));
}

TEST_CASE("readers and writers at once see whole entries or none") {
  test::TemporaryFolder folder;
  KernelCache cache(folder.path);
  std::atomic<int> wrong = 0, found = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        cache.store("key", kernelOf(20000, char('a' + t)));
        if (auto object = cache.find("key")) {
          ++found;
          wrong += object->bytes != std::vector<char>(20000, object->bytes[0]);
        }
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  CHECK(wrong == 0);
  CHECK(found == 200);
  CHECK(filesIn(folder.path) == 1);
}
