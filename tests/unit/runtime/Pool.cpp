// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The thread pool through the hook that kernels call. Compiled twice: plain, and with ThreadSanitizer.
#include "Internal.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

extern "C" int evenstride_halide_do_par_for(void *, evenstride::runtime::Task, int, int, uint8_t *);

namespace {

struct PoolDeleter {
  void operator()(evenstride_pool *pool) const { evenstride_pool_destroy(pool); }
};
using PoolPointer = std::unique_ptr<evenstride_pool, PoolDeleter>;

PoolPointer makePool(int threads) {
  evenstride_pool *pool = nullptr;
  REQUIRE(evenstride_pool_create(threads, &pool) == EVENSTRIDE_OK);
  return PoolPointer(pool);
}

evenstride_context contextOn(evenstride_pool *pool) {
  evenstride_context context = {};
  context.pool = pool;
  return context;
}

int parallelFor(evenstride_context &context, evenstride::runtime::Task task, int first, int extent, void *closure) {
  return evenstride_halide_do_par_for(&context, task, first, extent, static_cast<uint8_t *>(closure));
}

/// Plain counters: two tasks with the same index would be a race that ThreadSanitizer reports.
struct Counts {
  int first;
  std::vector<int> counts;
};

int countIndex(void *, int index, uint8_t *closure) {
  auto &counts = *reinterpret_cast<Counts *>(closure);
  ++counts.counts.at(size_t(index - counts.first));
  return 0;
}

int failAtSeven(void *, int index, uint8_t *) { return index == 7 ? 42 : 0; }

int nestedLoop(void *userContext, int index, uint8_t *closure) {
  auto &all = *reinterpret_cast<std::vector<Counts> *>(closure);
  return evenstride_halide_do_par_for(userContext, countIndex, 0, 5, reinterpret_cast<uint8_t *>(&all[size_t(index)]));
}

int sleepThenCount(void *context, int index, uint8_t *closure) {
  std::this_thread::sleep_for(std::chrono::milliseconds(index == 0 ? 5 : 0));
  return countIndex(context, index, closure);
}

} // namespace

TEST_CASE("every index runs exactly once, for any number of threads and any bounds") {
  for (int threads : {1, 2, 3, 7}) {
    PoolPointer pool = makePool(threads);
    evenstride_context context = contextOn(pool.get());
    for (int first : {-5, 0, 3})
      for (int extent : {0, 1, 2, 3, 6, 7, 8, 100, 1000}) {
        Counts counts = {first, std::vector<int>(size_t(extent))};
        CHECK(parallelFor(context, countIndex, first, extent, &counts) == 0);
        CHECK(counts.counts == std::vector<int>(size_t(extent), 1));
      }
  }
}

TEST_CASE("loops that follow each other at once and after a sleep see each other's writes") {
  PoolPointer pool = makePool(3);
  evenstride_context context = contextOn(pool.get());
  Counts counts = {0, std::vector<int>(17)};
  constexpr int loops = 2000;
  for (int i = 0; i < loops; ++i) {
    if (i % 500 == 250) // long enough for the workers to fall asleep
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    REQUIRE(parallelFor(context, countIndex, 0, 17, &counts) == 0);
  }
  CHECK(counts.counts == std::vector<int>(17, loops));
}

TEST_CASE("a slow task keeps the loop open") {
  PoolPointer pool = makePool(2);
  evenstride_context context = contextOn(pool.get());
  for (int i = 0; i < 20; ++i) {
    Counts counts = {0, std::vector<int>(4)};
    CHECK(parallelFor(context, sleepThenCount, 0, 4, &counts) == 0);
    CHECK(counts.counts == std::vector<int>(4, 1));
  }
}

TEST_CASE("a task's code comes back, and the pool works afterwards") {
  for (int threads : {1, 4}) {
    PoolPointer pool = makePool(threads);
    evenstride_context context = contextOn(pool.get());
    CHECK(parallelFor(context, failAtSeven, 0, 20, nullptr) == 42);
    CHECK(parallelFor(context, failAtSeven, 8, 20, nullptr) == 0);
  }
}

TEST_CASE("a loop inside of a task runs serially on its thread") {
  PoolPointer pool = makePool(3);
  evenstride_context context = contextOn(pool.get());
  std::vector<Counts> all(6, Counts{0, std::vector<int>(5)});
  CHECK(parallelFor(context, nestedLoop, 0, 6, &all) == 0);
  for (const Counts &counts : all)
    CHECK(counts.counts == std::vector<int>(5, 1));
}

TEST_CASE("contexts on many threads share a pool") {
  PoolPointer pool = makePool(3);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      evenstride_context context = contextOn(pool.get());
      Counts counts = {0, std::vector<int>(11)};
      for (int i = 0; i < 200; ++i)
        wrong += parallelFor(context, countIndex, 0, 11, &counts);
      wrong += counts.counts != std::vector<int>(11, 200);
    });
  for (std::thread &thread : threads)
    thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("pools come and go") {
  for (int i = 0; i < 50; ++i) {
    PoolPointer pool = makePool(1 + i % 4);
    evenstride_context context = contextOn(pool.get());
    Counts counts = {0, std::vector<int>(size_t(i))};
    CHECK(parallelFor(context, countIndex, 0, i, &counts) == 0);
    CHECK(counts.counts == std::vector<int>(size_t(i), 1));
  }
  evenstride_pool_destroy(nullptr);
}

TEST_CASE("bad numbers of threads have their codes") {
  evenstride_pool *pool = nullptr;
  CHECK(evenstride_pool_create(0, &pool) == EVENSTRIDE_ERROR_COUNT);
  CHECK(evenstride_pool_create(-1, &pool) == EVENSTRIDE_ERROR_COUNT);
  CHECK(evenstride_pool_create(1025, &pool) == EVENSTRIDE_ERROR_COUNT);
  CHECK(pool == nullptr);
  CHECK(evenstride_pool_create(2, nullptr) == EVENSTRIDE_ERROR_NULL);
}
