// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Inputs of bytes, as cameras give them: what the nodes behind one make of it.
#pragma once

#include "check/Graph.h"

#include <string>

namespace onnx {
class GraphProto;
}

namespace evenstride::interchange::onnx {

/// How an input of bytes lies in memory: [N, H, W, C] where all that reads it moves the channels to the front. Throws
/// Refusal where a node computes with bytes: their sums wrap round, and those of a network here do not.
check::InputFormat formatOfBytes(const ::onnx::GraphProto &graph, const std::string &input);

} // namespace evenstride::interchange::onnx
