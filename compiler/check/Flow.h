// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One network while it is unrolled: its graph, and what the check knows of each value besides its shape.
#pragma once

#include "ast/Ast.h"
#include "check/Graph.h"
#include "check/SizeSolver.h"
#include "geometry/Affine.h"

#include <map>
#include <optional>
#include <span>

namespace evenstride::check {

/// "28 rows and 28 columns"
std::string rowsAndColumns(int64_t rows, int64_t columns);
/// "[64, 56, 56]"
std::string text(const layers::Shape &shape);

/// An axis of a network's input: twice the input's index, and one more for its width.
using Symbol = int32_t;
inline constexpr Symbol noSymbol = -1;

/// What is known of one axis of a value besides its extent.
struct AxisFact {
  bool firm = true;                          // false behind an error whose mending may change the extent: no echoes
  Symbol symbol = noSymbol;                  // the input axis that `size` is a function of
  std::optional<geometry::Affine> size = {}; // rows and columns only
  ExtentId extent = unknownExtent;           // rows and columns only
  int32_t lastChange = -1;                   // the node that last changed the extent; -1: none since the input
  int32_t lastLoss = -1;                     // index into `losses`: where it last lost a remainder; -1: nowhere
};
using Facts = std::array<AxisFact, 3>;

/// A window whose division left a remainder, and what became of the axis.
struct Loss {
  int32_t node = -1;
  Axis axis = Rows;
  int64_t input = 0, output = 0;
  int64_t unread = 0; // real rows or columns that no window reads
  bool roundedUp = false;
  int32_t earlier = -1; // the loss before it on the same way
};

/// Whether the check is there to report, or to find out whether an edit holds: then nobody reads advice.
enum class Purpose { Report, Trial };

/// Where the type of an input says the extent of an axis: channels stand first, or last if they are interleaved.
/// Null where the type has not three sizes.
const ast::Expr *sizeOf(const ast::TensorType &type, Axis axis);

class Flow {
public:
  Flow(const ast::Network *network, Purpose purpose) : network(network), purpose(purpose) {}

  ValueId addInput(NetworkInput input, const layers::Shape &shape, ExtentPair extents);
  /// Adds a layer with its result, whose facts follow from the operands' through the shape rule.
  ValueId addNode(Node node, const layers::Shape &result);
  /// The same with facts that the caller knows.
  ValueId addNode(Node node, const layers::Shape &result, Facts resultFacts);
  /// The same behind a fault of the layer, which makes its rows and columns uncertain.
  ValueId addUnsure(Node node, const layers::Shape &likely);
  /// The shape that the layer's rule would give if sizes did not stand in its way; nothing where something else does.
  std::optional<layers::Shape> likelyResult(const Node &node) const;

  /// Whether the channels of a value are elements of an image, as behind a `flatten`.
  bool countsPixels(ValueId value) const { return counted.contains(value); }
  ExtentPair extents(ValueId value) const { return {facts(value)[Rows].extent, facts(value)[Columns].extent}; }
  const layers::Shape &shape(ValueId value) const { return graph.shapeOf(value); }
  const Facts &facts(ValueId value) const { return valueFacts[size_t(value)]; }
  bool firm(ValueId value) const;
  /// Elements of the network's input per element of this axis: the product of the strides so far, as numerator and
  /// denominator. Nothing where that has no meaning.
  std::optional<std::pair<int64_t, int64_t>> step(ValueId value, Axis axis) const;

  /// Where the extent of an axis was last changed: the layer's text, or the type of the input.
  support::Span originOf(ValueId value, Axis axis) const;
  /// What that place is called: "`conv1`", or the name of the input.
  std::string originName(ValueId value, Axis axis) const;
  /// The extents on the way from the input, without repetitions.
  std::vector<int64_t> history(ValueId value, Axis axis) const;
  /// The network input that a value comes from, following first operands.
  const NetworkInput &inputOf(ValueId value) const;
  support::Span inputSpan(const NetworkInput &input) const;
  /// The size that the type of an input gives to an axis.
  int64_t inputSize(Symbol symbol) const;
  ExtentId inputExtent(Symbol symbol) const;
  /// What the network accepts along a variable, the others as they are. Computed once.
  const SizeAnswer &acceptedSizes(SizeVariable variable) const;

  const ast::Network *network; // null for a block that nobody calls
  Purpose purpose;
  Graph graph;
  SizeProgram sizes;
  std::vector<Loss> losses;
  std::map<std::string, support::Span, std::less<>> paths; // of layers and block calls
  bool tooLarge = false;                                   // unrolling stopped

private:
  /// What a rule gives for large sizes, and for a few rows or columns more.
  struct Growth;
  std::optional<Growth> growthOf(const Node &node) const;
  Facts factsThroughRule(const Node &node, const layers::Shape &result, const Growth *growth);
  AxisFact axisThroughRule(const Node &node, const layers::Shape &result, Axis axis, const Growth *growth);
  ValueId driverOf(const Node &node, Axis axis, const layers::Shape &result) const;
  bool staysFirm(const Node &node, const layers::Shape &result, Axis axis) const;
  ValueId append(Node node, const layers::Shape &result, const Facts &resultFacts, const Growth *growth);
  void demandMeetings(const Node &node);
  /// Whether the layer gives as many channels as it takes, however many those are.
  bool keepsChannels(const Node &node) const;
  /// Asks for one size where something counts the elements of an image, and follows such counts.
  void followCounts(const Node &node, ValueId result, const Growth *growth);

  std::vector<Facts> valueFacts;
  std::vector<size_t> inputOfValue;                    // index into graph.inputs
  mutable std::map<SizeVariable, SizeAnswer> accepted; // every fault of a network asks the same
  /// The extents that a value's channels are a multiple of, behind a `flatten`; empty for most.
  std::map<ValueId, std::vector<ExtentPair>> counted;
};

} // namespace evenstride::check
