// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a client can ask about an open document: a function per request, from its parameters to its result. Parameters
// that are not what the protocol says end in an exception of the JSON library, which the server answers.
#pragma once

#include "lsp/Client.h"
#include "lsp/Workspace.h"

namespace evenstride::lsp {

struct Context {
  const Client &client;
  const Document &document;
  const Analysis &analysis; // of the document as it is
  Workspace &workspace;

  uint32_t offset(const Json &params) const { return analysis.lines().offset(params.at("position").get<Position>()); }
  Range range(const support::Span &span) const { return analysis.range(span); }
  Json location(const support::Span &span) const;
  /// A WorkspaceEdit of the document, or of several files.
  Json workspaceEdit(Json edits) const { return workspaceEdits({{document.uri, std::move(edits)}}); }
  Json workspaceEdits(const std::map<std::string, Json> &byUri) const;
};

/// A word that means something, in the document as it is or, where that is broken, as it last was understood.
struct Spot {
  const Analysis *analysis;
  const Mention *mention;
};
std::optional<Spot> spotAt(const Context &context, uint32_t offset);

Json hover(const Context &context, const Json &params);
Json inlayHints(const Context &context, const Json &params);
Json completion(const Context &context, const Json &params);
Json signatureHelp(const Context &context, const Json &params);
Json definition(const Context &context, const Json &params);
Json references(const Context &context, const Json &params);
Json highlights(const Context &context, const Json &params);
Json prepareRename(const Context &context, const Json &params);
Json rename(const Context &context, const Json &params);
Json documentSymbols(const Context &context, const Json &params);
Json foldingRanges(const Context &context, const Json &params);
Json formatting(const Context &context, const Json &params);
Json rangeFormatting(const Context &context, const Json &params);
Json codeActions(const Context &context, const Json &params);
Json semanticTokens(const Context &context, const Json &params);

} // namespace evenstride::lsp
