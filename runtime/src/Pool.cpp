// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The thread pool: a static share of each loop per thread, from which a thread that is done early helps the others. No
// lock per index; idle threads spin briefly, because the next loop of a network is microseconds away, then sleep.
#include "Internal.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

using namespace evenstride::runtime;

namespace {

constexpr int maxThreads = 1024;
/// Longer than the serial gaps between the loops of a network, shorter than anybody would notice.
constexpr int64_t spinNanoseconds = 40'000;
/// Pauses between two looks at the clock, a microsecond or two.
constexpr int pausesPerLook = 32;
constexpr size_t cacheLine = 64;

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

int64_t now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

/// Waits for a condition on atomics: a spin, then sleep. Whoever makes the condition true calls wake() afterwards.
struct Waiter {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  std::atomic<int32_t> sleepers;

  template <typename Condition> void wait(const Condition &isTrue) {
    const int64_t end = now() + spinNanoseconds;
    do {
      for (int i = 0; i < pausesPerLook; ++i) {
        if (isTrue())
          return;
        relax();
      }
    } while (now() < end);
    pthread_mutex_lock(&mutex);
    // Sequentially consistent, like the change and the look in wake(): one of the two sees the other.
    sleepers.fetch_add(1);
    while (!isTrue())
      pthread_cond_wait(&changed, &mutex);
    sleepers.fetch_sub(1);
    pthread_mutex_unlock(&mutex);
  }

  void wake() {
    if (sleepers.load() == 0)
      return;
    pthread_mutex_lock(&mutex);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
  }
};

/// One thread's share of the loop: indices [end - left, end). Whoever takes an index decrements `left`; `end` is read
/// only after an index was taken, while the loop cannot end, so it needs no protection of its own.
struct alignas(cacheLine) Share {
  std::atomic<int32_t> left;
  int32_t end;
};

struct Worker {
  evenstride_pool *pool;
  int number;
  pthread_t thread;
};

} // namespace

struct evenstride_pool {
  alignas(cacheLine) std::atomic<uint32_t> loops;     // counts the loops begun, so that workers notice one
  alignas(cacheLine) std::atomic<int32_t> unfinished; // indices of the loop whose tasks have not ended
  alignas(cacheLine) std::atomic<int32_t> failure;    // the first code that is not 0
  alignas(cacheLine) Loop loop;                       // constant while unfinished is above 0
  std::atomic<bool> stopping;
  int threads;          // with the calling one
  int started;          // workers that run
  pthread_mutex_t turn; // held by the context whose loop this is
  Waiter begun, ended;
  Share *shares;   // `threads` of them, behind the pool
  Worker *workers; // workers[i] has share i; share 0 belongs to the calling thread
};

