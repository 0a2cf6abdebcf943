// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the front half as the command `check` does, and indexes what it gave.
#include "lsp/Analysis.h"

#include "check/Check.h"
#include "check/Examine.h"
#include "syntax/Load.h"

#include <charconv>

namespace evenstride::lsp {

Analysis::Analysis(std::string uri, std::string text, const support::TextFiles &files, Encoding encoding)
    : name(std::move(uri)) {
  all = syntax::load(std::make_shared<const support::SourceFile>(pathOf(name), std::move(text)), files, sink);
  sinkOfTexts = sink;
  check::Examination found = check::examine(all, check::Purpose::Report);
  for (diagnostics::Diagnostic &diagnostic : found.diagnostics)
    sink.report(std::move(diagnostic));
  for (std::unique_ptr<check::Flow> &flow : found.flows)
    allGraphs.push_back(std::move(flow->graph));
  sink.sortByPosition();
  allLines = std::make_unique<Lines>(file().text(), encoding);
  allNames = std::make_unique<Names>(module());
  allPlaces = std::make_unique<Places>(allGraphs, sink.all());
}

const std::vector<diagnostics::Diagnostic> &Analysis::diagnosticsWithFixes() const {
  if (!sinkWithFixes) {
    sinkWithFixes = std::make_unique<diagnostics::Sink>(sinkOfTexts);
    check::check(all, *sinkWithFixes);
    sinkWithFixes->sortByPosition();
  }
  return sinkWithFixes->all();
}

static constexpr std::string_view fileScheme = "file://";

std::string pathOf(const std::string &uri) {
  if (!uri.starts_with(fileScheme))
    return uri;
  std::string path;
  for (size_t i = fileScheme.size(); i < uri.size(); ++i) {
    unsigned char byte = 0;
    const char *hex = uri.data() + i + 1;
    if (uri[i] == '%' && i + 2 < uri.size() && std::from_chars(hex, hex + 2, byte, 16).ptr == hex + 2) {
      path += char(byte);
      i += 2;
    } else {
      path += uri[i];
    }
  }
  return path;
}

} // namespace evenstride::lsp
