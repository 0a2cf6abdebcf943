// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// W0324. That the last layers of a network see more than the whole image is usual and wanted (483 of 224 pixels in
// ResNet-50), and `explain` says it. It is worth a warning where it is a fact about weights: where a window reaches so
// far beyond its input that some of them meet padding wherever it stands, and could as well not be there.
#include "check/Advice.h"
#include "geometry/Field.h"
#include "layers/Windows.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;
using geometry::Field;
using layers::Shape;
using support::plural;

static bool isConvolution(const Node &node) { return node.kind->isWindow && node.kind->weights; }

/// Places of a window that meet a real element somewhere.
static int64_t meetingTaps(const Flow &flow, const Node &node) {
  auto [rows, columns] = layers::windowsOf(node.arguments);
  const Shape &input = flow.shape(node.operands[0]);
  return geometry::meetingTaps(rows, input.height) * geometry::meetingTaps(columns, input.width);
}

static int64_t allTaps(const Node &node) {
  auto [rows, columns] = layers::windowsOf(node.arguments);
  return rows.kernel * columns.kernel;
}

namespace {

/// What an element of a value sees of the network's input along the way of first operands.
class Sight {
public:
  Sight(const Flow &flow, ValueId value) : flow(flow), input(flow.inputOf(value)) {
    for (int32_t producer; (producer = flow.graph.values[size_t(value)].producer) >= 0;) {
      way.push_back(&flow.graph.nodes[size_t(producer)]);
      value = way.back()->operands[0];
    }
    std::ranges::reverse(way);
  }

  std::string text() const {
    const Shape &shape = flow.shape(input.value);
    bool branches = std::ranges::any_of(way, [](const Node *node) { return node->operands.size() > 1; });
    return (branches ? "at least " : "") + std::to_string(size(Rows)) + "x" + std::to_string(size(Columns)) + " of `" +
           input.name + "`, which has " + std::to_string(shape.height) + "x" + std::to_string(shape.width);
  }

private:
  int64_t size(Axis axis) const {
    Field field(extent(flow.shape(input.value), axis));
    for (const Node *node : way) {
      layers::Axis along = axis == Rows ? layers::Axis::Rows : layers::Axis::Columns;
      if (node->kind->reads)
        field = field.through(node->kind->reads(node->arguments, along), extent(flow.shape(node->operands[0]), axis));
    }
    return field.figures(extent(flow.shape(way.back()->result), axis)).size;
  }

  const Flow &flow;
  const NetworkInput &input;
  std::vector<const Node *> way;
};

} // namespace

void warnOfIdleWeights(const Flow &flow, Reporter &reporter) {
  std::vector<const Node *> idle;
  for (const Node &node : flow.graph.nodes)
    if (isConvolution(node) && node.span.valid() && meetingTaps(flow, node) < allTaps(node))
      idle.push_back(&node);
  if (idle.empty())
    return;
  const Node &first = *idle.front();
  const Shape &input = flow.shape(first.operands[0]);
  int64_t all = allTaps(first), meeting = meetingTaps(flow, first);
  Diagnostic diagnostic;
  diagnostic.code = Code::W0324;
  diagnostic.message = "`" + first.path + "` reaches so far beyond its input that weights never meet it";
  diagnostic.primary = {first.span, "on " + rowsAndColumns(input.height, input.width) + ", " +
                                        std::to_string(all - meeting) + " of " + plural(all, "place") +
                                        " of the window " + (all - meeting == 1 ? "meets" : "meet") + " only padding"};
  diagnostic.notes.push_back("an element of it depends on " + Sight(flow, first.result).text());
  if (idle.size() > 1)
    diagnostic.notes.push_back("the same in " + plural(int64_t(idle.size()) - 1, "layer") + " behind it");
  reporter.report(std::move(diagnostic));
}

} // namespace evenstride::check
