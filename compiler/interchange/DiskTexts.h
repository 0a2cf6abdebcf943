// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Texts as they are on the disk.
#pragma once

#include "support/TextFiles.h"

#include <cstddef>

namespace evenstride::interchange {

class DiskTexts : public support::TextFiles {
public:
  /// Larger files are refused before they are read: a thousand times the longest network of the examples.
  static constexpr size_t largestText = 16 << 20;

  std::string identity(const std::string &path) const override;
  std::variant<std::string, support::Unreadable> read(const std::string &path) const override;
  std::vector<std::string> list(const std::string &directory, std::string_view ending) const override;
};

} // namespace evenstride::interchange
