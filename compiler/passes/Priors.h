// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Normalisations of a layer's input: how they are described, and as what numbers they are packed.
#pragma once

#include "dialect/Plan.h"
#include "dialect/Stride.h"

#include <utility>

namespace evenstride::passes {

stride::PriorAttr priorOf(stride::BatchNormOp norm);
stride::PriorAttr priorOf(stride::ScaleOp scale);

/// The factors and summands, per channel, that the normalisation comes to.
std::pair<plan::VectorAttr, plan::VectorAttr> vectorsOf(stride::PriorAttr prior);

bool isZero(mlir::DenseF64ArrayAttr numbers);

} // namespace evenstride::passes
