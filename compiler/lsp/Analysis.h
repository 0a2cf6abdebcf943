// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Everything the front half knows about one version of a file, computed once and never changed.
#pragma once

#include "ast/Program.h"
#include "check/Graph.h"
#include "lsp/Lines.h"
#include "lsp/Names.h"
#include "lsp/Places.h"
#include "support/TextFiles.h"

#include <memory>
#include <string>

namespace evenstride::lsp {

class Analysis {
public:
  /// `uri` names the file for the client; `files` has those that it uses.
  Analysis(std::string uri, std::string text, const support::TextFiles &files, Encoding encoding);
  Analysis(const Analysis &) = delete;
  Analysis &operator=(const Analysis &) = delete;

  const ast::Program &program() const { return all; }
  const ast::Module &module() const { return all.root().module; }
  const support::SourceFile &file() const { return all.source(); }
  std::string_view text() const { return file().text(); }
  /// What `check` reports, with fixes that were not tried: that takes several checks, and nobody sees them while
  /// typing.
  const std::vector<diagnostics::Diagnostic> &diagnostics() const { return sink.all(); }
  /// The same with the fixes that hold. Computed when somebody asks.
  const std::vector<diagnostics::Diagnostic> &diagnosticsWithFixes() const;
  const std::vector<check::Graph> &graphs() const { return allGraphs; }
  const Names &names() const { return *allNames; }
  const Places &places() const { return *allPlaces; }
  /// Whether the parser understood the whole file.
  bool parsed() const { return all.root().understood; }

  const Lines &lines() const { return *allLines; }
  Range range(const support::Span &span) const { return lines().range(span.begin, span.end); }

  /// What the client calls the file.
  const std::string &uri() const { return name; }

private:
  std::string name;
  ast::Program all; // everything below points into its texts
  diagnostics::Sink sink;
  diagnostics::Sink sinkOfTexts; // what is wrong before anything is checked
  mutable std::unique_ptr<diagnostics::Sink> sinkWithFixes;
  std::vector<check::Graph> allGraphs;
  std::unique_ptr<Names> allNames;
  std::unique_ptr<Places> allPlaces;
  std::unique_ptr<Lines> allLines;
};

/// "file:///a%20b" as "/a b"; what is no file stays as it is.
std::string pathOf(const std::string &uri);

} // namespace evenstride::lsp
