// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All operators of ONNX that are imported, and the functions that do it, one file per family.
#pragma once

#include "interchange/onnx/Node.h"

#include <span>
#include <string_view>

namespace evenstride::interchange::onnx {

using Import = void (*)(Node &);

struct Operator {
  std::string_view name;
  Import import;         // where an input is computed; null: never
  Import fold = nullptr; // where all inputs are constants; null: it has no meaning then
};

/// By name; null for operators that are not imported at all.
const Operator *findOperator(std::string_view name);
/// All of them, sorted by name.
std::span<const Operator> allOperators();

// Convolutions.cpp
void importConv(Node &);
void importConvTranspose(Node &);
// Pools.cpp
void importMaxPool(Node &);
void importAveragePool(Node &);
void importGlobalPool(Node &);
void importReduce(Node &);
// Activations.cpp
void importActivation(Node &);
void importStretched(Node &);
void importClip(Node &);
void importPRelu(Node &);
void importSoftmax(Node &);
// Arithmetic.cpp
void importArithmetic(Node &);
void importSum(Node &);
void importNeg(Node &);
void importExtremum(Node &);
// Dense.cpp
void importGemm(Node &);
void importMatMul(Node &);
// Normalisation.cpp
void importBatchNormalization(Node &);
void importLRN(Node &);
// Concat.cpp
void importConcat(Node &);
// Channels.cpp
void importSplit(Node &);
void importSlice(Node &);
void importPad(Node &);
// Shapes.cpp
void importReshape(Node &);
void importFlatten(Node &);
void importSqueeze(Node &);
void importUnsqueeze(Node &);
void importTranspose(Node &);
void importDepthToSpace(Node &);
void importSpaceToDepth(Node &);
void importShape(Node &);
void importIdentity(Node &);
void importDropout(Node &);
void importCast(Node &);
void importExpand(Node &);
// Resizing.cpp
void importResize(Node &);
// Folding.cpp
void foldConstant(Node &);
void foldConstantOfShape(Node &);
void foldGather(Node &);
void foldConcat(Node &);
void foldSlice(Node &);
void foldCast(Node &);
void foldArithmetic(Node &);
void foldUnary(Node &);
void foldReshape(Node &);
void foldTranspose(Node &);
void foldRange(Node &);
void foldReduceProd(Node &);
void foldWhere(Node &);
void foldExpand(Node &);
void foldShape(Node &);
void foldIdentity(Node &);

} // namespace evenstride::interchange::onnx
