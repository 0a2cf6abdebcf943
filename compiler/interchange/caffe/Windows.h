// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Kernels, strides, dilations and paddings as Caffe's fields give them: once for both axes, per axis in order, or under
// two names.
#pragma once

#include "interchange/caffe/Fields.h"

namespace evenstride::interchange::caffe {

struct WindowFields {
  std::vector<int64_t> kernel, stride, dilation, pad; // vertical, horizontal; the padding is that of both sides

  /// As arguments of a layer.
  std::map<std::string, layers::Value, std::less<>> arguments() const;
};

/// Reads all but the dilation, which pools have not.
WindowFields windowOf(Fields &fields);
std::vector<int64_t> dilationOf(Fields &fields);

/// An integer within [least, geometry::maxExtent].
int64_t atLeast(Fields &fields, std::string_view name, int64_t least, int64_t otherwise);

} // namespace evenstride::interchange::caffe
