// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Everything the front half knows about one version of a file, computed once and never changed.
#pragma once

#include "ast/Program.h"
#include "check/Graph.h"
#include "lsp/Lines.h"
#include "lsp/Names.h"
#include "lsp/Places.h"
#include "lsp/Texts.h"
#include "lsp/Uri.h"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace evenstride::lsp {

class Analysis {
public:
  /// `uri` names the file for the client; `files` has those that it uses.
  Analysis(std::string uri, std::string text, const Texts &files, Encoding encoding);
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
  /// Of a span in any of the program's files.
  Range range(const support::Span &span) const;

  /// What the client calls the file, or another one of the program.
  const std::string &uri() const { return name; }
  std::string uriOf(const support::SourceFile *source) const;
  /// Whether a `use` leads to the file of this identity, directly or not, or would if it were there.
  bool uses(const std::string &identity) const { return used.contains(identity); }

private:
  void findFiles(const Texts &files);
  const Lines &linesOf(const support::SourceFile *source) const;

  std::string name;
  Encoding encoding;
  ast::Program all; // everything below points into its texts
  diagnostics::Sink sink;
  diagnostics::Sink sinkOfTexts; // what is wrong before anything is checked
  mutable std::unique_ptr<diagnostics::Sink> sinkWithFixes;
  std::vector<check::Graph> allGraphs;
  std::unique_ptr<Names> allNames;
  std::unique_ptr<Places> allPlaces;
  std::unique_ptr<Lines> allLines;
  mutable std::map<const support::SourceFile *, Lines> otherLines; // of used files
  std::map<const support::SourceFile *, std::string> fileNames;    // what the client calls them
  std::set<std::string> used;                                      // identities of files that `use`s lead to
};

} // namespace evenstride::lsp
