// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names while a body is unrolled: what they stand for, and how layers get their paths.
#pragma once

#include "ast/Ast.h"
#include "check/Graph.h"
#include "check/Reporter.h"
#include "check/SizeProgram.h"

#include <map>
#include <optional>
#include <string>
#include <variant>

namespace evenstride::check {

/// A tensor of the graph, or one of unknown shape behind an error that was reported already.
struct Tensor {
  ValueId id = -1;
  bool known() const { return id >= 0; }
};
/// An integer; without a value behind an error, or in a block that nobody calls.
struct Number {
  std::optional<int64_t> value;
};
/// A size behind `where`: it stands for many values, and so only in types of inputs and in `expect`.
struct NamedSize {
  SizeVariable variable = noVariable;
};
/// A name whose value has an error: silent wherever it is used.
struct Unknown {};

struct Binding {
  std::variant<Unknown, Number, Tensor, NamedSize> value;
  support::Span span; // where it was declared
};

/// Names of a body; a repeat's index is a scope inside. Hiding an outer name is an error.
class Scope {
public:
  explicit Scope(const Scope *outer = nullptr) : outer(outer) {}
  const Binding *find(std::string_view name) const;
  /// Reports a name that is taken already, and keeps the first.
  void declare(const ast::Identifier &name, Binding binding, Reporter &reporter);
  /// All names that can be seen here.
  std::vector<std::string_view> names() const;

private:
  const Scope *outer;
  std::map<std::string, Binding, std::less<>> bindings;
};

/// A network or one call of a block: layers in it are counted by keyword, and their paths begin with its own.
struct Frame {
  std::string path; // empty for a network
  std::map<std::string, int64_t, std::less<>> counts;
  int depth = 0;       // calls of blocks around it
  bool isCopy = false; // of a path that is taken: clashes inside follow from that
  /// The path of a layer or block call that counts as `keyword` and may have a label.
  std::string nextPath(std::string_view keyword, const std::optional<std::string> &label);
};

/// Where a body is being unrolled.
struct Place {
  Scope &scope;
  Frame &frame;
};

} // namespace evenstride::check
