// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The axes of a shape.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace evenstride::layers {
struct Shape;
}

namespace evenstride::check {

enum Axis : int { Channels = 0, Rows = 1, Columns = 2 };
inline constexpr std::array allAxes = {Channels, Rows, Columns};

int64_t extent(const layers::Shape &shape, Axis axis);
int64_t &extent(layers::Shape &shape, Axis axis);
std::string_view noun(Axis axis); // "row"

} // namespace evenstride::check
