// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A compiled network watched group by group, each result held against the reference on the group's own inputs.
#pragma once

#include "driver/Reference.h"
#include "driver/Tensors.h"
#include "emit/Backend.h"

#include <string>
#include <vector>

namespace evenstride::driver {

/// How far one group's result was from the reference, over all samples.
struct GroupError {
  std::string name;
  double largest = 0;      // |computed - reference|
  double shareOfBound = 0; // the largest error over its element's bound; past 1 is a wrong result
  bool allAlike = true;    // every element had one value in every sample, which proves little
};

/// Judges a network that was built with instrumentation. The bound of an element is terms * 2^-24 * magnitude (see
/// Bounded), plus the least normal number.
class GroupCheck {
public:
  GroupCheck(const check::Graph &graph, const emit::WeightMap &weights, const std::vector<emit::GroupReport> &groups);

  /// Before a run: the images it gets.
  void begin(const Batch &batch);
  /// An evenstride_observer; `data` is a GroupCheck.
  static void groupDone(void *data, int32_t group, const uint8_t *arena, float *const *outputs);
  /// After a run: judges what was seen.
  void end();

  /// In the order of the groups, without plain copies, which compute nothing.
  std::vector<GroupError> errors() const;

private:
  /// The value that the group's last layer gives; -1 for a plain copy.
  check::ValueId resultOf(const emit::GroupReport &group) const;
  void judge(size_t group, check::ValueId value);

  const check::Graph &graph;
  const std::vector<emit::GroupReport> &groups;
  Reference reference;
  std::vector<layers::Tensor> seen; // by group
  std::vector<GroupError> all;
};

/// The largest difference of the outputs from the reference over the whole graph, and the largest value there.
struct EndToEnd {
  double error = 0, scale = 0;
};
EndToEnd compareOutputs(const check::Graph &graph, const emit::WeightMap &weights, const Batch &batch);

} // namespace evenstride::driver
