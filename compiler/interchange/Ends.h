// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Inputs and outputs of a network: names that the language takes, sizes that can be compiled, and one batch for all.
#pragma once

#include "interchange/Names.h"
#include "interchange/View.h"

#include <optional>
#include <string>

namespace evenstride::interchange {

class Ends {
public:
  explicit Ends(Draft &draft) : draft(draft), builder(draft) {}

  /// An input [N, C, H, W] or [N, F]. Throws Refusal where it is none of these, too large, or of another batch.
  View addInput(const std::string &name, const std::vector<int64_t> &shape);
  /// Throws Refusal where the tensor is in an order that no layer gives.
  void addOutput(const std::string &name, const View &view);

  /// How many images the file is for; 1 where there are no inputs.
  int64_t batch() const { return images.value_or(1); }

private:
  Draft &draft;
  DraftBuilder builder;
  std::optional<int64_t> images;
  UniqueNames inputNames{draft.name}, outputNames{draft.name};
};

/// What a warning says about a file for more than one image.
std::string batchText(int64_t batch);

} // namespace evenstride::interchange
