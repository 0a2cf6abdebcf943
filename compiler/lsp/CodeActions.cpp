// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `textDocument/codeAction`: the fixes of diagnostics, and all that keep every bit at once.
#include "check/MendText.h"
#include "lsp/Diagnostics.h"
#include "lsp/Features.h"

#include <algorithm>

namespace evenstride::lsp {

using diagnostics::Diagnostic;
using diagnostics::Edit;
using diagnostics::Fix;
using diagnostics::FixTag;

static constexpr const char *fixAllKind = "source.fixAll.evenstride";

static Json editsJson(const Analysis &analysis, const std::vector<Edit> &edits) {
  Json result = Json::array();
  for (const Edit &edit : edits)
    result.push_back({{"range", analysis.range(edit.span)}, {"newText", edit.text}});
  return result;
}

/// Whether two spans share a byte or touch.
static bool meets(const Range &place, const Range &asked) {
  return place.start <= asked.end && asked.start <= place.end;
}

/// Whether a fix changes nothing that was meant: no bit, or the spelling of what could not be read.
static bool isSafe(const Diagnostic &diagnostic, const Fix &fix) {
  const bool spelling = !fix.tag && diagnostics::name(diagnostic.code).starts_with("E01");
  return spelling || fix.tag == FixTag::BitIdentical;
}

namespace {

/// Fixes of what several analyses find in the document: its own, and those of the files that use it.
class QuickFixes {
public:
  QuickFixes(const Context &context, Range asked) : context(context), asked(asked) {}

  void add(const Analysis &analysis) {
    for (const Diagnostic &diagnostic : analysis.diagnosticsWithFixes()) {
      const support::Span &span = diagnostic.primary.span;
      if (span.valid() && analysis.uriOf(span.file) == context.document.uri && meets(analysis.range(span), asked))
        add(analysis, diagnostic);
    }
  }

  Json take() { return std::move(actions); }

private:
  void add(const Analysis &analysis, const Diagnostic &diagnostic) {
    for (const Fix &fix : diagnostic.fixes) {
      std::string tag = fix.tag ? " [" + std::string(name(*fix.tag)) + "]" : "";
      std::string uri = analysis.uriOf(fix.edits.front().span.file);
      Json action = {{"title", fix.description + tag},
                     {"kind", "quickfix"},
                     {"isPreferred", isSafe(diagnostic, fix) && &fix == &diagnostic.fixes.front()},
                     {"diagnostics", Json::array({diagnosticJson(context.client, analysis, diagnostic)})},
                     {"edit", context.workspaceEdits({{uri, editsJson(analysis, fix.edits)}})}};
      if (std::ranges::find(actions, action) == actions.end())
        actions.push_back(std::move(action));
    }
  }

  const Context &context;
  Range asked;
  Json actions = Json::array();
};

} // namespace

/// One edit that makes `after` of the document's text: of what lies between their common beginning and end.
static Json wholeEdit(const Context &context, std::string_view after) {
  std::string_view before = context.analysis.text();
  size_t shorter = std::min(before.size(), after.size()), same = 0, sameEnd = 0;
  while (same < shorter && before[same] == after[same])
    ++same;
  while (sameEnd < shorter - same && before[before.size() - 1 - sameEnd] == after[after.size() - 1 - sameEnd])
    ++sameEnd;
  auto splits = [&](size_t at) { return at < before.size() && (before[at] & 0xC0) == 0x80; }; // a character
  while (same > 0 && splits(same))
    --same;
  while (sameEnd > 0 && splits(before.size() - sameEnd))
    --sameEnd;
  Range range = context.analysis.lines().range(uint32_t(same), uint32_t(before.size() - sameEnd));
  return Json::array({{{"range", range}, {"newText", after.substr(same, after.size() - same - sameEnd)}}});
}

/// All bit-identical fixes at once, as `evenstride fix --apply` has them.
static void addFixAll(const Context &context, Json &actions) {
  auto offered = [](const Diagnostic &diagnostic) {
    return std::ranges::count(diagnostic.fixes, FixTag::BitIdentical, &Fix::tag) > 0;
  };
  if (std::ranges::none_of(context.analysis.diagnosticsWithFixes(), offered))
    return;
  check::MendedProgram mended = check::mend(context.analysis.program(), FixTag::BitIdentical);
  std::string_view text = mended.program.source().text();
  if (text != context.analysis.text())
    actions.push_back({{"title", "apply all bit-identical fixes"},
                       {"kind", fixAllKind},
                       {"edit", context.workspaceEdit(wholeEdit(context, text))}});
}

/// Whether the client asks for actions of this kind by name.
static bool asksFor(const Json &only, std::string_view kind) {
  return std::ranges::any_of(only, [&](const Json &each) {
    auto asked = each.get<std::string>();
    return kind == asked || kind.starts_with(asked + ".");
  });
}

Json codeActions(const Context &context, const Json &params) {
  Range range = params.at("range").get<Range>();
  const Json only = params.at("context").value("only", Json::array());
  QuickFixes fixes(context, range);
  if (only.empty() || asksFor(only, "quickfix")) {
    fixes.add(context.analysis);
    for (Document *user : context.workspace.usersOf(context.document))
      fixes.add(context.workspace.analysisOf(*user));
  }
  Json actions = fixes.take();
  if (asksFor(only, fixAllKind)) // it takes several checks: not at every move of the cursor
    addFixAll(context, actions);
  return actions;
}

} // namespace evenstride::lsp
