// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Constants that are broadcast against a computed tensor: one number for each channel, or one for all.
#pragma once

#include "interchange/onnx/Node.h"

namespace evenstride::interchange::onnx {

struct PerChannel {
  View view;                 // of the computed tensor, which gets axes in front where the constant has more
  std::vector<float> values; // as many as channels, or one
};

/// Throws Refusal where the constant differs along other axes.
PerChannel perChannel(Node &node, View computed, const Constant &constant);

/// How many axes of the first input follow those that the second lies along: before opset 7 a file may say from which
/// axis on it does.
size_t axesBehindSecond(const Node &node, size_t firstRank, size_t secondRank);

} // namespace evenstride::interchange::onnx
