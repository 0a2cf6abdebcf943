// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Diagnostics as text: the header, marked source by file, notes, fixes applied to the lines they change, help.
#include "diagnostics/Edits.h"
#include "diagnostics/Snippet.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::diagnostics {

namespace {

constexpr size_t tagColumn = 73;   // where the tag of a fix stands, unless its description is longer
constexpr uint32_t longestFix = 8; // lines of an edited stretch that are shown

/// The marked lines of one file.
struct FileMarks {
  const support::SourceFile *file = nullptr;
  MarkedLines lines;
};

class TextRenderer {
public:
  TextRenderer(const Diagnostic &diagnostic, Color color)
      : diagnostic(diagnostic), paint(color), files(collect(diagnostic)), gutter(lastLine(), paint) {}

  std::string render() {
    header();
    snippets();
    statements();
    for (const Fix &fix : diagnostic.fixes)
      showFix(fix);
    for (const std::string &help : diagnostic.help)
      statement("help: ", help);
    statement("= ", "more: evenstride explain " + std::string(name(diagnostic.code)));
    return std::move(out);
  }

private:
  static std::vector<FileMarks> collect(const Diagnostic &diagnostic);
  uint32_t lastLine() const;
  void header();
  void snippets();
  void statements();
  void statement(std::string_view lead, std::string_view text);
  void showFix(const Fix &fix);
  void showEdited(const support::SourceFile &file, std::span<const Edit> edits);
  void showEditedLine(const support::SourceFile &edited, uint32_t line, EditedText::Range inserted);

