// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the client can do, as `initialize` says; and what the server can.
#pragma once

#include "lsp/Json.h"

namespace evenstride::lsp {

struct Client {
  Encoding encoding = Encoding::Utf16;
  bool snippets = false;           // in completions
  bool versionedEdits = false;     // `documentChanges`
  bool relatedInformation = false; // in diagnostics
};

/// From the parameters of `initialize`.
Client clientOf(const Json &params);

/// The result of `initialize`.
Json initializeResult(const Client &client, const std::string &version);

} // namespace evenstride::lsp
