// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What holds for the diagnostics of every reader, whatever it has read.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <string>

namespace evenstride::test {

/// A place is in the file, or none at all.
inline bool isPlace(const support::Span &span, const support::SourceFile &file) {
  return !span.valid() || (span.file == &file && span.begin <= span.end && span.end <= file.size());
}

/// Edits of one fix come in order and do not overlap.
inline bool isFix(const diagnostics::Fix &fix, const support::SourceFile &file) {
  uint32_t end = 0;
  for (const diagnostics::Edit &edit : fix.edits) {
    if (!edit.span.valid() || !isPlace(edit.span, file) || edit.span.begin < end)
      return false;
    end = edit.span.end;
  }
  return true;
}

/// What is wrong with the diagnostics about a file; empty if nothing is.
inline std::string unsound(const diagnostics::Sink &sink, const support::SourceFile &file) {
  for (const diagnostics::Diagnostic &diagnostic : sink.all()) {
    const std::string name = std::string(diagnostics::name(diagnostic.code)) + ": " + diagnostic.message;
    if (diagnostic.message.empty())
      return name + "no message";
    if (!isPlace(diagnostic.primary.span, file))
      return name + ": its place is not in the file";
    for (const diagnostics::Label &label : diagnostic.labels)
      if (!label.span.valid() || !isPlace(label.span, file))
        return name + ": a label's place is not in the file";
    for (const diagnostics::Fix &fix : diagnostic.fixes)
      if (!isFix(fix, file))
        return name + ": the edits of a fix do not go together";
  }
  return "";
}

} // namespace evenstride::test
