// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The syntax tree of a .stride file: plain structs, a span on every node, nothing resolved.
#pragma once

#include "support/SourceFile.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace evenstride::ast {

using support::Span;

struct Expr;
using ExprPtr = std::shared_ptr<Expr>; // X3 copies attributes while it backtracks

struct Identifier {
  std::string name;
  Span span;
};

/// `@conv2` or `@"stage.{i}.conv"`: literal text and computed integers in turn.
struct LabelPiece {
  std::string text; // used where `value` is null
  ExprPtr value;
};
struct Label {
  std::vector<LabelPiece> pieces;
  Span span; // with the `@`
};

struct Argument {
  std::optional<Identifier> name;
  ExprPtr value;
  Span span;
};

struct Integer {
  int64_t value;
  std::string amount = {}; // how it is written if it has a unit: `16MiB`, `1.5G`; only budgets do
}; // 64; too large a literal is a syntax error
struct Fraction {
  double value;
}; // 0.1
struct WindowLiteral {
  int64_t height, width;
}; // 3x3
struct Name {
  std::string name;
}; // a value, an integer, a word like `same`
struct Tuple {
  std::vector<ExprPtr> elements;
}; // (1, 2)
struct Range {
  ExprPtr begin, end;
  bool inclusive;
}; // 0..6, 0..=5
enum class UnaryOp { Negate };
struct Unary {
  UnaryOp op;
  ExprPtr operand;
};
enum class BinaryOp { Add, Subtract, Multiply, Divide, Remainder };
struct Binary {
  BinaryOp op;
  Span opSpan;
  ExprPtr left, right;
  std::optional<Label> label;
};
struct Call {
  Identifier callee;
  std::vector<Argument> arguments;
  std::optional<Label> label;
};

/// What has an error of syntax, which was reported: nothing is known of it.
struct Broken {};

struct Stage;
/// `source -> stage -> stage`
struct Pipeline {
  ExprPtr source;
  std::vector<Stage> stages;
};

struct Expr {
  std::variant<Integer, Fraction, WindowLiteral, Name, Tuple, Range, Unary, Binary, Call, Pipeline, Broken> node;
  Span span;
};

/// `repeat 3 { … }` (index empty, count in `bounds`) or `repeat i in 0..6 { … }` (bounds is a Range).
struct Repeat {
  std::optional<Identifier> index;
  ExprPtr bounds;
  std::vector<Stage> body;
};

/// `expect [64, _, _]`; `_` is a null pointer.
struct Expect {
  std::vector<ExprPtr> dims;
};

/// What stands behind an arrow. A bare word (`relu`) is a Call without arguments.
struct Stage {
  std::variant<Call, Repeat, Expect> node;
  Span span;
};

struct Let {
  std::vector<Identifier> names;
  ExprPtr value;
};
struct ReturnValue {
  std::optional<Identifier> name; // `return logits: a`
  ExprPtr value;
};
struct Return {
  std::vector<ReturnValue> values;
};
/// `arena <= 16MiB`
struct Budget {
  Identifier figure;
  ExprPtr limit;
  Span span;
};
/// `require arena <= 16MiB, macs <= 500M`
struct Require {
  std::vector<Budget> budgets;
};
struct Statement {
  std::variant<Let, Return, Require> node;
  Span span;
};

/// `f32[3, 224, 224]`, `u8[H, W, 3] hwc`
struct TensorType {
  Identifier element;
  std::vector<ExprPtr> dims;
  std::optional<Identifier> layout;
  Span span;
};
struct NetworkInput {
  Identifier name;
  TensorType type;
};
/// `H in 64..=1024 step 4`
struct SizeRange {
  Identifier name;
  ExprPtr bounds; // a Range
  ExprPtr step;   // null if it is not said
  Span span;
};
struct Network {
  Identifier name;
  std::vector<NetworkInput> inputs;
  std::vector<SizeRange> sizes; // behind `where`
  std::vector<Statement> body;
  Span span;
};

struct BlockParameter {
  Identifier name;
  bool isInteger = false; // `squeeze: int`, else a tensor
};
struct Block {
  Identifier name;
  std::vector<BlockParameter> parameters;
  std::vector<Statement> body;
  Span span;
};

/// `use "blocks.stride"`
struct Use {
  std::string path;
  Span pathSpan; // with the quotes
  Span span;
};

struct Module {
  const support::SourceFile *file = nullptr;
  std::vector<std::variant<Use, Block, Network>> items; // in the order of the file
  std::vector<Span> comments;                           // from `#` to the end of the line, in the order of the file
};

} // namespace evenstride::ast
