// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Units of one kind that are refused for one reason become one diagnostic.
#include "interchange/Refusals.h"
#include "interchange/ImportCodes.h"
#include "interchange/Names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace evenstride::interchange {

Unit namedUnit(std::string_view name, std::string_view kind, support::Span span) {
  std::string title = fmt::format("`{}`", printable(kind));
  if (!name.empty())
    title = fmt::format("`{}` ({})", printable(name), title);
  return {std::move(title), std::string(kind), span};
}

void Refusals::add(const Unit &unit, const Refusal &refusal) {
  auto same = std::ranges::find_if(
      all, [&](const Refused &each) { return each.unit.kind == unit.kind && each.refusal.reason == refusal.reason; });
  support::Span span = refusal.span.valid() ? refusal.span : unit.span;
  constexpr size_t most = 1000; // different ones that are told
  if (same != all.end())
    same->more.push_back(span);
  else if (all.size() < most)
    all.push_back({unit, {refusal.reason, span}});
}

static std::string linesText(const std::vector<support::Span> &spans) {
  constexpr size_t most = 8;
  std::vector<uint32_t> lines;
  for (size_t i = 0; i < spans.size() && i < most; ++i)
    lines.push_back(spans[i].file->lineColumn(spans[i].begin).line);
  std::string_view rest = spans.size() > most ? ", …" : "";
  return fmt::format("the same holds for {} more, in {} {}{}", spans.size(), lines.size() == 1 ? "line" : "lines",
                     fmt::join(lines, ", "), rest);
}

void Refusals::report(diagnostics::Sink &sink) const {
  for (const Refused &each : all) {
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = codes::unsupported;
    diagnostic.message = fmt::format("{} cannot be imported: {}", each.unit.title, each.refusal.reason);
    diagnostic.primary.span = each.refusal.span;
    if (!each.more.empty())
      diagnostic.notes.push_back(linesText(each.more));
    sink.report(std::move(diagnostic));
  }
}

} // namespace evenstride::interchange