  const Diagnostic &diagnostic;
  Painter paint;
  std::vector<FileMarks> files; // that of the primary place first
  Gutter gutter;
  std::string out;
};

Style severityStyle(const Diagnostic &diagnostic) {
  return severity(diagnostic.code) == Severity::Error ? Style::Error : Style::Warning;
}

std::vector<FileMarks> TextRenderer::collect(const Diagnostic &diagnostic) {
  std::vector<FileMarks> files;
  auto add = [&](const Label &label, Style style, char underline) {
    if (!label.span.valid())
      return;
    auto found = std::ranges::find(files, label.span.file, &FileMarks::file);
    if (found == files.end())
      found = files.insert(found, FileMarks{label.span.file, {}});
    addMarks(found->lines, label, {.style = style, .underline = underline});
  };
  add(diagnostic.primary, severityStyle(diagnostic), '^');
  for (const Label &label : diagnostic.labels)
    add(label, Style::Secondary, '-');
  return files;
}

uint32_t TextRenderer::lastLine() const {
  uint32_t last = 1;
  for (const FileMarks &marks : files)
    last = std::max(last, marks.lines.rbegin()->first);
  return last;
}

void TextRenderer::header() {
  std::string_view word = severity(diagnostic.code) == Severity::Error ? "error" : "warning";
  std::string lead = std::string(word) + "[" + std::string(name(diagnostic.code)) + "]";
  out += paint(severityStyle(diagnostic), lead) + paint(Style::Message, ": " + printable(diagnostic.message)) + "\n";
}

void TextRenderer::snippets() {
  for (const FileMarks &marks : files) {
    bool first = &marks == &files.front();
    support::LineColumn place;
    if (diagnostic.primary.span.valid() && first)
      place = marks.file->lineColumn(diagnostic.primary.span.begin);
    else
      for (const Label &label : diagnostic.labels)
        if (label.span.file == marks.file) {
          place = marks.file->lineColumn(label.span.begin);
          break;
        }
    out += gutter.arrow(first ? "-->" : ":::") + " " + printable(marks.file->path()) + ":" +
           std::to_string(place.line) + ":" + std::to_string(place.column) + "\n";
    renderSnippet(out, *marks.file, marks.lines, gutter, paint);
  }
}

/// Notes, and before them what labels say that have no place in a file.
void TextRenderer::statements() {
  if (!diagnostic.primary.span.valid() && !diagnostic.primary.message.empty())
    statement("= ", diagnostic.primary.message);
  for (const Label &label : diagnostic.labels)
    if (!label.span.valid() && !label.message.empty())
      statement("= ", label.message);
  for (const std::string &note : diagnostic.notes)
    statement("= ", note);
}

void TextRenderer::statement(std::string_view lead, std::string_view text) {
  out += gutter.indent() + paint(Style::Gutter, lead);
  for (size_t begin = 0;;) {
    size_t end = std::min(text.find('\n', begin), text.size());
    out += printable(text.substr(begin, end - begin)) + "\n";
    if (end == text.size())
      return;
    begin = end + 1;
    out += gutter.indent() + std::string(lead.size(), ' ');
  }
}

void TextRenderer::showFix(const Fix &fix) {
  std::string description = printable(fix.description);
  out += gutter.indent() + paint(Style::Gutter, "help: ") + description;
  if (fix.tag) {
    size_t column = gutter.indent().size() + std::string_view("help: ").size() + displayWidth(description);
    size_t blanks = column + 2 > tagColumn ? 2 : tagColumn - column;
    out += std::string(blanks, ' ') + paint(Style::Tag, "[" + std::string(name(*fix.tag)) + "]");
  }
  out += "\n";
  if (fix.edits.empty())
    return;
  const support::SourceFile &file = *fix.edits.front().span.file;
  if (!files.empty() && files.front().file != &file)
    out += gutter.indent() + paint(Style::Gutter, "::: ") + printable(file.path()) + "\n";
  showEdited(file, fix.edits);
}

/// The lines from the first edit to the last as they are with the edits. Not the whole file, which may be long and have
/// thousands of fixes.
EditedText editedLines(const support::SourceFile &file, std::span<const Edit> edits) {
  uint32_t begin = file.lineBegin(file.lineColumn(edits.front().span.begin).line);
  uint32_t last = file.lineColumn(edits.back().span.end).line;
  uint32_t end = last < file.lineCount() ? file.lineBegin(last + 1) : file.size();
  support::SourceFile lines(file.path(), std::string(file.text().substr(begin, end - begin)));
  std::vector<Edit> moved(edits.begin(), edits.end());
  for (Edit &edit : moved)
    edit.span = {&lines, edit.span.begin - begin, edit.span.end - begin};
  return applyEdits(lines, moved);
}

void TextRenderer::showEdited(const support::SourceFile &file, std::span<const Edit> edits) {
  EditedText text = editedLines(file, edits);
  std::vector<EditedText::Range> ranges = std::move(text.ranges);
  support::SourceFile edited(file.path(), std::move(text.text));
  uint32_t next = 0; // the first line not shown yet
  for (EditedText::Range range : ranges) {
    uint32_t first = edited.lineColumn(uint32_t(range.begin)).line;
    uint32_t last = std::max(first, edited.lineColumn(uint32_t(std::max(range.end, range.begin + 1) - 1)).line);
    if (next != 0 && first > next)
      out += gutter.bar() + " ...\n";
    uint32_t stop = std::min(last, std::max(first, next) + longestFix - 1);
    for (uint32_t line = std::max(first, next); line <= stop; ++line)
      showEditedLine(edited, line, range);
    if (stop < last)
      out += gutter.bar() + " ...\n";
    next = last + 1;
  }
}

void TextRenderer::showEditedLine(const support::SourceFile &edited, uint32_t line, EditedText::Range inserted) {
  std::string_view text = edited.line(line);
  size_t begin = edited.lineBegin(line);
  auto inLine = [&](size_t offset) { return std::clamp(offset, begin, begin + text.size()) - begin; };
  LineLayout layout(text);
  std::string shown =
      layout.show(layout.window(layout.column(inLine(inserted.begin)), layout.column(inLine(inserted.end))));
  out += gutter.bar() + (shown.empty() ? "" : " ") + paint(Style::Inserted, shown) + "\n";
}

} // namespace

std::string renderText(const Diagnostic &diagnostic, Color color) { return TextRenderer(diagnostic, color).render(); }

std::string renderText(std::span<const Diagnostic> diagnostics, Color color) {
  std::string result;
  int64_t errors = 0, warnings = 0;
  for (const Diagnostic &diagnostic : diagnostics) {
    result += renderText(diagnostic, color) + "\n";
    ++(severity(diagnostic.code) == Severity::Error ? errors : warnings);
  }
  if (errors != 0)
    result += support::plural(errors, "error") + (warnings != 0 ? ", " : "");
  if (warnings != 0)
    result += support::plural(warnings, "warning");
  return result.empty() ? result : result + "\n";
}

} // namespace evenstride::diagnostics
