// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table from types to functions.
#include "interchange/caffe/Types.h"

#include <algorithm>
#include <array>

namespace evenstride::interchange::caffe {

// Sorted by name.
static constexpr auto table = std::to_array<Type>({
    {"BatchNorm", importBatchNorm},
    {"Bias", importBias},
    {"Clip", importClip},
    {"Concat", importConcat},
    {"Convolution", importConvolution},
    {"ConvolutionDepthwise", importConvolution},
    {"Crop", importCrop},
    {"Deconvolution", importDeconvolution},
    {"DepthwiseConvolution", importConvolution},
    {"Dropout", importDropout},
    {"ELU", importActivation},
    {"Eltwise", importEltwise},
    {"Flatten", importFlatten},
    {"InnerProduct", importInnerProduct},
    {"LRN", importLRN},
    {"PReLU", importPReLU},
    {"Permute", importPermute},
    {"Pooling", importPooling},
    {"Power", importPower},
    {"ReLU", importReLU},
    {"ReLU6", importActivation},
    {"Reshape", importReshape},
    {"Scale", importScale},
    {"ShuffleChannel", importShuffleChannel},
    {"Sigmoid", importActivation},
    {"Slice", importSlice},
    {"Softmax", importSoftmax},
    {"Split", importSplit},
    {"Swish", importActivation},
    {"TanH", importActivation},
});
static_assert(std::ranges::is_sorted(table, {}, &Type::name));

const Type *findType(std::string_view name) {
  const auto *found = std::ranges::lower_bound(table, name, {}, &Type::name);
  return found != table.end() && found->name == name ? found : nullptr;
}

std::span<const Type> allTypes() { return table; }

} // namespace evenstride::interchange::caffe
