// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `run`: files in, files or a summary out.
#include "driver/Commands.h"
#include "driver/CompiledNetwork.h"
#include "driver/LoadedNetwork.h"
#include "driver/Report.h"
#include "driver/Session.h"
#include "driver/Tensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace evenstride::driver {

/// The largest values with their channels: what a classifier says.
static void printLargest(std::span<const float> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t(0));
  size_t shown = std::min<size_t>(5, order.size());
  std::partial_sort(order.begin(), order.begin() + std::ptrdiff_t(shown), order.end(),
                    [&](size_t a, size_t b) { return values[a] > values[b]; });
  for (size_t i = 0; i < shown; ++i)
    fmt::print("  channel {:4}  {:.6g}\n", order[i], values[order[i]]);
}

static void printSummary(const std::string &name, const layers::Shape &shape, std::span<const float> values) {
  auto notNumber = std::count_if(values.begin(), values.end(), [](float value) { return std::isnan(value); });
  auto [least, largest] = std::minmax_element(values.begin(), values.end());
  double sum = std::accumulate(values.begin(), values.end(), 0.0);
  fmt::print("{} [{}, {}, {}]: from {:.6g} to {:.6g}, mean {:.6g}", name, shape.channels, shape.height, shape.width,
             *least, *largest, sum / double(values.size()));
  fmt::print("{}\n", notNumber ? fmt::format(", {} are not a number", notNumber) : "");
  if (shape.height == 1 && shape.width == 1 && notNumber == 0)
    printLargest(values);
}

static void printResults(const check::Graph &graph, const Batch &batch, const std::vector<std::string> &paths) {
  for (size_t i = 0; i < graph.outputs.size(); ++i) {
    const layers::Shape &shape = graph.shapeOf(graph.outputs[i].value);
    if (!paths[i].empty()) {
      fmt::print("{}: {}\n", graph.outputs[i].name, paths[i]);
      continue;
    }
    size_t elements = size_t(shape.elements());
    for (size_t image = 0; image < batch.count; ++image)
      printSummary(graph.outputs[i].name, shape, std::span(batch.outputs[i]).subspan(image * elements, elements));
  }
}

static void run(const RunOptions &options, Session &session, diagnostics::Sink &sink) {
  if (!openSession(options.network, session, sink) || session.targets.empty())
    return;
  auto batch = readInputs(*session.graph, options.inputs, sink);
  auto paths = matchOutputs(*session.graph, options.outputs, sink);
  bool hasAll = findWeights(options.network, WithoutWeights::Refuse, session, sink) && batch && paths;
  if (!hasAll)
    return;
  auto compiled = obtainNetwork(session.model, session.request(options.network), sink);
  auto loaded = compiled ? LoadedNetwork::load(*compiled, *session.graph, options.threads, sink) : std::nullopt;
  if (!loaded || !loaded->run(batch->count, batch->inputPointers(), batch->outputPointers(), sink) ||
      !writeOutputs(*session.graph, *batch, *paths, sink))
    return;
  printResults(*session.graph, *batch, *paths);
}

int runCommand(const RunOptions &options) {
  diagnostics::Sink sink;
  Session session;
  run(options, session, sink);
  return finish(sink);
}

} // namespace evenstride::driver
