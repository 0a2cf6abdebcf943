// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a plan says of its strips, for reports.
#pragma once

#include "dialect/Plan.h"
#include "emit/Backend.h"

namespace evenstride::emit {

/// "conv1 + relu1", or "copy".
std::string groupTitle(plan::KernelOp kernel);
StripsReport stripsReport(plan::StripsOp strips);
std::vector<StripsReport> stripsReports(plan::NetworkOp network);

} // namespace evenstride::emit
