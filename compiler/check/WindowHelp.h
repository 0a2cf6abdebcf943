// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Help on a window that no edit of the layer gives: sizes of the input that would do, and swapped layouts.
#pragma once

#include "check/WindowForm.h"

#include <string_view>

namespace evenstride::check {

/// "inputs of 27 or 29 divide here"
std::string dividingSizes(const WindowFault &fault);
/// Sizes of the network's input at which every layer divides, behind `before`; empty where none are found.
std::string wholeNetworkSizes(const WindowFault &fault, std::string_view before);
/// The input's type with the nearest sizes at which every layer divides; nothing where none are found.
std::optional<diagnostics::Fix> otherInput(const WindowFault &fault);

/// "27, 29 or 31", with `last` before the last number.
std::string listedSizes(const std::vector<int64_t> &sizes, std::string_view last);

} // namespace evenstride::check
