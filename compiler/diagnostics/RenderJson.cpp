// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The format of `check --format json`.
#include "diagnostics/Json.h"
#include "diagnostics/Render.h"
#include "support/Text.h"

namespace evenstride::diagnostics {

namespace {

/// file, line, column and length; all null where the span belongs to no file.
void putPlace(Json &object, const support::Span &span) {
  if (!span.valid()) {
    for (const char *field : {"file", "line", "column", "length"})
      object[field] = nullptr;
    return;
  }
  support::LineColumn place = span.file->lineColumn(span.begin);
  object["file"] = span.file->path();
  object["line"] = place.line;
  object["column"] = place.column;
  object["length"] = support::codePoints(span.text());
}

Json labelJson(const Label &label) {
  Json result;
  result["message"] = label.message;
  putPlace(result, label.span);
  return result;
}

Json fixJson(const Fix &fix) {
  Json edits = Json::array();
  for (const Edit &edit : fix.edits) {
    Json &object = edits.emplace_back(Json::object());
    putPlace(object, edit.span);
    object["text"] = edit.text;
  }
  Json tag = fix.tag ? Json(name(*fix.tag)) : Json();
  return {{"tag", std::move(tag)}, {"description", fix.description}, {"edits", edits}};
}

Json geometryJson(const AxisGeometry &axis) {
  return {{"axis", axis.axis},           {"input", axis.input},   {"kernel", axis.kernel}, {"stride", axis.stride},
          {"dilation", axis.dilation},   {"before", axis.before}, {"after", axis.after},   {"class", axis.faultClass},
          {"remainder", axis.remainder}, {"unread", axis.unread}};
}

Json diagnosticJson(const Diagnostic &diagnostic) {
  Json result = {
      {"code", name(diagnostic.code)}, {"severity", severityWord(diagnostic.code)}, {"message", diagnostic.message}};
  putPlace(result, diagnostic.primary.span);
  Json labels = Json::array(), notes = diagnostic.notes, fixes = Json::array(), geometry = Json::array();
  if (!diagnostic.primary.message.empty())
    labels.push_back(labelJson(diagnostic.primary));
  for (const Label &label : diagnostic.labels)
    labels.push_back(labelJson(label));
  for (const std::string &help : diagnostic.help)
    notes.push_back(help);
  for (const Fix &fix : diagnostic.fixes)
    fixes.push_back(fixJson(fix));
  for (const AxisGeometry &axis : diagnostic.geometry)
    geometry.push_back(geometryJson(axis));
  result["labels"] = std::move(labels);
  result["notes"] = std::move(notes);
  result["fixes"] = std::move(fixes);
  result["geometry"] = std::move(geometry);
  return result;
}

} // namespace

std::string renderJson(std::span<const Diagnostic> diagnostics) {
  Json list = Json::array();
  for (const Diagnostic &diagnostic : diagnostics)
    list.push_back(diagnosticJson(diagnostic));
  return dump({{"diagnostics", std::move(list)}});
}

} // namespace evenstride::diagnostics
