// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the front half as the command `check` does, and indexes what it gave.
#include "lsp/Analysis.h"

#include "check/Check.h"
#include "check/Examine.h"
#include "syntax/Load.h"

namespace evenstride::lsp {

Analysis::Analysis(std::string uri, std::string text, const Texts &files, Encoding encoding)
    : name(std::move(uri)), encoding(encoding) {
  all = syntax::load(std::make_shared<const support::SourceFile>(pathOf(name), std::move(text)), files, sink);
  sinkOfTexts = sink;
  findFiles(files);
  check::Examination found = check::examineBehind(all, sinkOfTexts);
  for (diagnostics::Diagnostic &diagnostic : found.diagnostics)
    sink.report(std::move(diagnostic));
  for (std::unique_ptr<check::Flow> &flow : found.flows)
    allGraphs.push_back(std::move(flow->graph));
  sink.sortByPosition();
  allLines = std::make_unique<Lines>(file().text(), encoding);
  allNames = std::make_unique<Names>(all);
  allPlaces = std::make_unique<Places>(allGraphs, sink.all());
}

void Analysis::findFiles(const Texts &files) {
  for (const auto &each : all.files) {
    fileNames[each->source.get()] = files.uri(each->source->path());
    for (const ast::Use *use : ast::usesOf(each->module))
      used.insert(files.identity(syntax::usedPath(each->source->path(), use->path, files)));
  }
}

const std::vector<diagnostics::Diagnostic> &Analysis::diagnosticsWithFixes() const {
  if (!sinkWithFixes) {
    sinkWithFixes = std::make_unique<diagnostics::Sink>(sinkOfTexts);
    check::check(all, *sinkWithFixes);
    sinkWithFixes->sortByPosition();
  }
  return sinkWithFixes->all();
}

std::string Analysis::uriOf(const support::SourceFile *source) const {
  if (!source || source == &file())
    return name;
  auto known = fileNames.find(source);
  return known == fileNames.end() ? lsp::uriOf(source->path()) : known->second;
}

const Lines &Analysis::linesOf(const support::SourceFile *source) const {
  if (source == &file())
    return *allLines;
  return otherLines.try_emplace(source, source->text(), encoding).first->second;
}

Range Analysis::range(const support::Span &span) const {
  return linesOf(span.file ? span.file : &file()).range(span.begin, span.end);
}

} // namespace evenstride::lsp
