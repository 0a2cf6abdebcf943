// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SARIF 2.1.0 (OASIS), which code hosts and editors read. Columns are counted in code points, as everywhere here.
#include "diagnostics/Json.h"
#include "diagnostics/Render.h"

#include <algorithm>

namespace evenstride::diagnostics {

namespace {

bool isUriCharacter(unsigned char c) {
  bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return alphanumeric || std::string_view("-._~/").find(char(c)) != std::string_view::npos;
}

/// A relative path stays a relative reference; an absolute one becomes a file URI.
std::string uriOf(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result(path.starts_with('/') ? "file://" : "");
  for (unsigned char c : path) {
    if (isUriCharacter(c))
      result += char(c);
    else
      result.append({'%', digits[c >> 4], digits[c & 15]});
  }
  return result;
}

Json regionJson(const support::Span &span) {
  support::LineColumn begin = span.file->lineColumn(span.begin), end = span.file->lineColumn(span.end);
  return {{"startLine", begin.line}, {"startColumn", begin.column}, {"endLine", end.line}, {"endColumn", end.column}};
}

Json artifactJson(const support::SourceFile &file) { return {{"uri", uriOf(file.path())}}; }

Json locationJson(const support::Span &span) {
  return {{"physicalLocation", {{"artifactLocation", artifactJson(*span.file)}, {"region", regionJson(span)}}}};
}

Json fixJson(const Fix &fix) {
  Json replacements = Json::array();
  for (const Edit &edit : fix.edits)
    replacements.push_back({{"deletedRegion", regionJson(edit.span)}, {"insertedContent", {{"text", edit.text}}}});
  Json change = {{"artifactLocation", artifactJson(*fix.edits.front().span.file)}, {"replacements", replacements}};
  Json result = {{"description", {{"text", fix.description}}}, {"artifactChanges", Json::array({change})}};
  if (fix.tag)
    result["properties"] = {{"tag", name(*fix.tag)}};
  return result;
}

/// The message in full: viewers show no labels at the place itself.
std::string messageOf(const Diagnostic &diagnostic) {
  std::string text = diagnostic.message;
  if (!diagnostic.primary.message.empty())
    text += ": " + diagnostic.primary.message;
  for (const std::string &note : diagnostic.notes)
    text += "\n" + note;
  for (const std::string &help : diagnostic.help)
    text += "\n" + help;
  return text;
}

Json resultJson(const Diagnostic &diagnostic, size_t ruleIndex) {
  Json result = {{"ruleId", name(diagnostic.code)},
                 {"ruleIndex", ruleIndex},
                 {"level", severityWord(diagnostic.code)},
                 {"message", {{"text", messageOf(diagnostic)}}}};
  if (diagnostic.primary.span.valid())
    result["locations"] = Json::array({locationJson(diagnostic.primary.span)});
  Json related = Json::array(), fixes = Json::array();
  for (const Label &label : diagnostic.labels)
    if (label.span.valid()) {
      Json location = {{"id", related.size()}};
      location.update(locationJson(label.span));
      location["message"] = {{"text", label.message}};
      related.push_back(std::move(location));
    }
  for (const Fix &fix : diagnostic.fixes)
    if (!fix.edits.empty())
      fixes.push_back(fixJson(fix));
  if (!related.empty())
    result["relatedLocations"] = std::move(related);
  if (!fixes.empty())
    result["fixes"] = std::move(fixes);
  return result;
}

Json ruleJson(Code code) {
  Json rule = {{"id", name(code)},
               {"shortDescription", {{"text", title(code)}}},
               {"defaultConfiguration", {{"level", severityWord(code)}}}};
  if (std::optional<std::string_view> page = explainPage(name(code)))
    rule["help"] = {{"text", *page}, {"markdown", *page}};
  return rule;
}

} // namespace

std::string renderSarif(std::span<const Diagnostic> diagnostics) {
  std::vector<Code> used; // in order of appearance
  Json rules = Json::array(), results = Json::array();
  for (const Diagnostic &diagnostic : diagnostics) {
    auto found = std::ranges::find(used, diagnostic.code);
    size_t index = size_t(found - used.begin());
    if (found == used.end()) {
      used.push_back(diagnostic.code);
      rules.push_back(ruleJson(diagnostic.code));
    }
    results.push_back(resultJson(diagnostic, index));
  }
  Json driver = {{"name", "evenstride"}, {"rules", std::move(rules)}};
  Json run = {
      {"tool", {{"driver", std::move(driver)}}}, {"columnKind", "unicodeCodePoints"}, {"results", std::move(results)}};
  return dump({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
               {"version", "2.1.0"},
               {"runs", Json::array({std::move(run)})}});
}

} // namespace evenstride::diagnostics
