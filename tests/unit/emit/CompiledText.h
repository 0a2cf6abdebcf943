// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A network's text through the whole compiler, and what the layers' own loops in double say of it.
#pragma once

#include "emit/Backend.h"
#include "interchange/WeightStore.h"
#include "layers/Tensor.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace evenstride::test {

class CompiledText {
public:
  /// Parses and checks the first network of the text and makes up weights. Throws where the text has errors.
  explicit CompiledText(std::string text);

  /// Compiles for this machine's target; `change` may alter the request. Throws where the backend fails.
  const emit::LibraryFiles &build(const std::function<void(emit::BackendRequest &)> &change = {});
  /// The backend's answer, whatever it is.
  emit::BackendResult request(const std::function<void(emit::BackendRequest &)> &change = {}) const;

  /// Of the first target of what was built.
  const emit::PlanReport &plan() const { return files.plans.front(); }

  /// Puts lib<net>.a, <net>.h, <net>.hpp and, where there is one, <net>.weights into the folder.
  void write(const std::filesystem::path &folder) const;

  /// Values from -1 to 1 for each input, the same in every run.
  std::vector<std::vector<float>> inputs() const;
  /// The outputs for these inputs, by plain loops in double.
  std::vector<layers::Tensor> reference(const std::vector<std::vector<float>> &inputs) const;

  /// The result of the layer with this path, likewise.
  layers::Tensor referenceOf(const std::string &path, const std::vector<std::vector<float>> &inputs) const;

  check::Graph graph;
  emit::LibraryFiles files;
  emit::WeightMap weights;
  std::map<std::string, std::vector<float>> changed; // values that a test put in place of the made-up ones

  /// Replaces a tensor.
  void setWeight(const std::string &name, std::vector<float> values);

private:
  /// By value of the graph.
  std::vector<layers::Tensor> evaluate(const std::vector<std::vector<float>> &inputs) const;

  std::unique_ptr<support::SourceFile> file;
  interchange::WeightStore store;
};

} // namespace evenstride::test
