// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table of codes made from codes.def, and the sink.
#include "diagnostics/Diagnostic.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace evenstride::diagnostics {

namespace {

struct CodeInfo {
  std::string_view name;
  Severity severity;
  std::string_view title;
};

constexpr CodeInfo codes[] = {
#define DIAGNOSTIC(code, severity, title) {#code, Severity::severity, title},
#include "diagnostics/codes.def"
};

const CodeInfo &info(Code code) { return codes[size_t(code)]; }

/// Before, after or equal, as `<` of places: files by path, then offsets; what has no place comes last.
bool comesBefore(const Diagnostic &left, const Diagnostic &right) {
  const support::Span &a = left.primary.span, &b = right.primary.span;
  if (!a.valid() || !b.valid())
    return a.valid() && !b.valid();
  if (a.file != b.file && a.file->path() != b.file->path())
    return a.file->path() < b.file->path();
  return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
}

} // namespace

std::string_view name(Code code) { return info(code).name; }
std::string_view title(Code code) { return info(code).title; }
Severity severity(Code code) { return info(code).severity; }

std::optional<Code> findCode(std::string_view name) {
  auto same = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && b == a - 'A' + 'a'); };
  auto found =
      std::ranges::find_if(codes, [&](const CodeInfo &info) { return std::ranges::equal(info.name, name, same); });
  if (found == std::end(codes))
    return std::nullopt;
  return Code(found - std::begin(codes));
}

std::string_view name(FixTag tag) {
  switch (tag) {
  case FixTag::BitIdentical:
    return "bit-identical";
  case FixTag::DropsInput:
    return "drops-input";
  case FixTag::BorderValues:
    return "border-values";
  case FixTag::Retrain:
    return "retrain";
  }
  return {};
}

void Sink::report(Diagnostic diagnostic) {
  errors += severity(diagnostic.code) == Severity::Error;
  diagnostics.push_back(std::move(diagnostic));
}

void Sink::sortByPosition() { std::ranges::stable_sort(diagnostics, comesBefore); }

} // namespace evenstride::diagnostics
