// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The message of a diagnostic has all its words, because editors show nothing else; its numbers are in `data`.
#include "lsp/Diagnostics.h"

namespace evenstride::lsp {

using diagnostics::Diagnostic;

/// The message, then what is said at its place, then notes and help.
static std::string messageOf(const Diagnostic &diagnostic) {
  std::string result = diagnostic.message;
  if (!diagnostic.primary.message.empty())
    result += "\n" + diagnostic.primary.message;
  for (const std::string &note : diagnostic.notes)
    result += "\n" + note;
  for (const std::string &help : diagnostic.help)
    result += "\nhelp: " + help;
  return result;
}

static Json geometryJson(const diagnostics::AxisGeometry &axis) {
  return {{"axis", axis.axis},   {"class", axis.faultClass}, {"remainder", axis.remainder}, {"unread", axis.unread},
          {"input", axis.input}, {"kernel", axis.kernel},    {"stride", axis.stride},       {"before", axis.before},
          {"after", axis.after}, {"dilation", axis.dilation}};
}

Json diagnosticJson(const Client &client, const Analysis &analysis, const Diagnostic &diagnostic) {
  bool isError = severity(diagnostic.code) == diagnostics::Severity::Error;
  const support::Span &span = diagnostic.primary.span;
  Json result = {{"range", span.valid() ? analysis.range(span) : Range()},
                 {"severity", isError ? 1 : 2},
                 {"code", name(diagnostic.code)},
                 {"source", "evenstride"},
                 {"message", messageOf(diagnostic)}};
  Json related = Json::array(), geometry = Json::array();
  for (const diagnostics::Label &label : diagnostic.labels)
    if (label.span.valid())
      related.push_back(
          {{"location", {{"uri", analysis.uriOf(label.span.file)}, {"range", analysis.range(label.span)}}},
           {"message", label.message}});
  if (client.relatedInformation && !related.empty())
    result["relatedInformation"] = std::move(related);
  for (const diagnostics::AxisGeometry &axis : diagnostic.geometry)
    geometry.push_back(geometryJson(axis));
  result["data"] = {{"title", title(diagnostic.code)}, {"geometry", std::move(geometry)}};
  return result;
}

void addDiagnostics(const Client &client, const Analysis &analysis, std::map<std::string, DiagnosticList> &byUri) {
  for (const Diagnostic &diagnostic : analysis.diagnostics()) {
    const support::Span &span = diagnostic.primary.span;
    DiagnosticList &list = byUri[analysis.uriOf(span.file)];
    if (list.said.insert({diagnostic.code, span.begin, span.end, diagnostic.message}).second)
      list.json.push_back(diagnosticJson(client, analysis, diagnostic));
  }
}

} // namespace evenstride::lsp
