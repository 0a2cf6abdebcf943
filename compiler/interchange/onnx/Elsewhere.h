// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of tensors that stand in files beside the model. The only place that believes a path of a foreign file, and no
// more of it than a name in the model's own folder.
#pragma once

#include "interchange/Draft.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

namespace onnx {
class TensorProto;
}

namespace evenstride::interchange::onnx {

class Elsewhere {
public:
  /// Files are opened in `folder` and live as long as `memory`.
  Elsewhere(std::filesystem::path folder, Draft &memory) : folder(std::move(folder)), memory(memory) {}

  static bool has(const ::onnx::TensorProto &tensor);
  /// The bytes that the tensor names. Throws Refusal where the place is no file beside the model, or not in it.
  std::span<const uint8_t> bytesOf(const ::onnx::TensorProto &tensor);

private:
  std::span<const uint8_t> open(const std::string &name);

  std::filesystem::path folder;
  Draft &memory;
  std::map<std::string, std::span<const uint8_t>> opened;
};

} // namespace evenstride::interchange::onnx
