// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table from operations to functions.
#include "interchange/nnef/Operations.h"

#include <algorithm>

namespace evenstride::interchange::nnef {

// Sorted by name.
static constexpr auto table = std::to_array<OperationType>({
    {"add", {"x", "y"}, importArithmetic},
    {"add_n", {"x"}, importAddN},
    {"area_downsample", {"input", "factor"}, importDownsample},
    {"avg_pool", {"input", "size", "border", "padding", "stride", "dilation"}, importMeanPool},
    {"batch_normalization", {"input", "mean", "variance", "offset", "scale", "epsilon"}, importBatchNormalization},
    {"box", {"input", "size", "border", "padding", "stride", "dilation", "normalize"}, importMeanPool},
    {"clamp", {"x", "a", "b"}, importClamp},
    {"concat", {"values", "axis"}, importConcat},
    {"conv", {"input", "filter", "bias", "border", "padding", "stride", "dilation", "groups"}, importConv},
    {"copy", {"x"}, importCopy},
    {"deconv",
     {"input", "filter", "bias", "border", "padding", "stride", "dilation", "output_shape", "groups"},
     importDeconv},
    {"div", {"x", "y"}, importArithmetic},
    {"elu", {"x", "alpha"}, importActivation},
    {"gelu", {"x"}, importActivation},
    {"leaky_relu", {"x", "alpha"}, importActivation},
    {"linear", {"input", "filter", "bias"}, importLinear},
    {"local_response_normalization", {"input", "size", "alpha", "beta", "bias"}, importLocalResponseNormalization},
    {"matmul", {"A", "B", "transposeA", "transposeB"}, importMatmul},
    {"max", {"x", "y"}, importExtremum},
    {"max_pool", {"input", "size", "border", "padding", "stride", "dilation"}, importMaxPool},
    {"max_reduce", {"input", "axes"}, importReduce},
    {"mean_reduce", {"input", "axes"}, importReduce},
    {"min", {"x", "y"}, importExtremum},
    {"mul", {"x", "y"}, importArithmetic},
    {"multilinear_upsample", {"input", "factor", "method", "border"}, importUpsample},
    {"nearest_downsample", {"input", "factor"}, importDownsample},
    {"nearest_upsample", {"input", "factor"}, importUpsample},
    {"neg", {"x"}, importNeg},
    {"pad", {"input", "padding", "border", "value"}, importPad},
    {"pow", {"x", "y"}, importPow},
    {"prelu", {"x", "alpha"}, importPrelu},
    {"relu", {"x"}, importActivation},
    {"reshape", {"input", "shape", "axis_start", "axis_count"}, importReshape},
    {"separable_conv",
     {"input", "plane_filter", "point_filter", "bias", "border", "padding", "stride", "dilation", "groups"},
     importSeparableConv},
    {"sigmoid", {"x"}, importActivation},
    {"silu", {"x"}, importActivation},
    {"slice", {"input", "axes", "begin", "end", "stride"}, importSlice},
    {"softmax", {"x", "axes"}, importSoftmax},
    {"split", {"value", "axis", "ratios"}, importSplit},
    {"sqr", {"x"}, importSqr},
    {"squeeze", {"input", "axes"}, importSqueeze},
    {"sub", {"x", "y"}, importArithmetic},
    {"sum_reduce", {"input", "axes", "normalize"}, importReduce},
    {"tanh", {"x"}, importActivation},
    {"transpose", {"input", "axes"}, importTranspose},
    {"unsqueeze", {"input", "axes"}, importUnsqueeze},
});
static_assert(std::ranges::is_sorted(table, {}, &OperationType::name));

std::span<const std::string_view> OperationType::parameters() const {
  return std::span(names).first(size_t(std::ranges::find(names, std::string_view()) - names.begin()));
}

const OperationType *findOperation(std::string_view name) {
  const auto *found = std::ranges::lower_bound(table, name, {}, &OperationType::name);
  return found != table.end() && found->name == name ? found : nullptr;
}

std::span<const OperationType> allOperations() { return table; }

} // namespace evenstride::interchange::nnef
