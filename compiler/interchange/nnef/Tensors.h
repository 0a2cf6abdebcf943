// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The .dat files beside an NNEF graph: one tensor each, named by a variable's label. The only place that reads them.
#pragma once

#include "interchange/Draft.h"

#include <filesystem>
#include <map>
#include <string>

namespace evenstride::interchange::nnef {

/// A tensor whose values are known.
struct Constant {
  std::vector<int64_t> shape;
  std::span<const float> values; // none where weights are missing altogether
};

class Tensors {
public:
  Tensors(std::filesystem::path folder, Draft &draft);

  /// Whether there is any file of a tensor in the folder, at whatever depth.
  bool areThere() const;
  /// The tensor of a label. Throws Refusal where its file is missing, damaged, of integers or of another shape.
  Constant read(const std::string &label, const std::vector<int64_t> &shape);

private:
  std::span<const uint8_t> bytesOf(const std::string &label);

  std::filesystem::path folder;
  Draft &draft;
  std::map<std::string, std::span<const uint8_t>> opened; // in Draft::files
};

} // namespace evenstride::interchange::nnef
