// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads ahead as far as memory is meant for it; the pipe holds back a client that is faster.
#include "lsp/Inbox.h"

namespace evenstride::lsp {

namespace {

/// Most bytes of messages that wait here.
constexpr size_t mostBytes = size_t(64) << 20;

bool isHex(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'); }

/// Whether `\uXXXX` with XXXX from D`low`00 to D`high`FF stands at `at`.
bool isSurrogate(std::string_view text, size_t at, char low, char high) {
  auto digit = [&](size_t index) { return char(text[at + index] >= 'a' ? text[at + index] - 32 : text[at + index]); };
  return at + 6 <= text.size() && text[at] == '\\' && text[at + 1] == 'u' && digit(2) == 'D' && digit(3) >= low &&
         digit(3) <= high && isHex(text[at + 4]) && isHex(text[at + 5]);
}

/// Halves of surrogate pairs that stand alone, replaced by U+FFFD, which is as long: editors let people cut a character
/// in two, and the JSON library refuses such texts as a whole.
std::string withoutHalves(std::string text) {
  for (size_t i = 0; i + 6 <= text.size(); ++i) {
    if (text[i] != '\\')
      continue;
    if (isSurrogate(text, i, '8', 'B') && isSurrogate(text, i + 6, 'C', 'F'))
      i += 11;
    else if (isSurrogate(text, i, '8', 'F'))
      text.replace(i, 6, "\\ufffd");
    else
      ++i; // what is escaped
  }
  return text;
}

std::optional<Json> parse(const std::string &body) {
  auto tryParse = [](const std::string &text) { return Json::parse(text, nullptr, /*allow_exceptions=*/false); };
  Json json = tryParse(body);
  if (json.is_discarded())
    json = tryParse(withoutHalves(body));
  return json.is_discarded() ? std::nullopt : std::optional(std::move(json));
}

} // namespace

std::optional<Message> Inbox::next() {
  drain();
  while (waiting.empty()) { // still so behind a cancellation, which is done when it is read
    auto body = channel.receive();
    if (!body)
      return std::nullopt;
    add(*body);
    drain();
  }
  Waiting first = std::move(waiting.front());
  waiting.pop_front();
  bytes -= first.bytes;
  return std::move(first.message);
}

bool Inbox::waits() {
  drain();
  return !waiting.empty();
}

void Inbox::drain() {
  while (bytes < mostBytes) {
    auto body = channel.receiveArrived();
    if (!body)
      return;
    add(*body);
  }
}

void Inbox::add(const std::string &body) {
  Message message{parse(body)};
  const auto &content = message.content;
  if (content && content->is_object() && content->value("method", Json()) == "$/cancelRequest") {
    const Json params = content->value("params", Json());
    cancel(params.is_object() ? params.value("id", Json()) : Json());
    return;
  }
  bytes += body.size();
  waiting.push_back({std::move(message), body.size()});
}

void Inbox::cancel(const Json &id) {
  for (Waiting &each : waiting) {
    const auto &content = each.message.content;
    if (content && content->is_object() && content->contains("method") && content->contains("id") &&
        (*content)["id"] == id && !id.is_null())
      each.message.cancelled = true;
  }
}

} // namespace evenstride::lsp
