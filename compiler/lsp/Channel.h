// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Messages of JSON-RPC over file descriptors: headers, a blank line, a body. The only place that reads and writes.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace evenstride::lsp {

class Channel {
public:
  Channel(int input, int output) : input(input), output(output) {}

  /// The body of the next message, waiting for it; nothing at the end of the input. A body that is larger than
  /// `largestBody` is skipped and comes as an empty text.
  std::optional<std::string> receive();
  /// The same without waiting: nothing where no whole message has arrived.
  std::optional<std::string> receiveArrived();
  /// Writes one message; false once nobody reads.
  bool send(std::string_view body);

  static constexpr size_t largestBody = size_t(64) << 20;

private:
  /// Takes a message out of what has been read, if a whole one is there.
  std::optional<std::string> take();
  bool takeHeaders();
  enum class Wait { ForBytes, No };
  /// Reads more; false where there is nothing (now, or ever).
  bool fill(Wait wait);

  int input, output;
  std::string buffer;         // read, and not taken yet
  std::optional<size_t> body; // size of the body whose headers were taken
  size_t toSkip = 0;          // bytes of a body that is too large
};

} // namespace evenstride::lsp
