// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the C++20 headers of generated libraries share: errors as exceptions, thread pools, mapped weights, batches.
#ifndef EVENSTRIDE_RUNTIME_HPP
#define EVENSTRIDE_RUNTIME_HPP

#include <evenstride/runtime.h>

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace evenstride {

/// The category of std::system_error for evenstride_status; the message is the code's name and what it means.
inline const std::error_category &error_category() {
  class category final : public std::error_category {
    const char *name() const noexcept override { return "evenstride"; }
    std::string message(int code) const override {
      const auto status = evenstride_status(code);
      return std::string(evenstride_status_name(status)) + ": " + evenstride_status_text(status);
    }
  };
  static const category instance;
  return instance;
}

/// Throws std::bad_alloc for EVENSTRIDE_ERROR_MEMORY, std::system_error for other codes, nothing for EVENSTRIDE_OK.
inline void require(evenstride_status status) {
  if (status == EVENSTRIDE_ERROR_MEMORY)
    throw std::bad_alloc();
  if (status != EVENSTRIDE_OK)
    throw std::system_error(int(status), error_category());
}

/// Threads that any number of networks may share; must outlive them. `threads` counts the calling thread.
class pool {
public:
  explicit pool(int threads) {
    evenstride_pool *made = nullptr;
    require(evenstride_pool_create(threads, &made));
    handle_.reset(made);
  }
  evenstride_pool *get() const noexcept { return handle_.get(); }

private:
  struct deleter {
    void operator()(evenstride_pool *pool) const noexcept { evenstride_pool_destroy(pool); }
  };
  std::unique_ptr<evenstride_pool, deleter> handle_;
};

/// A weights file, mapped read-only; must outlive the networks that use it.
class mapped_weights {
public:
  explicit mapped_weights(const char *path) { require(evenstride_map_weights(path, &weights_)); }
  mapped_weights(mapped_weights &&other) noexcept : weights_(other.weights_) { other.weights_ = {}; }
  mapped_weights &operator=(mapped_weights &&other) noexcept {
    std::swap(weights_, other.weights_);
    return *this;
  }
  ~mapped_weights() { evenstride_unmap_weights(&weights_); }

  std::span<const std::byte> bytes() const noexcept {
    return {static_cast<const std::byte *>(weights_.data), weights_.size};
  }

private:
  evenstride_weights weights_ = {};
};

/// How a network gets its memory and threads; all members may stay as they are. What they refer to must outlive it.
struct options {
  std::span<std::byte> arena = {};         // on 64 bytes, arena_bytes() at least; empty: allocated
  std::span<const std::byte> weights = {}; // a weights file, where they are not in the library
  evenstride_pool *pool = nullptr;         // null: the calling thread alone
  const char *target = nullptr;            // one that the library was built for; null: the best that this CPU runs

  evenstride_options c_options() const noexcept {
    return {.arena = arena.data(),
            .arena_size = arena.size(),
            .weights = weights.data(),
            .weights_size = weights.size(),
            .pool = pool,
            .target = target};
  }
};

/// The images of one tensor of a batch: image i begins at data[i * stride].
template <typename Element> struct images {
  Element *data;
  std::size_t stride; // in elements
};

/// What all network classes share: owns a context.
class network_base {
protected:
  network_base(const evenstride_network &network, const options &given) {
    const evenstride_options options = given.c_options();
    evenstride_context *made = nullptr;
    require(evenstride_create(&network, &options, &made));
    context_.reset(made);
  }

public:
  /// For the functions of the C interface; null after the network was moved from.
  evenstride_context *context() const noexcept { return context_.get(); }
  /// The target whose code runs, as in "x86-64-avx2". Not after the network was moved from.
  std::string_view target() const noexcept { return evenstride_target(context_.get()); }

private:
  struct deleter {
    void operator()(evenstride_context *context) const noexcept { evenstride_destroy(context); }
  };
  std::unique_ptr<evenstride_context, deleter> context_;
};

} // namespace evenstride

#endif
