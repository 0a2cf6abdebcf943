// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a layer kind is: keyword, parameter table, shape rule, weights, cost, reference semantics. One file per kind
// beside this one; layers.def is the only list of them.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "geometry/Reads.h"
#include "geometry/Window.h"
#include "layers/Tensor.h"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace evenstride::layers {

enum class ParameterType {
  Integer, // filters: 64
  Number,  // slope: 0.1
  Window,  // 3x3, 3 or (kh, kw)           -> {kh, kw}
  Pair,    // 2 or (vertical, horizontal)  -> {vertical, horizontal}
  Padding, // n, (v, h), (t, l, b, r), same -> {top, left, bottom, right}
  Range,   // a..b or a..=b                -> {a, first after it}
  Word,    // one of `words`
  Boolean, // true or false
  Numbers, // 0.5 or (0.1, 0.2, …)
};

/// An argument after binding: Integer int64_t, Number double, Window/Pair/Padding/Range vector of integers, Word
/// string, Boolean bool, Numbers vector of double.
using Value = std::variant<int64_t, double, std::vector<int64_t>, std::string, bool, std::vector<double>>;

/// `atLeast` of a parameter that may be negative.
inline constexpr double anyNumber = -double(geometry::maxExtent);

struct Parameter {
  std::string_view name;
  ParameterType type;
  bool positional = false;                  // may be given without its name, in table order
  std::optional<Value> byDefault = {};      // absent: required, unless `defaultsTo` names a parameter
  std::vector<std::string_view> words = {}; // of a Word; extra words a Padding understands (`same`)
  std::string_view description = {};        // for the language reference and hover texts
  std::string_view defaultsTo = {};         // the earlier parameter whose value this one takes where it is not said
  // Bounds of an Integer, a Number or Numbers; windows are judged by geometry.
  double atLeast = 0, atMost = double(geometry::maxExtent);
  bool positive = false; // above `atLeast`, not equal to it

  bool required() const { return !byDefault && defaultsTo.empty(); }
};

/// Bound arguments of one layer by parameter name; every parameter of the table is present.
/// `pad: same` and `round:` have been resolved: "pad" holds four numbers, and there is no "round".
struct Arguments {
  std::map<std::string, Value, std::less<>> values;

  int64_t integer(std::string_view name) const { return std::get<int64_t>(values.find(name)->second); }
  double number(std::string_view name) const { return std::get<double>(values.find(name)->second); }
  const std::vector<int64_t> &list(std::string_view name) const {
    return std::get<std::vector<int64_t>>(values.find(name)->second);
  }
  const std::vector<double> &numbers(std::string_view name) const {
    return std::get<std::vector<double>>(values.find(name)->second);
  }
  const std::string &word(std::string_view name) const { return std::get<std::string>(values.find(name)->second); }
  bool boolean(std::string_view name) const { return std::get<bool>(values.find(name)->second); }
};

/// A weight tensor that a layer looks up as `<path>.<suffix>`, in PyTorch's layout.
struct WeightSpec {
  std::string suffix;         // "weight", "bias"
  std::vector<int64_t> shape; // OIHW, [out, in], [C]
  int64_t fanIn = 0;          // for He initialisation; 0 means start at `initial` (biases, batch norms)
  double initial = 0;
};

/// What a fault is about: the arguments alone, or how they meet the operands' channels, or rows and columns.
enum class FaultSide { Arguments, Channels, Pixels };

/// What a shape rule says where it cannot give a shape. `parameter` names the argument to point at (empty: the layer).
struct ShapeFault {
  /// Another value for an argument that was written; an empty one takes the argument out.
  struct Remedy {
    std::optional<diagnostics::FixTag> tag;
    std::string description, parameter, value = {};
  };

  diagnostics::Code code;
  std::string message;
  std::string parameter = {};
  std::string label = {}; // at the primary place
  FaultSide side = FaultSide::Pixels;
  std::vector<std::string> notes = {};
  std::vector<Remedy> remedies = {};
  /// Set for windows: verdicts per axis {height, width}, from which the check builds equations, fixes and geometry.
  std::optional<std::pair<geometry::Verdict, geometry::Verdict>> windows = {};
};

using ShapeResult = std::variant<Shape, ShapeFault>;

enum class Axis { Rows, Columns };

/// Weights of one layer, by suffix, widened to double, in the order of WeightSpec::shape.
using ReferenceWeights = std::map<std::string, std::vector<double>, std::less<>>;

/// One of the layers that stand for a shorthand, on the same operand.
struct ShorthandPart {
  std::string_view keyword;
  Arguments arguments;
};

/// What a layer stands for that the check writes out as others: `parts` results, each from a layer of its own. The
/// layer's `shape` is that of each part.
struct Shorthand {
  int64_t (*parts)(const Arguments &) = nullptr;
  ShorthandPart (*part)(const Arguments &, const Shape &operand, int64_t index) = nullptr;
};

struct LayerKind {
  std::string_view keyword;
  std::string_view summary = {}; // one line, for the language reference
  std::vector<Parameter> parameters = {};
  int minOperands = 1;
  int maxOperands = 1; // -1: any number
  ShapeResult (*shape)(const Arguments &, std::span<const Shape> operands) = nullptr;
  std::vector<WeightSpec> (*weights)(const Arguments &, std::span<const Shape> operands) = nullptr;   // null: none
  int64_t (*macs)(const Arguments &, std::span<const Shape> operands, const Shape &result) = nullptr; // null: 0
  /// Rows and columns come in multiples of this; null: any number does. Windows are judged by geometry instead.
  int64_t (*step)(const Arguments &) = nullptr;
  /// The fewest rows or columns that the shape rule takes; null: any number.
  int64_t (*least)(const Arguments &, Axis) = nullptr;
  /// Plain loops in double: what the layer means.
  Tensor (*reference)(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) = nullptr;
  /// How large results, and what is left of the operands' errors, may be: operands are magnitudes too. Null: the
  /// reference on magnitudes of operands and weights, which is right for sums and maxima.
  Tensor (*magnitude)(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) = nullptr;
  /// How many numbers one result sums up. Null: its multiply-accumulates, or what it reads on average.
  int64_t (*summands)(const Arguments &, const Shape &operand) = nullptr;
  /// What an element of the result reads of each operand; null: the element at its own place, or where the operand has
  /// but one, that one.
  geometry::Reads (*reads)(const Arguments &, Axis) = nullptr;
  const Shorthand *shorthand = nullptr; // written out as other layers; then there is no reference
  bool approximated = false;            // kernels approximate exp, tanh and the like
  bool isWindow = false;                // has kernel, stride, dilation, pad and obeys the exactness rule
  bool isPool = false;                  // a window without any real element is an error, not a warning
  std::string_view operatorSymbol = {}; // "+": written between its operands and not callable by its keyword
};

/// All kinds, in the order of layers.def.
std::span<const LayerKind *const> allLayers();
const LayerKind *findLayer(std::string_view keyword);

} // namespace evenstride::layers
