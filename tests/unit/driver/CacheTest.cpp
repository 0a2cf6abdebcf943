// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Entries of the cache: whole or absent, bounded, and content-addressed.
#include "driver/Cache.h"
#include "driver/Fingerprint.h"
#include "driver/GroupReports.h"
#include "support/Sandbox.h"

#include <doctest/doctest.h>

#include <set>
#include <thread>

using namespace evenstride;
using namespace evenstride::driver;
namespace fs = std::filesystem;

namespace {

std::string makeEntry(const Cache &cache, const std::string &key, const std::string &content) {
  auto folder = cache.begin();
  REQUIRE(folder);
  test::writeText(fs::path(*folder) / "library.so", content);
  auto place = cache.publish(*folder, key);
  REQUIRE(place);
  return *place;
}

void makeOlder(const std::string &place, int hours) {
  fs::last_write_time(place, fs::last_write_time(place) - std::chrono::hours(hours));
}

} // namespace

TEST_CASE("an entry is found again, and only under its key") {
  test::Sandbox sandbox;
  Cache cache(sandbox.cache());
  CHECK_FALSE(cache.find("a"));
  std::string place = makeEntry(cache, "a", "code");
  CHECK(cache.find("a") == place);
  CHECK(test::readText(fs::path(place) / "library.so") == "code");
  CHECK_FALSE(cache.find("b"));
}

TEST_CASE("a damaged entry is absent, and can be made again") {
  test::Sandbox sandbox;
  Cache cache(sandbox.cache());
  std::string place = makeEntry(cache, "a", "code");
  test::writeText(fs::path(place) / "library.so", "c0de");
  CHECK_FALSE(cache.find("a"));
  makeEntry(cache, "a", "code");
  CHECK(cache.find("a"));
  fs::remove(fs::path(place) / "library.so");
  CHECK_FALSE(cache.find("a"));
  makeEntry(cache, "a", "code");
  test::writeText(fs::path(place) / "files.txt", "");
  CHECK_FALSE(cache.find("a"));
}

TEST_CASE("the first of two that make the same entry wins") {
  test::Sandbox sandbox;
  Cache cache(sandbox.cache());
  auto late = cache.begin();
  makeEntry(cache, "a", "first");
  test::writeText(fs::path(*late) / "library.so", "second");
  auto place = cache.publish(*late, "a");
  REQUIRE(place);
  CHECK(test::readText(fs::path(*place) / "library.so") == "first");
  CHECK_FALSE(fs::exists(*late));
}

TEST_CASE("many at once") {
  test::Sandbox sandbox;
  Cache cache(sandbox.cache());
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        auto folder = cache.begin();
        test::writeText(fs::path(*folder) / "library.so", std::string(1000, 'x'));
        cache.publish(*folder, std::to_string(round));
      }
    });
  threads.clear();
  for (int round = 0; round < 20; ++round)
    CHECK(cache.find(std::to_string(round)));
  CHECK(cache.entries().size() == 20);
}

TEST_CASE("what was unused for longest goes first") {
  test::Sandbox sandbox;
  Cache cache(sandbox.cache(), 3000);
  std::string content(1000, 'x');
  makeOlder(makeEntry(cache, "a", content), 3);
  makeOlder(makeEntry(cache, "b", content), 2);
  CHECK(cache.find("a")); // used again now
  makeEntry(cache, "c", content);
  CHECK(cache.find("a"));
  CHECK_FALSE(cache.find("b"));
  CHECK(cache.find("c"));
  makeEntry(cache, "large", std::string(10'000, 'x'));
  CHECK(cache.find("large")); // what is about to be used stays
  CHECK(cache.clear() > 10'000);
  CHECK(cache.entries().empty());
}

TEST_CASE("fingerprints tell contents, order and boundaries apart") {
  std::set<std::string> seen;
  for (size_t length = 0; length < 200; ++length)
    seen.insert(Fingerprint().add(std::string(length, '\0')).hex());
  for (size_t place = 0; place < 200; ++place)
    for (int bit = 0; bit < 8; ++bit) {
      std::string text(200, 'x');
      text[place] = char(text[place] ^ (1 << bit));
      seen.insert(Fingerprint().add(text).hex());
    }
  CHECK(seen.size() == 200 + 1600);
  CHECK(Fingerprint().add("ab").add("c").hex() != Fingerprint().add("a").add("bc").hex());
  CHECK(Fingerprint().add("a").add("b").hex() != Fingerprint().add("b").add("a").hex());
  CHECK(Fingerprint().add("a").hex() == Fingerprint().add("a").hex());
}

TEST_CASE("group reports survive the cache") {
  emit::GroupReport group;
  group.name = "conv1 + relu1";
  group.layers = {"conv1", "relu1"};
  group.family = "conv";
  group.macs = int64_t(1) << 40;
  group.resultOffset = 64;
  group.resultShape = {3, 4, 5};
  group.resultBlock = 16;
  group.resultHaloTop = 1;
  group.resultHaloLeft = 2;
  group.resultRowPitch = 9;
  group.resultPlanePitch = 63;
  auto again = readGroupReports(writeGroupReports({group, group}));
  REQUIRE(again);
  REQUIRE(again->size() == 2);
  CHECK((*again)[1].layers == group.layers);
  CHECK((*again)[1].macs == group.macs);
  CHECK((*again)[1].resultOutput == -1);
  CHECK((*again)[1].resultShape == group.resultShape);
  CHECK((*again)[1].resultHaloLeft == 2);
  CHECK((*again)[1].resultPlanePitch == 63);
  CHECK_FALSE(readGroupReports("[{}]"));
  CHECK_FALSE(readGroupReports("nonsense"));
}
