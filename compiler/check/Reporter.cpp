// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One diagnostic per code and place, with a note on its copies.
#include "check/Reporter.h"

#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

void Reporter::report(diagnostics::Diagnostic diagnostic, std::string where, int64_t times) {
  const support::Span &span = diagnostic.primary.span;
  // Two axes may fail at one place in two ways, which are two errors.
  std::string way = diagnostic.geometry.empty() ? "" : diagnostic.geometry[0].faultClass;
  auto [place, isNew] = byPlace.try_emplace({diagnostic.code, span.file, span.begin, span.end, way}, entries.size());
  // A network without a text has nothing but messages to tell its faults apart.
  if (!isNew && (span.valid() || entries[place->second].diagnostic.message == diagnostic.message))
    entries[place->second].times += times;
  else
    entries.push_back({std::move(diagnostic), std::move(where), times});
}

void Reporter::report(diagnostics::Code code, std::string message, diagnostics::Label primary, std::string where) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  diagnostic.primary = std::move(primary);
  report(std::move(diagnostic), std::move(where));
}

bool Reporter::hasErrors() const {
  return std::ranges::any_of(entries, [](const Entry &entry) {
    return diagnostics::severity(entry.diagnostic.code) == diagnostics::Severity::Error;
  });
}

void Reporter::flush(diagnostics::Sink &sink) {
  for (Entry &entry : entries) {
    if (entry.times > 1) {
      std::string again = support::plural(entry.times - 1, "more copy", "more copies");
      entry.diagnostic.notes.push_back(entry.where.empty() ? "the same in " + again
                                                           : "first in `" + entry.where + "`, and in " + again);
    }
    sink.report(std::move(entry.diagnostic));
  }
  entries.clear();
  byPlace.clear();
  sink.sortByPosition();
}

} // namespace evenstride::check
