// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the texts of files come from: the disk, the buffers of an editor over it, or a test.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace evenstride::support {

/// Why a text cannot be had, as a person would say it: "there is no such file".
struct Unreadable {
  std::string why;
};

class TextFiles {
public:
  virtual ~TextFiles() = default;

  /// A name of the file that is the same whichever path leads to it. The file need not exist.
  virtual std::string identity(const std::string &path) const = 0;
  /// What the file holds, whether it is text or not.
  virtual std::variant<std::string, Unreadable> read(const std::string &path) const = 0;
  /// The names of files in a directory that end in `ending`, and of directories, with a `/` behind; in order.
  virtual std::vector<std::string> list(const std::string &directory, std::string_view ending) const = 0;
};

} // namespace evenstride::support
