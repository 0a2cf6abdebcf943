// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An ONNX file, parsed and within limits; nothing in it is believed yet.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <memory>
#include <span>
#include <string>

namespace onnx {
class ModelProto;
}

namespace evenstride::interchange::onnx {

/// How large a file may be, and what is in it. Parsing is bounded by them before memory is taken.
struct ModelLimits {
  static constexpr size_t bytes = (size_t(1) << 31) - 1; // protobuf's own
  static constexpr int depth = 32;                       // of messages within messages
  static constexpr int nodes = 100'000;
  static constexpr int tensors = 100'000;
};

/// The model in `bytes`, which it copies; null after an error about `path`.
std::shared_ptr<const ::onnx::ModelProto> parseModel(std::span<const uint8_t> bytes, const std::string &path,
                                                     diagnostics::Sink &sink);

} // namespace evenstride::interchange::onnx
