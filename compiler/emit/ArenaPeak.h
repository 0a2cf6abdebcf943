// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The moment at which most of the arena is in use.
#pragma once

#include "dialect/Plan.h"
#include "emit/Backend.h"

namespace evenstride::emit {

/// Of a network whose memory has been planned.
ArenaPeak arenaPeak(plan::NetworkOp network);

} // namespace evenstride::emit
