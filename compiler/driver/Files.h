// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files as the commands read and write them: texts whole, results all or none.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::driver {

/// The text of a source file. Reports E0001 (it cannot be read, or is too large) and E0002 (it is no UTF-8 text).
std::optional<std::string> readText(const std::string &path, diagnostics::Sink &sink);

/// Files that come into being together: each is written beside its place under a temporary name, and `commit` renames
/// them all. What was not committed is removed again, so that an error leaves no half-written file.
class OutputFiles {
public:
  OutputFiles() = default;
  OutputFiles(const OutputFiles &) = delete;
  OutputFiles &operator=(const OutputFiles &) = delete;
  ~OutputFiles();

  /// Writes the content of what will be `path`; reports E0005 and returns false if that fails.
  bool add(const std::string &path, std::string_view content, diagnostics::Sink &sink);
  /// The same from pieces that follow each other.
  bool add(const std::string &path, std::span<const std::string_view> pieces, diagnostics::Sink &sink);
  /// The name under which the content of `path` waits, for tools that write it themselves.
  std::string reserve(const std::string &path);
  /// The same for a path that was added before.
  std::string nameOf(const std::string &path) const;
  bool commit(diagnostics::Sink &sink);

private:
  struct Staged {
    std::string temporary, path;
  };
  std::vector<Staged> staged;
};

/// Replaces a text file at once, keeping its permissions and a link that leads to it. Reports E0005 and returns false.
bool rewriteText(const std::string &path, std::string_view text, diagnostics::Sink &sink);

/// Bytes as what `add` takes.
inline std::string_view asText(const std::vector<char> &bytes) { return {bytes.data(), bytes.size()}; }

/// Makes a directory and those above it; reports E0005 and returns false if that fails.
bool makeDirectories(const std::string &path, diagnostics::Sink &sink);

} // namespace evenstride::driver
