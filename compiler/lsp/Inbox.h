// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Messages that have arrived and wait. They are all read before one is answered, so that a request that was cancelled
// meanwhile is not computed, and a text that has changed again is not checked.
#pragma once

#include "lsp/Channel.h"
#include "lsp/Json.h"

#include <deque>

namespace evenstride::lsp {

struct Message {
  std::optional<Json> content; // nothing: it was no JSON
  bool cancelled = false;
};

class Inbox {
public:
  explicit Inbox(Channel &channel) : channel(channel) {}

  /// The next message, waiting for it; nothing at the end of the input.
  std::optional<Message> next();
  /// Whether more messages have arrived.
  bool waits();

private:
  void add(const std::string &body);
  void drain();
  void cancel(const Json &id);

  struct Waiting {
    Message message;
    size_t bytes;
  };
  Channel &channel;
  std::deque<Waiting> waiting;
  size_t bytes = 0; // of what waits
};

} // namespace evenstride::lsp
