// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The two ends of `initialize`.
#include "lsp/Client.h"

#include "lsp/SemanticTokens.h"

namespace evenstride::lsp {

/// A value far inside an object, or null.
static Json within(const Json &object, std::initializer_list<const char *> way) {
  const Json *at = &object;
  for (const char *field : way) {
    if (!at->is_object() || !at->contains(field))
      return nullptr;
    at = &(*at)[field];
  }
  return *at;
}

/// The first encoding that both know; UTF-16 where the client names none.
static Encoding encodingOf(const Json &names) {
  if (names.is_array())
    for (const Json &name : names) {
      if (name == "utf-8")
        return Encoding::Utf8;
      if (name == "utf-16")
        return Encoding::Utf16;
      if (name == "utf-32")
        return Encoding::Utf32;
    }
  return Encoding::Utf16;
}

static const char *name(Encoding encoding) {
  switch (encoding) {
  case Encoding::Utf8:
    return "utf-8";
  case Encoding::Utf16:
    return "utf-16";
  case Encoding::Utf32:
    return "utf-32";
  }
  return "utf-16";
}

Client clientOf(const Json &params) {
  const Json can = within(params, {"capabilities"});
  auto says = [&](std::initializer_list<const char *> way) { return within(can, way) == true; };
  Client client;
  client.encoding = encodingOf(within(can, {"general", "positionEncodings"}));
  client.snippets = says({"textDocument", "completion", "completionItem", "snippetSupport"});
  client.versionedEdits = says({"workspace", "workspaceEdit", "documentChanges"});
  client.relatedInformation = says({"textDocument", "publishDiagnostics", "relatedInformation"});
  return client;
}

Json initializeResult(const Client &client, const std::string &version) {
  Json sync = {{"openClose", true}, {"change", 2}, {"save", {{"includeText", false}}}};
  Json capabilities = {
      {"positionEncoding", name(client.encoding)},
      {"textDocumentSync", sync},
      {"hoverProvider", true},
      {"inlayHintProvider", true},
      {"completionProvider", {{"triggerCharacters", {">", "(", ",", ":", "[", "@", "\"", "/"}}}},
      {"signatureHelpProvider", {{"triggerCharacters", {"(", ","}}}},
      {"definitionProvider", true},
      {"referencesProvider", true},
      {"documentHighlightProvider", true},
      {"renameProvider", {{"prepareProvider", true}}},
      {"documentSymbolProvider", true},
      {"foldingRangeProvider", true},
      {"documentFormattingProvider", true},
      {"documentRangeFormattingProvider", true},
      {"codeActionProvider", {{"codeActionKinds", {"quickfix", "source.fixAll"}}}},
      {"semanticTokensProvider", {{"legend", semanticTokensLegend()}, {"full", true}}},
      {"executeCommandProvider", {{"commands", {"evenstride.explain"}}}},
  };
  return {{"capabilities", capabilities}, {"serverInfo", {{"name", "evenstride"}, {"version", version}}}};
}

} // namespace evenstride::lsp
