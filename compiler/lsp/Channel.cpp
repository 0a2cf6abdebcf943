// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Framing. A line that is no header of ours is passed over, so that the server finds its feet again behind garbage.
#include "lsp/Channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <poll.h>
#include <unistd.h>

namespace evenstride::lsp {

namespace {

/// Lines longer than this are no headers; they are dropped while they come in, so that garbage needs no memory.
constexpr size_t longestHeader = 4096;

/// The length in a header line. Looks for the word anywhere in it: garbage may stand before it.
std::optional<size_t> contentLength(std::string_view line) {
  constexpr std::string_view word = "content-length:";
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
  auto found = std::ranges::search(line, word, {}, lower);
  if (found.empty())
    return std::nullopt;
  std::string_view digits = line.substr(size_t(found.end() - line.begin()));
  digits.remove_prefix(std::min(digits.find_first_not_of(" \t"), digits.size()));
  size_t length = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  return error == std::errc() && end != digits.data() ? std::optional(length) : std::nullopt;
}

} // namespace

std::optional<std::string> Channel::receive() {
  for (;;) {
    if (auto message = take())
      return message;
    if (!fill(Wait::ForBytes))
      return std::nullopt;
  }
}

std::optional<std::string> Channel::receiveArrived() {
  for (;;) {
    if (auto message = take())
      return message;
    if (!fill(Wait::No))
      return std::nullopt;
  }
}

std::optional<std::string> Channel::take() {
  size_t skipped = std::min(toSkip, buffer.size());
  buffer.erase(0, skipped);
  toSkip -= skipped;
  if (toSkip > 0 || (!body && !takeHeaders()))
    return std::nullopt;
  if (*body > largestBody) {
    toSkip = *body;
    body.reset();
    return std::string();
  }
  if (buffer.size() < *body)
    return std::nullopt;
  std::string message = buffer.substr(0, *body);
  buffer.erase(0, *body);
  body.reset();
  return message;
}

bool Channel::takeHeaders() {
  std::optional<size_t> length;
  size_t from = 0;
  for (size_t end = buffer.find('\n'); end != std::string::npos; end = buffer.find('\n', from)) {
    std::string_view line = std::string_view(buffer).substr(from, end - from);
    from = end + 1;
    if (auto found = contentLength(line))
      length = found;
    else if (length && (line.empty() || line == "\r")) {
      buffer.erase(0, from);
      body = length;
      return true;
    } else if (!length) { // a blank line or garbage before any header of ours
      buffer.erase(0, from);
      from = 0;
    }
  }
  if (buffer.size() > longestHeader)
    buffer.erase(0, buffer.size() - longestHeader);
  return false;
}

bool Channel::fill(Wait wait) {
  if (wait == Wait::No) {
    pollfd ready{input, POLLIN, 0};
    if (poll(&ready, 1, 0) <= 0)
      return false;
  }
  std::array<char, 65536> bytes;
  ssize_t count = 0;
  do
    count = read(input, bytes.data(), bytes.size());
  while (count < 0 && errno == EINTR);
  if (count <= 0)
    return false;
  buffer.append(bytes.data(), size_t(count));
  return true;
}

bool Channel::send(std::string_view message) {
  std::string framed = "Content-Length: " + std::to_string(message.size()) + "\r\n\r\n";
  framed += message;
  for (size_t sent = 0; sent < framed.size();) {
    ssize_t count = write(output, framed.data() + sent, framed.size() - sent);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    sent += size_t(count);
  }
  return true;
}

} // namespace evenstride::lsp
