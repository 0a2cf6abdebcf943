// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operations of NNEF that are imported: parameters in their order, and the function of each.
#pragma once

#include "interchange/nnef/Call.h"

#include <array>

namespace evenstride::interchange::nnef {

/// Adds what an operation means to the draft and sets its results. Throws Refusal where nothing means the same.
using Import = void (*)(Call &);

void importActivation(Call &call);
void importAddN(Call &call);
void importArithmetic(Call &call);
void importBatchNormalization(Call &call);
void importClamp(Call &call);
void importConcat(Call &call);
void importConv(Call &call);
void importCopy(Call &call);
void importDeconv(Call &call);
void importDownsample(Call &call);
void importExtremum(Call &call);
void importLinear(Call &call);
void importLocalResponseNormalization(Call &call);
void importMatmul(Call &call);
void importMaxPool(Call &call);
void importMeanPool(Call &call);
void importNeg(Call &call);
void importPad(Call &call);
void importPow(Call &call);
void importPrelu(Call &call);
void importReduce(Call &call);
void importReshape(Call &call);
void importSeparableConv(Call &call);
void importSlice(Call &call);
void importSoftmax(Call &call);
void importSplit(Call &call);
void importSqr(Call &call);
void importSqueeze(Call &call);
void importTranspose(Call &call);
void importUnsqueeze(Call &call);
void importUpsample(Call &call);

struct OperationType {
  std::string_view name;
  std::array<std::string_view, 10> names; // of parameters; those behind the last one are empty
  Import import;

  std::span<const std::string_view> parameters() const;
};

/// Null if no operation of this name is imported.
const OperationType *findOperation(std::string_view name);
std::span<const OperationType> allOperations();

} // namespace evenstride::interchange::nnef
