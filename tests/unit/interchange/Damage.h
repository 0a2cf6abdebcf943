// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random damage to texts and bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::interchange {

/// A few bytes changed, dropped, doubled, or all cut off from one on.
template <typename Text> void damage(Text &text, std::mt19937 &random) {
  static constexpr std::string_view likely = "{}[]<>:,;\"'#0123456789-e.axyz \n";
  for (unsigned i = 0, edits = 1 + random() % 3; i < edits && !text.empty(); ++i) {
    auto at = text.begin() + std::ptrdiff_t(random() % text.size());
    switch (random() % 5) {
    case 0:
      *at = typename Text::value_type(random());
      break;
    case 1:
      *at = typename Text::value_type(likely[random() % likely.size()]);
      break;
    case 2:
      text.erase(at);
      break;
    case 3: {
      Text piece(at, at + std::min<std::ptrdiff_t>(text.end() - at, 1 + std::ptrdiff_t(random() % 30)));
      text.insert(at, piece.begin(), piece.end());
      break;
    }
    case 4:
      if (random() % 8 == 0)
        text.erase(at, text.end());
      break;
    }
  }
}

/// Pieces of up to `longest` characters dropped, doubled, or replaced by words that a format's reader acts on.
inline void damage(std::string &text, const std::vector<std::string> &likely, size_t longest, std::mt19937 &random) {
  for (unsigned i = 0, edits = 1 + random() % 2; i < edits && !text.empty(); ++i) {
    size_t place = random() % text.size(), length = random() % (longest + 1);
    switch (random() % 4) {
    case 0:
      text.erase(place, length);
      break;
    case 1:
      text.insert(place, likely[random() % likely.size()]);
      break;
    case 2:
      text.replace(place, length, likely[random() % likely.size()]);
      break;
    case 3:
      text.insert(place, text.substr(random() % text.size(), 10 * length));
      break;
    }
  }
}

} // namespace evenstride::interchange
