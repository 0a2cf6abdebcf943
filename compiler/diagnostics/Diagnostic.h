// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A diagnostic as plain data: what is wrong, where, why, and which edits would mend it. Rendering is separate.
#pragma once

#include "support/SourceFile.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::diagnostics {

/// Every code of codes.def: Code::E0301.
enum class Code {
#define DIAGNOSTIC(code, severity, title) code,
#include "diagnostics/codes.def"
};

enum class Severity { Error, Warning };

std::string_view name(Code code);  // "E0301"
std::string_view title(Code code); // one line for lists
Severity severity(Code code);
/// The code of a name such as "E0301", in capital or lower case letters.
std::optional<Code> findCode(std::string_view name);

/// A place and what is to be said about it.
struct Label {
  support::Span span;
  std::string message;
};

/// What a fix does to the values that the network computes; see the language reference.
enum class FixTag { BitIdentical, DropsInput, BorderValues, Retrain };
inline constexpr std::array allFixTags = {FixTag::BitIdentical, FixTag::DropsInput, FixTag::BorderValues,
                                          FixTag::Retrain};
std::string_view name(FixTag tag); // "bit-identical"

struct Edit {
  support::Span span; // empty span: insertion
  std::string text;
};

struct Fix {
  std::optional<FixTag> tag; // nothing where the text had no meaning before
  std::string description;   // "pad one row and one column at the end"
  std::vector<Edit> edits;   // of one file, in order, not overlapping
};

/// The arithmetic of one axis at fault, for machines that read the diagnostic.
struct AxisGeometry {
  std::string axis; // "height" or "width"
  int64_t input = 0, kernel = 0, stride = 0, dilation = 0, before = 0, after = 0;
  std::string faultClass; // "padding", "gap", "data", "never fits", "parameter", "overflow"
  int64_t remainder = 0;
  int64_t unread = 0; // real rows or columns that no window reads
};

struct Diagnostic {
  Code code;
  std::string message; // lower case, no full stop, backticks round code
  Label primary;       // the narrowest wrong token
  std::vector<Label> labels;
  std::vector<std::string> notes; // rendered behind `=`
  std::vector<Fix> fixes;         // rendered behind `help:` with their tag
  std::vector<std::string> help;  // `help:` lines that are no edits
  std::vector<AxisGeometry> geometry;
};

/// Collects what the phases report. Phases go on after an error where they can.
class Sink {
public:
  void report(Diagnostic diagnostic);
  const std::vector<Diagnostic> &all() const { return diagnostics; }
  bool hasErrors() const { return errors != 0; }
  size_t errorCount() const { return errors; }
  /// Sorts by file, then position, keeping the order of equal places.
  void sortByPosition();

private:
  std::vector<Diagnostic> diagnostics;
  size_t errors = 0;
};

} // namespace evenstride::diagnostics
