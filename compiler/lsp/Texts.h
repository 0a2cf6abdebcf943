// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Texts as the client has them: its buffers, and the disk where there is none.
#pragma once

#include "interchange/DiskTexts.h"

#include <map>

namespace evenstride::lsp {

struct Document;

class Texts : public interchange::DiskTexts {
public:
  /// `documents` by URI; they outlive this.
  explicit Texts(const std::map<std::string, Document> &documents);

  std::variant<std::string, support::Unreadable> read(const std::string &path) const override;
  /// What the client calls the file.
  std::string uri(const std::string &path) const;

private:
  std::map<std::string, const Document *> byIdentity;
};

} // namespace evenstride::lsp
