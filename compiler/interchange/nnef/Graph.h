// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The text of an NNEF graph in its flat form, as a list of operations with places. What an operation means is not known
// here.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <optional>
#include <string>
#include <vector>

namespace evenstride::interchange::nnef {

struct GraphLimits {
  static constexpr size_t bytes = size_t(1) << 26;
  static constexpr int depth = 16; // of lists within lists
  static constexpr size_t operations = 100'000;
  static constexpr size_t parameters = 1000; // of a graph: inputs, and outputs
};

enum class ExpressionKind { Number, Text, Truth, Name, Array, Tuple };

struct Expression {
  ExpressionKind kind = ExpressionKind::Number;
  std::string text = {};              // as it is written; of a Text what it means
  std::vector<Expression> items = {}; // of an Array or a Tuple
  support::Span span = {};
};

struct Argument {
  std::string name; // empty: by its place
  support::Span nameSpan;
  Expression value;
};

struct Name {
  std::string text;
  support::Span span;
};

struct Operation {
  std::vector<Name> results;
  Name op;
  std::string type; // "integer" in `external<integer>`; empty: not said
  std::vector<Argument> arguments;
};

struct Graph {
  std::string name;
  std::vector<Name> inputs, outputs;
  std::vector<Operation> operations;
};

/// Nothing after an error: the text is no NNEF (E0501), too large (E0502), has parts beyond the flat form (E0503), or
/// is of another version (E0508).
std::optional<Graph> parseGraph(const support::SourceFile &file, diagnostics::Sink &sink);

} // namespace evenstride::interchange::nnef
