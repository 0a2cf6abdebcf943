// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table from operators to functions.
#include "interchange/onnx/Operators.h"

#include <algorithm>
#include <array>

namespace evenstride::interchange::onnx {

// Sorted by name.
static constexpr auto table = std::to_array<Operator>({
    {"Abs", nullptr, foldUnary},
    {"Add", importArithmetic, foldArithmetic},
    {"AveragePool", importAveragePool},
    {"BatchNormalization", importBatchNormalization},
    {"Cast", importCast, foldCast},
    {"Ceil", nullptr, foldUnary},
    {"Celu", importStretched},
    {"Clip", importClip},
    {"Concat", importConcat, foldConcat},
    {"Constant", nullptr, foldConstant},
    {"ConstantOfShape", nullptr, foldConstantOfShape},
    {"Conv", importConv},
    {"ConvTranspose", importConvTranspose},
    {"DepthToSpace", importDepthToSpace},
    {"Div", importArithmetic, foldArithmetic},
    {"Dropout", importDropout, foldIdentity},
    {"Elu", importActivation},
    {"Equal", nullptr, foldArithmetic},
    {"Expand", importExpand, foldExpand},
    {"Flatten", importFlatten, foldReshape},
    {"Floor", nullptr, foldUnary},
    {"Gather", nullptr, foldGather},
    {"Gelu", importActivation},
    {"Gemm", importGemm},
    {"GlobalAveragePool", importGlobalPool},
    {"GlobalMaxPool", importGlobalPool},
    {"HardSigmoid", importActivation},
    {"HardSwish", importActivation},
    {"Identity", importIdentity, foldIdentity},
    {"LRN", importLRN},
    {"LeakyRelu", importActivation},
    {"MatMul", importMatMul},
    {"Max", importExtremum, foldArithmetic},
    {"MaxPool", importMaxPool},
    {"Min", importExtremum, foldArithmetic},
    {"Mish", importActivation},
    {"Mul", importArithmetic, foldArithmetic},
    {"Neg", importNeg, foldUnary},
    {"PRelu", importPRelu},
    {"Pad", importPad},
    {"Pow", nullptr, foldArithmetic},
    {"Range", nullptr, foldRange},
    {"ReduceMax", importReduce},
    {"ReduceMean", importReduce},
    {"ReduceProd", nullptr, foldReduceProd},
    {"Relu", importActivation},
    {"Reshape", importReshape, foldReshape},
    {"Resize", importResize},
    {"Shape", importShape, foldShape},
    {"Sigmoid", importActivation},
    {"Size", nullptr, foldShape},
    {"Slice", importSlice, foldSlice},
    {"Softmax", importSoftmax},
    {"SpaceToDepth", importSpaceToDepth},
    {"Split", importSplit},
    {"Sqrt", nullptr, foldUnary},
    {"Squeeze", importSqueeze, foldReshape},
    {"Sub", importArithmetic, foldArithmetic},
    {"Sum", importSum, foldArithmetic},
    {"Swish", importStretched},
    {"Tanh", importActivation},
    {"Transpose", importTranspose, foldTranspose},
    {"Unsqueeze", importUnsqueeze, foldReshape},
    {"Upsample", importResize},
    {"Where", nullptr, foldWhere},
});
static_assert(std::ranges::is_sorted(table, {}, &Operator::name));

const Operator *findOperator(std::string_view name) {
  const auto *found = std::ranges::lower_bound(table, name, {}, &Operator::name);
  return found != table.end() && found->name == name ? found : nullptr;
}

std::span<const Operator> allOperators() { return table; }

} // namespace evenstride::interchange::onnx
