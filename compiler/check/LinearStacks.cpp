// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// W0323. What is made of two linear maps is one linear map. Pairs that are cheaper than that one are built so on
// purpose (depthwise and 1x1, a column and a row, a narrow middle) and are left alone.
#include "check/Advice.h"
#include "geometry/Window.h"
#include "layers/Windows.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;
using geometry::Window;
using layers::Shape;

namespace {

/// How often each value is read, outputs included.
std::vector<int32_t> countReaders(const Graph &graph) {
  std::vector<int32_t> readers(graph.values.size());
  for (const Node &node : graph.nodes)
    for (ValueId operand : node.operands)
      ++readers[size_t(operand)];
  for (const NetworkOutput &output : graph.outputs)
    ++readers[size_t(output.value)];
  return readers;
}

class StackFinder {
public:
  StackFinder(const Flow &flow, Reporter &reporter)
      : graph(flow.graph), reporter(reporter), readers(countReaders(flow.graph)) {}

  void run() {
    for (const Node &second : graph.nodes)
      if (isConv(second) || isDense(second))
        if (const Node *first = before(second);
            first && first->kind == second.kind && (isDense(*first) || isConv(*first)) && couldBeOne(*first, second))
          report(*first, second);
  }

private:
  static bool isDense(const Node &node) { return node.kind->keyword == "dense"; }
  static bool isConv(const Node &node) { return node.kind->keyword == "conv" && node.arguments.integer("groups") == 1; }
  /// Folded into the convolution before it, or nothing at all.
  static bool isTransparent(const Node &node) {
    return node.kind->keyword == "batch_norm" || node.kind->keyword == "dropout";
  }

  /// The layer whose result this one alone reads.
  const Node *before(const Node &node) const {
    const Node *at = &node;
    do {
      ValueId operand = at->operands[0];
      int32_t producer = graph.values[size_t(operand)].producer;
      if (producer < 0 || readers[size_t(operand)] != 1)
        return nullptr;
      at = &graph.nodes[size_t(producer)];
    } while (isTransparent(*at));
    return at;
  }

  bool couldBeOne(const Node &first, const Node &second) const {
    int64_t given = graph.shapeOf(first.operands[0]).elements(), middle = graph.shapeOf(first.result).elements();
    int64_t made = graph.shapeOf(second.result).elements();
    if (isDense(second))
      return middle >= std::min(given, made);
    given = graph.shapeOf(first.operands[0]).channels;
    middle = graph.shapeOf(first.result).channels;
    made = graph.shapeOf(second.result).channels;
    if (middle < std::min(given, made)) // a narrow middle, which one layer would not have
      return false;
    auto [firstRows, firstColumns] = layers::windowsOf(first.arguments);
    auto [secondRows, secondColumns] = layers::windowsOf(second.arguments);
    int64_t firstTaps = firstRows.kernel * firstColumns.kernel, secondTaps = secondRows.kernel * secondColumns.kernel;
    if (firstTaps == 1 || secondTaps == 1) // mixes channels: worth its own layer where that saves weights
      return given * made * std::max(firstTaps, secondTaps) <= given * middle * firstTaps + middle * made * secondTaps;
    bool rowsOnce = firstRows.kernel == 1 || secondRows.kernel == 1;
    bool columnsOnce = firstColumns.kernel == 1 || secondColumns.kernel == 1;
    return !rowsOnce || !columnsOnce; // else a column and a row
  }

  /// Elements that both windows see together.
  static int64_t joint(const Window &first, const Window &second) {
    int64_t firstExtent = (first.kernel - 1) * first.dilation + 1;
    return firstExtent + (second.kernel - 1) * second.dilation * first.stride;
  }

  static std::string jointText(const Node &first, const Node &second) {
    if (isDense(second))
      return "together they are one `dense`";
    auto [firstRows, firstColumns] = layers::windowsOf(first.arguments);
    auto [secondRows, secondColumns] = layers::windowsOf(second.arguments);
    return "together they are one convolution of " + std::to_string(joint(firstRows, secondRows)) + "x" +
           std::to_string(joint(firstColumns, secondColumns));
  }

  void report(const Node &first, const Node &second) {
    if (!second.span.valid())
      return;
    Diagnostic diagnostic;
    diagnostic.code = Code::W0323;
    diagnostic.message = "there is no activation between `" + first.path + "` and `" + second.path + "`";
    diagnostic.primary = {second.span, jointText(first, second)};
    if (first.span.begin != second.span.begin || first.span.file != second.span.file)
      diagnostic.labels.push_back({first.span, "nothing else reads what comes out here"});
    diagnostic.help.push_back("an activation such as `relu` between them makes two layers of them");
    reporter.report(std::move(diagnostic), second.path);
  }

  const Graph &graph;
  Reporter &reporter;
  std::vector<int32_t> readers;
};

} // namespace

void warnOfLinearStacks(const Flow &flow, Reporter &reporter) { StackFinder(flow, reporter).run(); }

} // namespace evenstride::check
