// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Buffers are found by the identities of their files.
#include "lsp/Texts.h"

#include "lsp/Workspace.h"

namespace evenstride::lsp {

Texts::Texts(const std::map<std::string, Document> &documents) {
  for (const auto &[uri, document] : documents)
    byIdentity[document.identity] = &document;
}

std::variant<std::string, support::Unreadable> Texts::read(const std::string &path) const {
  auto open = byIdentity.find(identity(path));
  if (open != byIdentity.end())
    return open->second->text;
  return DiskTexts::read(path);
}

std::string Texts::uri(const std::string &path) const {
  std::string name = identity(path);
  auto open = byIdentity.find(name);
  return open == byIdentity.end() ? uriOf(name) : open->second->uri;
}

} // namespace evenstride::lsp
