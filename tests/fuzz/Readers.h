// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The readers of files that others wrote, and what each of them promises on any bytes whatever.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace evenstride::test {

/// "onnx", "darknet", …: importers; "stride": parser, check and formatter.
std::span<const std::string_view> fuzzedReaders();

/// Gives bytes to a reader, and returns which promise it broke; nothing if none. In formats of text, what comes behind
/// a first zero byte is the second file: the weights, of NNEF the tensor `t.dat`.
std::string brokenPromise(std::string_view reader, std::span<const uint8_t> bytes);

} // namespace evenstride::test
