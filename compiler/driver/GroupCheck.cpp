// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Results are copied out while the network runs, since the arena is used again, and judged afterwards.
#include "driver/GroupCheck.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace evenstride::driver {

using layers::Tensor;

GroupCheck::GroupCheck(const check::Graph &graph, const emit::WeightMap &weights,
                       const std::vector<emit::GroupReport> &groups)
    : graph(graph), groups(groups), reference(graph, weights), seen(groups.size()) {
  for (const emit::GroupReport &group : groups)
    all.push_back({group.name});
}

static Tensor toTensor(const layers::Shape &shape, const std::vector<float> &values) {
  Tensor tensor(shape);
  std::copy(values.begin(), values.end(), tensor.data.begin());
  return tensor;
}

void GroupCheck::begin(const Batch &batch) {
  for (size_t i = 0; i < graph.inputs.size(); ++i)
    reference.know(graph.inputs[i].value, toTensor(graph.shapeOf(graph.inputs[i].value), batch.inputs[i]));
}

/// A group's result out of its blocked layout with its halo.
static Tensor unpack(const emit::GroupReport &group, const float *first) {
  Tensor tensor(group.resultShape);
  int64_t block = group.resultBlock;
  for (int64_t c = 0; c < tensor.shape.channels; ++c)
    for (int64_t y = 0; y < tensor.shape.height; ++y) {
      int64_t row = c / block * group.resultPlanePitch + (group.resultHaloTop + y) * group.resultRowPitch;
      for (int64_t x = 0; x < tensor.shape.width; ++x)
        tensor.at(c, y, x) = double(first[(row + group.resultHaloLeft + x) * block + c % block]);
    }
  return tensor;
}

void GroupCheck::groupDone(void *data, int32_t group, const uint8_t *arena, float *const *outputs) {
  auto *check = static_cast<GroupCheck *>(data);
  const emit::GroupReport &report = check->groups[size_t(group)];
  const uint8_t *first = report.resultOutput >= 0 ? reinterpret_cast<const uint8_t *>(outputs[report.resultOutput]) +
                                                        report.resultOutputOffset
                                                  : arena + report.resultOffset;
  check->seen[size_t(group)] = unpack(report, reinterpret_cast<const float *>(first));
}

check::ValueId GroupCheck::resultOf(const emit::GroupReport &group) const {
  if (group.layers.empty())
    return -1;
  auto node = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                           [&](const check::Node &one) { return one.path == group.layers.back(); });
  assert(node != graph.nodes.end() && "a group of the plan names a layer that the graph has");
  return node->result;
}

void GroupCheck::judge(size_t group, check::ValueId value) {
  Bounded expected = reference.compute(value, groups[group].summation);
  GroupError &error = all[group];
  const std::vector<double> &computed = seen[group].data;
  for (size_t i = 0; i < computed.size(); ++i) {
    double difference = std::fabs(computed[i] - expected.value.data[i]);
    double bound = expected.terms * 0x1p-24 * expected.magnitude.data[i] + std::numeric_limits<float>::min();
    if (std::isnan(difference)) // NaN or two infinities: equal only if both are NaN
      difference =
          std::isnan(computed[i]) && std::isnan(expected.value.data[i]) ? 0 : std::numeric_limits<double>::infinity();
    error.largest = std::max(error.largest, difference);
    error.shareOfBound = std::max(error.shareOfBound, difference / bound);
    error.allAlike &= computed[i] == computed[0];
  }
  error.allAlike &= computed.size() > 1;
}

std::vector<GroupError> GroupCheck::errors() const {
  std::vector<GroupError> judged;
  for (size_t group = 0; group < groups.size(); ++group)
    if (!groups[group].layers.empty())
      judged.push_back(all[group]);
  return judged;
}

void GroupCheck::end() {
  for (size_t group = 0; group < groups.size(); ++group) {
    check::ValueId value = resultOf(groups[group]);
    if (value < 0)
      continue;
    judge(group, value);
    reference.know(value, std::move(seen[group]));
  }
}

EndToEnd compareOutputs(const check::Graph &graph, const emit::WeightMap &weights, const Batch &batch) {
  std::vector<Tensor> inputs;
  for (size_t i = 0; i < graph.inputs.size(); ++i)
    inputs.push_back(toTensor(graph.shapeOf(graph.inputs[i].value), batch.inputs[i]));
  std::vector<Tensor> expected = evaluate(graph, weights, std::move(inputs));
  EndToEnd result;
  for (size_t i = 0; i < expected.size(); ++i)
    for (size_t j = 0; j < expected[i].data.size(); ++j) {
      result.error = std::max(result.error, std::fabs(double(batch.outputs[i][j]) - expected[i].data[j]));
      result.scale = std::max(result.scale, std::fabs(expected[i].data[j]));
    }
  return result;
}

} // namespace evenstride::driver