namespace {

int runTask(const Loop &loop, int index) { return loop.task(loop.userContext, index, loop.closure); }

int runSerially(const Loop &loop) {
  int result = 0;
  for (int i = 0; i < loop.extent; ++i)
    if (int code = runTask(loop, loop.first + i); code != 0 && result == 0)
      result = code;
  return result;
}

/// Runs indices of one share until none is left; gives how many.
int32_t runShare(evenstride_pool &pool, Share &share) {
  int32_t count = 0;
  while (share.left.load(std::memory_order_relaxed) > 0) {
    const int32_t left = share.left.fetch_sub(1, std::memory_order_acq_rel);
    if (left <= 0)
      break;
    if (int code = runTask(pool.loop, share.end - left); code != 0) {
      int32_t none = 0;
      pool.failure.compare_exchange_strong(none, code, std::memory_order_relaxed);
    }
    ++count;
  }
  return count;
}

/// Takes part in the loop: the own share first, then what the neighbours have left.
void takePart(evenstride_pool &pool, int number) {
  int32_t count = 0;
  for (int i = 0; i < pool.threads; ++i) {
    const int other = number + i;
    count += runShare(pool, pool.shares[other < pool.threads ? other : other - pool.threads]);
  }
  // A thread that has run something holds the loop open until here: all it ran belonged to the same loop.
  if (count > 0 && pool.unfinished.fetch_sub(count) == count)
    pool.ended.wake();
}

void *workerMain(void *argument) {
  Worker &worker = *static_cast<Worker *>(argument);
  evenstride_pool &pool = *worker.pool;
  uint32_t seen = 0;
  for (;;) {
    pool.begun.wait([&] { return pool.loops.load() != seen || pool.stopping.load(); });
    if (pool.stopping.load())
      return nullptr;
    seen = pool.loops.load();
    takePart(pool, worker.number);
  }
}

void initialize(Waiter &waiter) {
  pthread_mutex_init(&waiter.mutex, nullptr);
  pthread_cond_init(&waiter.changed, nullptr);
}

void destroy(Waiter &waiter) {
  pthread_cond_destroy(&waiter.changed);
  pthread_mutex_destroy(&waiter.mutex);
}

evenstride_pool *allocatePool(int threads) {
  const size_t shares = roundUp(sizeof(evenstride_pool), cacheLine);
  const size_t workers = shares + static_cast<size_t>(threads) * sizeof(Share);
  const size_t total = workers + static_cast<size_t>(threads) * sizeof(Worker);
  auto *block = static_cast<uint8_t *>(evenstride_internal_allocate(total));
  if (!block)
    return nullptr;
  memset(block, 0, total);
  auto *pool = reinterpret_cast<evenstride_pool *>(block);
  pool->threads = threads;
  pool->shares = reinterpret_cast<Share *>(block + shares);
  pool->workers = reinterpret_cast<Worker *>(block + workers);
  pthread_mutex_init(&pool->turn, nullptr);
  initialize(pool->begun);
  initialize(pool->ended);
  return pool;
}

/// Starts the workers with all signals blocked: signals are the program's own business.
bool startWorkers(evenstride_pool &pool) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (int number = 1; number < pool.threads; ++number) {
    Worker &worker = pool.workers[number];
    worker.pool = &pool;
    worker.number = number;
    if (pthread_create(&worker.thread, nullptr, workerMain, &worker) != 0)
      break;
    ++pool.started;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return pool.started == pool.threads - 1;
}

/// Cuts the loop into shares and makes them visible; from here on workers may take indices.
void publish(evenstride_pool &pool, const Loop &loop) {
  pool.loop = loop;
  pool.failure.store(0, std::memory_order_relaxed);
  pool.unfinished.store(loop.extent, std::memory_order_relaxed);
  for (int64_t t = 0; t < pool.threads; ++t) {
    const auto begin = static_cast<int32_t>(loop.extent * t / pool.threads);
    const auto end = static_cast<int32_t>(loop.extent * (t + 1) / pool.threads);
    pool.shares[t].end = loop.first + end;
    pool.shares[t].left.store(end - begin, std::memory_order_release);
  }
  pool.loops.fetch_add(1);
  pool.begun.wake();
}

} // namespace

int evenstride_internal_pool_threads(const evenstride_pool *pool) { return pool ? pool->threads : 1; }

int evenstride_internal_pool_run(evenstride_pool *pool, const Loop *loop) {
  if (!pool || pool->threads == 1 || loop->extent <= 1)
    return runSerially(*loop);
  pthread_mutex_lock(&pool->turn);
  publish(*pool, *loop);
  takePart(*pool, 0);
  if (pool->unfinished.load() != 0)
    pool->ended.wait([&] { return pool->unfinished.load() == 0; });
  const int result = pool->failure.load(std::memory_order_relaxed);
  pthread_mutex_unlock(&pool->turn);
  return result;
}

evenstride_status evenstride_pool_create(int threads, evenstride_pool **pool) {
  if (!pool)
    return EVENSTRIDE_ERROR_NULL;
  *pool = nullptr;
  if (threads < 1 || threads > maxThreads)
    return EVENSTRIDE_ERROR_COUNT;
  evenstride_pool *made = allocatePool(threads);
  if (!made)
    return EVENSTRIDE_ERROR_MEMORY;
  if (!startWorkers(*made)) {
    evenstride_pool_destroy(made);
    return EVENSTRIDE_ERROR_THREADS;
  }
  *pool = made;
  return EVENSTRIDE_OK;
}

void evenstride_pool_destroy(evenstride_pool *pool) {
  if (!pool)
    return;
  pool->stopping.store(true);
  pool->begun.wake();
  for (int number = 1; number <= pool->started; ++number)
    pthread_join(pool->workers[number].thread, nullptr);
  destroy(pool->ended);
  destroy(pool->begun);
  pthread_mutex_destroy(&pool->turn);
  free(pool);
}
