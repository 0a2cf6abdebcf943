// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Buffers and their versions. Nothing is computed here until somebody asks for an analysis.
#include "lsp/Workspace.h"

#include <algorithm>

namespace evenstride::lsp {

static std::string identityOf(const std::string &uri) { return interchange::DiskTexts().identity(pathOf(uri)); }

void Workspace::open(std::string uri, int64_t version, std::string text) {
  Document document{.uri = uri, .version = version, .text = std::move(text), .identity = identityOf(uri)};
  refreshUsers(document.identity);
  byUri.insert_or_assign(std::move(uri), std::move(document));
}

bool Workspace::change(const std::string &uri, int64_t version, const std::vector<Change> &changes) {
  Document *document = find(uri);
  if (!document)
    return false;
  for (const Change &change : changes) {
    if (!change.range) {
      document->text = change.text;
      continue;
    }
    Lines lines(document->text, encoding);
    uint32_t begin = lines.offset(change.range->start), end = lines.offset(change.range->end);
    document->text.replace(std::min(begin, end), std::max(begin, end) - std::min(begin, end), change.text);
  }
  document->version = version;
  document->analysis.reset();
  document->announced = false;
  refreshUsers(document->identity);
  return true;
}

void Workspace::close(const std::string &uri) {
  byUri.erase(uri);
  refreshUsersOf(uri);
}

void Workspace::refreshUsersOf(const std::string &uri) { refreshUsers(identityOf(uri)); }

void Workspace::refreshUsers(const std::string &identity) {
  for (auto &[uri, document] : byUri)
    if (document.analysis && document.analysis->uses(identity)) {
      document.analysis.reset();
      document.announced = false;
    }
}

std::vector<Document *> Workspace::usersOf(const Document &document) {
  std::vector<Document *> users;
  for (auto &[uri, other] : byUri)
    if (&other != &document && analysisOf(other).uses(document.identity))
      users.push_back(&other);
  return users;
}

Document *Workspace::find(const std::string &uri) {
  auto found = byUri.find(uri);
  return found == byUri.end() ? nullptr : &found->second;
}

const Analysis &Workspace::analysisOf(Document &document) {
  if (!document.analysis) {
    document.analysis = std::make_shared<Analysis>(document.uri, document.text, Texts(byUri), encoding);
    if (document.analysis->parsed())
      document.lastGood = document.analysis;
  }
  return *document.analysis;
}

} // namespace evenstride::lsp
