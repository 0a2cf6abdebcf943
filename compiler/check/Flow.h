// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One network while it is unrolled: its graph, and what the check knows of each value besides its shape.
#pragma once

#include "ast/Ast.h"
#include "check/Graph.h"
#include "check/Sizes.h"

#include <array>
#include <map>
#include <optional>
#include <span>

namespace evenstride::check {

/// The axes of a shape.
enum Axis : int { Channels = 0, Rows = 1, Columns = 2 };
inline constexpr std::array allAxes = {Channels, Rows, Columns};

int64_t extent(const layers::Shape &shape, Axis axis);
int64_t &extent(layers::Shape &shape, Axis axis);
std::string_view noun(Axis axis); // "row"
/// "28 rows and 28 columns"
std::string rowsAndColumns(int64_t rows, int64_t columns);
/// "[64, 56, 56]"
std::string text(const layers::Shape &shape);

/// What is known of one axis of a value besides its extent.
struct AxisFact {
  bool firm = true;                          // false behind an error whose mending may change the extent: no echoes
  Symbol symbol = noSymbol;                  // the input axis that `size` is a function of
  std::optional<geometry::Affine> size = {}; // rows and columns only
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

  ValueId addInput(NetworkInput input, const layers::Shape &shape);
  /// Adds a layer with its result, whose facts follow from the operands' through the shape rule.
  ValueId addNode(Node node, const layers::Shape &result);
  /// The same with facts that the caller knows.
  ValueId addNode(Node node, const layers::Shape &result, Facts resultFacts);
  /// Operands that meet at one size have to do so at every size of the input; [C, 1, 1] meets all.
  void demandEqual(std::span<const ValueId> operands);

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

  const ast::Network *network; // null for a block that nobody calls
  Purpose purpose;
  Graph graph;
  Sizes sizes;
  std::vector<Loss> losses;
  std::map<std::string, support::Span, std::less<>> paths; // of layers and block calls
  bool tooLarge = false;                                   // unrolling stopped

private:
  Facts factsThroughRule(const Node &node, const layers::Shape &result) const;
  AxisFact axisThroughRule(const Node &node, const layers::Shape &result, Axis axis) const;
  bool staysFirm(const Node &node, const layers::Shape &result, Axis axis) const;
  void demandEqual(const AxisFact &first, const geometry::Affine &size, Symbol symbol);

  std::vector<Facts> valueFacts;
  std::vector<size_t> inputOfValue; // index into graph.inputs
};

} // namespace evenstride::check
