// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The header, and the values as they lie in memory.
#include "driver/TensorFile.h"

namespace evenstride::driver {

bool addTensors(OutputFiles &files, const std::string &path, std::span<const interchange::TensorToWrite> tensors,
                diagnostics::Sink &sink) {
  std::string header = interchange::safetensorsHeader(tensors);
  std::vector<std::string_view> pieces = {header};
  for (const interchange::TensorToWrite &tensor : tensors)
    pieces.emplace_back(reinterpret_cast<const char *>(tensor.values.data()), tensor.values.size_bytes());
  return files.add(path, pieces, sink);
}

} // namespace evenstride::driver
