// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The weights of one network by "<path>.<suffix>", from a safetensors file or made up.
#pragma once

#include "check/Graph.h"
#include "interchange/MappedFile.h"
#include "interchange/Safetensors.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace evenstride::interchange {

/// fp32 values of every weight tensor that a graph asks for, each with as many elements as its WeightSpec says. Views
/// point into the file where its values can be read in place, else into storage of the store.
class WeightStore {
public:
  using Views = std::map<std::string, std::span<const float>, std::less<>>;

  /// Finds each weight of `graph` in `file` (named `path` in diagnostics). Reports tensors that are missing (E0410), of
  /// the wrong shape (E0411), not of a float type (E0408), not finite (E0409) or that nobody asked for (W0412). Where
  /// the sink has errors the store is incomplete. The file's memory must outlive the store.
  static WeightStore bind(const check::Graph &graph, const Safetensors &file, const std::string &path,
                          diagnostics::Sink &sink);

  /// He initialisation (uniform, bound sqrt(6 / fan-in)); biases and the like take their initial value. Equal seeds
  /// give equal bits on every machine: the generator is SplitMix64, seeded with `seed` plus the FNV-1a hash of the
  /// tensor's name, and value i is (2 * (next >> 40) + 1 - 2^24) / 2^24 times the bound.
  static WeightStore random(const check::Graph &graph, uint64_t seed);

  const Views &views() const { return tensors; }

private:
  void keep(std::string name, std::vector<float> values);

  Views tensors;
  std::map<std::string, std::vector<float>> owned;
};

} // namespace evenstride::interchange
