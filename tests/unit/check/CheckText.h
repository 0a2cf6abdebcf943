// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks a text as the command does: parse, then check.
#pragma once

#include "check/Advice.h"
#include "check/Check.h"
#include "support/TestTexts.h"
#include "syntax/Load.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace evenstride {

struct Checked {
  std::shared_ptr<const support::SourceFile> file;
  ast::Program program; // the diagnostics point into its texts
  diagnostics::Sink sink;
  std::vector<check::Graph> graphs;

  const std::vector<diagnostics::Diagnostic> &all() const { return sink.all(); }
  /// The codes of all diagnostics but advice, in order: "E0201 E0301". Programs of tests are not written to look well.
  std::string codes() const {
    std::string text;
    for (const diagnostics::Diagnostic &each : all())
      if (!check::isAdvice(each.code))
        text += (text.empty() ? "" : " ") + std::string(diagnostics::name(each.code));
    return text;
  }
  const diagnostics::Diagnostic *find(diagnostics::Code code) const {
    auto found = std::ranges::find(all(), code, &diagnostics::Diagnostic::code);
    return found == all().end() ? nullptr : &*found;
  }
};

inline Checked checkText(std::string text, const support::TextFiles &others = test::TestTexts()) {
  Checked result;
  result.file = std::make_shared<const support::SourceFile>("test.stride", std::move(text));
  result.program = syntax::load(result.file, others, result.sink);
  result.graphs = check::check(result.program, result.sink);
  return result;
}

/// The paths of a graph's layers, in order.
inline std::vector<std::string> paths(const check::Graph &graph) {
  std::vector<std::string> result;
  for (const check::Node &node : graph.nodes)
    result.push_back(node.path);
  return result;
}

} // namespace evenstride
