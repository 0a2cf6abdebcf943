// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How the rows and columns of every value follow from the sizes of the inputs, and what the layers ask of them: the
// network as far as its sizes go, at no particular size. The proof over ranges and the solver both read it.
#pragma once

#include "check/Axis.h"
#include "geometry/Window.h"
#include "support/SourceFile.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace evenstride::check {

/// Index of a size that may vary: one with a name, or an axis of an input that has none.
using SizeVariable = int32_t;
inline constexpr SizeVariable noVariable = -1;
/// Index of an extent; equal extents of one layer after another share one.
using ExtentId = int32_t;
inline constexpr ExtentId unknownExtent = -1;

struct VariableSize {
  std::string name;                       // "H", "image.height"
  int64_t value = 1;                      // at which the network is unrolled
  bool named = false;                     // in a `where`
  bool isSet = false;                     // by the caller, who asks for this one value
  int64_t first = 1, step = 1, count = 1; // the range: first, first + step, …
  Axis axis = Rows;                       // on which it first stands
  support::Span span = {};                // of its range

  int64_t last() const { return first + step * (count - 1); }
};

enum class Rounding { None, Down, Up };

/// (factor * x + offset) / divisor, which has to be an integer.
struct Scaling {
  int64_t factor = 1, offset = 0, divisor = 1;
  int64_t least = 1; // of x
  bool isIdentity() const { return factor == divisor && offset == 0; }
};

struct WindowRule {
  geometry::Window window;
  Rounding rounding = Rounding::None;
  bool isPool = false;
};

/// One step from extent to extent.
struct ExtentRule {
  enum class Kind { Constant, Variable, Scaled, Window };
  Kind kind = Kind::Constant;
  int64_t value = 0; // of a constant
  ExtentId operand = unknownExtent;
  Scaling scaling = {};
  WindowRule window = {};
  SizeVariable variable = noVariable; // that it depends on
  int32_t node = -1;                  // the first layer with it; -1: an input's type or an `expect`
  Axis axis = Rows;
};

/// Extents of a value along both axes.
struct ExtentPair {
  ExtentId rows = unknownExtent, columns = unknownExtent;
  auto operator<=>(const ExtentPair &) const = default;
};

/// What has to hold, in the order of the layers.
struct SizeDemand {
  enum class Kind {
    Rule,    // the extent `first.rows` has to exist
    Equal,   // of `first.rows` and `second.rows`
    Meet,    // `first` and `second` are equal, or one of them is 1 by 1
    OneSize, // something counts the elements of `first`: weights, that fit but this size
    Volume,  // channels * first.rows * first.columns stays within the limit
  };
  Kind kind = Kind::Rule;
  ExtentPair first = {}, second = {};
  int64_t channels = 0;
  int32_t node = -1;
  support::Span span = {}; // of what demands it; not of a Rule
};

class SizeProgram {
public:
  SizeVariable addVariable(VariableSize variable);
  ExtentId constant(int64_t value);
  ExtentId variable(SizeVariable variable, Axis axis);
  /// These three give an unknown extent for one.
  ExtentId scaled(ExtentId operand, const Scaling &scaling, int32_t node, Axis axis);
  ExtentId window(ExtentId operand, const WindowRule &rule, int32_t node, Axis axis);

  void demandEqual(ExtentId first, ExtentId second, int32_t node, support::Span span);
  void demandMeeting(ExtentPair first, ExtentPair second, int32_t node, support::Span span);
  void demandOneSize(ExtentPair extents, int32_t node, support::Span span);
  void demandVolume(int64_t channels, ExtentPair extents, int32_t node, support::Span span);
  /// Something is not known behind an error.
  void giveUp() { known = false; }

  /// Whether every extent and every demand is in here.
  bool complete() const { return known; }
  bool varies(ExtentId extent) const { return variableOf(extent) != noVariable; }
  SizeVariable variableOf(ExtentId extent) const { return extent < 0 ? noVariable : rule(extent).variable; }
  const ExtentRule &rule(ExtentId extent) const { return rules[size_t(extent)]; }
  const std::vector<ExtentRule> &extents() const { return rules; }
  const std::vector<SizeDemand> &demands() const { return allDemands; }
  const std::vector<VariableSize> &variables() const { return allVariables; }
  bool hasNames() const;

private:
  ExtentId add(ExtentRule rule);
  void add(SizeDemand demand);

  using Key = std::vector<int64_t>;
  std::vector<VariableSize> allVariables;
  std::vector<ExtentRule> rules;
  std::vector<SizeDemand> allDemands;
  std::map<Key, ExtentId> extentByKey;
  std::set<Key> demanded;
  std::map<ExtentPair, size_t> volumes;
  bool known = true;
};

/// The extent that a rule gives for its operand's, where it gives one.
std::optional<int64_t> extentOf(const ExtentRule &rule, int64_t operand);

} // namespace evenstride::check
