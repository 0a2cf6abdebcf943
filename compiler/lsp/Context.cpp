// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What all features share: places as results, and words under the cursor, also in a text that is broken just now.
#include "lsp/Features.h"

#include <algorithm>

namespace evenstride::lsp {

Json Context::location(const support::Span &span) const {
  return {{"uri", analysis.uriOf(span.file)}, {"range", range(span)}};
}

Json Context::workspaceEdits(const std::map<std::string, Json> &byUri) const {
  if (!client.versionedEdits)
    return {{"changes", byUri}};
  Json changes = Json::array();
  for (const auto &[uri, edits] : byUri) {
    const Document *open = workspace.find(uri);
    Json which = {{"uri", uri}, {"version", open ? Json(open->version) : Json()}}; // null: as it is on the disk
    changes.push_back({{"textDocument", std::move(which)}, {"edits", edits}});
  }
  return {{"documentChanges", std::move(changes)}};
}

/// Where a place of the text `now` was in the text `before`, if it lies in a part that both begin or end with.
static std::optional<uint32_t> placeBefore(std::string_view now, std::string_view before, uint32_t offset) {
  size_t shorter = std::min(now.size(), before.size());
  size_t same = size_t(std::ranges::mismatch(now, before).in1 - now.begin());
  if (offset <= same)
    return offset;
  size_t fromEnd = now.size() - offset;
  bool sameEnd = fromEnd <= shorter && now.substr(offset) == before.substr(before.size() - fromEnd);
  return sameEnd ? std::optional(uint32_t(before.size() - fromEnd)) : std::nullopt;
}

std::optional<Spot> spotAt(const Context &context, uint32_t offset) {
  if (const Mention *mention = context.analysis.names().at(offset))
    return Spot{&context.analysis, mention};
  const Analysis *before = context.document.lastGood.get();
  if (context.analysis.parsed() || !before)
    return std::nullopt;
  auto place = placeBefore(context.analysis.text(), before->text(), offset);
  const Mention *mention = place ? before->names().at(*place) : nullptr;
  return mention ? std::optional(Spot{before, mention}) : std::nullopt;
}

} // namespace evenstride::lsp
