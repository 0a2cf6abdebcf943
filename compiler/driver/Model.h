// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A model as the command line names it, read and checked.
#pragma once

#include "ast/Program.h"
#include "check/Graph.h"
#include "diagnostics/Diagnostic.h"
#include "interchange/Imported.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace evenstride::driver {

/// `FILE` or `FILE:NETWORK`.
struct ModelName {
  std::string file;
  std::string network; // empty: the only one
};
/// A file that exists under the whole text is that file, whatever colons its name has.
ModelName parseModelName(const std::string &text);

/// A file with all its networks. Diagnostics point into the program's texts, so it must outlive them.
struct Model {
  std::shared_ptr<const interchange::Imported> imported; // what the file was made into; null for a .stride file
  std::shared_ptr<const support::SourceFile> foreign;    // the text that it was made from, where it is one
  ast::Program program;
  std::vector<check::Graph> graphs; // of the program's first file

  const support::SourceFile &source() const { return program.source(); }
};

/// Which file is to be read, and how.
struct ModelRequest {
  std::string file;
  ast::SizeValues sizes = {};
  std::string weights = {}; // the second file of a foreign format; empty: the one beside it
};

/// Reads and parses a file with all that it uses, imported first where it is of another format. One that cannot be
/// imported declares nothing. Nothing if the file cannot be read.
std::optional<Model> readModel(const ModelRequest &request, diagnostics::Sink &sink);

/// Reads, parses and checks a file; the graphs are sound unless the sink has errors (E0003 where nothing is declared).
/// Nothing if the file cannot be read.
std::optional<Model> loadModel(const ModelRequest &request, diagnostics::Sink &sink);

/// The network that `name` means; reports E0003 or E0004 and returns null if there is none or that is not clear.
const check::Graph *selectNetwork(const Model &model, const ModelName &name, diagnostics::Sink &sink);

/// Whether every named size of the network has a value; reports E0017.
bool requireSizes(const check::Graph &graph, diagnostics::Sink &sink);

/// Whether any layer of the network has weights.
bool hasWeights(const check::Graph &graph);
int64_t macsOf(const check::Graph &graph);

} // namespace evenstride::driver
