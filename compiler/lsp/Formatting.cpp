// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `textDocument/formatting` and `textDocument/rangeFormatting`: the lines that `evenstride fmt` would change.
#include "format/Format.h"
#include "lsp/Features.h"
#include "support/LineChanges.h"

namespace evenstride::lsp {

/// Edits of whole lines that touch bytes [begin, end] of the text; null where it has errors of syntax, so that the
/// editor leaves it alone.
static Json formattingEdits(const Context &context, uint32_t begin, uint32_t end) {
  diagnostics::Sink sink;
  const std::optional<std::string> formatted = format::format(context.analysis.file(), sink);
  if (!formatted)
    return nullptr;
  const std::string_view text = context.analysis.text();
  const std::vector<std::string_view> before = support::splitLines(text), after = support::splitLines(*formatted);
  const auto offset = [&](size_t line) {
    return uint32_t(line < before.size() ? before[line].data() - text.data() : ptrdiff_t(text.size()));
  };
  Json edits = Json::array();
  for (const support::LineChange &change : support::lineChanges(before, after)) {
    const uint32_t from = offset(change.before), to = offset(change.before + change.removed);
    if (to < begin || end < from)
      continue;
    std::string lines;
    for (size_t i = 0; i < change.added; ++i)
      lines += after[change.after + i];
    edits.push_back({{"range", context.analysis.lines().range(from, to)}, {"newText", lines}});
  }
  return edits;
}

Json formatting(const Context &context, const Json &) { return formattingEdits(context, 0, UINT32_MAX); }

Json rangeFormatting(const Context &context, const Json &params) {
  const Range range = params.at("range").get<Range>();
  return formattingEdits(context, context.analysis.lines().offset(range.start),
                         context.analysis.lines().offset(range.end));
}

} // namespace evenstride::lsp
