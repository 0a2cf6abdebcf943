// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Graphs from text, for tests of what is said about them.
#pragma once

#include "check/Check.h"
#include "explain/ReceptiveField.h"
#include "syntax/Parser.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace evenstride::test {

struct CheckedGraph {
  std::unique_ptr<support::SourceFile> file;
  ast::Module module;
  std::vector<check::Graph> graphs;

  const check::Graph &graph() const { return graphs.front(); }
  /// The result of the layer with this path.
  check::ValueId value(std::string_view path) const {
    for (const check::Node &node : graph().nodes)
      if (node.path == path)
        return node.result;
    FAIL("no layer " << path);
    return -1;
  }
};

inline CheckedGraph checkedGraph(std::string text) {
  CheckedGraph result;
  result.file = std::make_unique<support::SourceFile>("test.stride", std::move(text));
  diagnostics::Sink sink;
  result.module = syntax::parse(*result.file, sink);
  result.graphs = check::check(result.module, sink);
  for (const diagnostics::Diagnostic &diagnostic : sink.all())
    MESSAGE(diagnostic.message);
  REQUIRE_FALSE(sink.hasErrors());
  REQUIRE(!result.graphs.empty());
  return result;
}

/// A network `n` with one input `x` of the type [3, height, width] and this pipeline behind it.
inline CheckedGraph pipeline(int height, int width, const std::string &stages) {
  return checkedGraph("network n(x: f32[4, " + std::to_string(height) + ", " + std::to_string(width) +
                      "]) { return x -> " + stages + " }");
}

} // namespace evenstride::test
