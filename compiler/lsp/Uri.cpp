// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Percent signs, and which characters need none.
#include "lsp/Uri.h"

#include <charconv>
#include <cstring>

namespace evenstride::lsp {

static constexpr std::string_view fileScheme = "file://";

std::string pathOf(const std::string &uri) {
  if (!uri.starts_with(fileScheme))
    return uri;
  std::string path;
  for (size_t i = fileScheme.size(); i < uri.size(); ++i) {
    unsigned char byte = 0;
    const char *hex = uri.data() + i + 1;
    if (uri[i] == '%' && i + 2 < uri.size() && std::from_chars(hex, hex + 2, byte, 16).ptr == hex + 2) {
      path += char(byte);
      i += 2;
    } else {
      path += uri[i];
    }
  }
  return path;
}

std::string uriOf(const std::string &path) {
  if (!path.starts_with('/'))
    return path; // a document that is no file, or lies beside one
  constexpr const char *digits = "0123456789ABCDEF";
  std::string uri(fileScheme);
  for (char c : path) {
    auto byte = static_cast<unsigned char>(c);
    bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (plain || std::strchr("/-._~", c) != nullptr)
      uri += c;
    else
      uri += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return uri;
}

} // namespace evenstride::lsp
