// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The files that the client has open, as they are in its buffers.
#pragma once

#include "lsp/Analysis.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace evenstride::lsp {

/// A change of a text: of a range, or of all of it.
struct Change {
  std::optional<Range> range;
  std::string text;
};

struct Document {
  std::string uri;
  int64_t version = 0;
  std::string text;
  std::string identity;                          // of its file
  bool announced = false;                        // the client has its diagnostics
  std::shared_ptr<const Analysis> analysis = {}; // of this version; null until somebody asks
  std::shared_ptr<const Analysis> lastGood = {}; // of the last version that the parser understood
};

class Workspace {
public:
  explicit Workspace(Encoding encoding) : encoding(encoding) {}

  void open(std::string uri, int64_t version, std::string text);
  /// False if the document is not open.
  bool change(const std::string &uri, int64_t version, const std::vector<Change> &changes);
  void close(const std::string &uri);

  /// The document, or null if it is not open.
  Document *find(const std::string &uri);
  std::map<std::string, Document> &documents() { return byUri; }
  const Analysis &analysisOf(Document &document);
  /// A file has changed that may not be open: those that use it have to be checked again.
  void refreshUsersOf(const std::string &uri);
  /// The open documents that use this one, directly or not.
  std::vector<Document *> usersOf(const Document &document);

private:
  void refreshUsers(const std::string &identity);

  Encoding encoding;
  std::map<std::string, Document> byUri;
};

} // namespace evenstride::lsp
