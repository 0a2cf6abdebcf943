// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The JSON header of a safetensors file as it stands there, before its numbers are held against the data.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace evenstride::interchange {

/// An entry of the header; `begin` and `end` count from the end of the header.
struct HeaderEntry {
  std::string name;
  std::string type;
  std::vector<uint64_t> shape;
  uint64_t begin = 0, end = 0;
};

struct Header {
  std::vector<HeaderEntry> entries; // in the order of the text, equal names included
  std::string repeatedKey;          // the first key that stands twice in one object, or empty
};

/// What is wrong with a file.
struct FileFault {
  diagnostics::Code code;
  std::string message;
};

/// Reads the text of a header. Never throws, whatever the text.
std::variant<Header, FileFault> readHeader(std::string_view text);

} // namespace evenstride::interchange
