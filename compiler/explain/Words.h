// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Figures as people read them, for the table, the hints and the pictures.
#pragma once

#include "explain/Figures.h"

#include <string>

namespace evenstride::explain {

/// "118 M", "9.4 k", "512": three figures at least.
std::string countText(int64_t count);
/// "[64, 112, 112]".
std::string shapeText(const layers::Shape &shape);
/// "224x224", rows first.
std::string sizeText(int64_t rows, int64_t columns);
/// "2", "1/2".
std::string ratioText(const geometry::Ratio &ratio);
/// "7x7", "whole", or the size of the part that everything depends on.
std::string fieldText(const Sight &sight);
/// "2", "2x1", "1/2"; "mixed" where branches advance differently, "-" where nothing moves.
std::string stepText(const Sight &sight);
/// "5", "5x3", "2..3"; empty without neighbours, below 0 a gap.
std::string overlapText(const Sight &sight);
/// "the last row and 2 of 56 columns".
std::string linesText(const Lines &lines, const layers::Shape &shape);
/// "12.3 %".
std::string shareText(double part, double whole);

} // namespace evenstride::explain
