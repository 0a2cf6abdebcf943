// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The arguments that NNEF's windows share: the only place that knows what an empty padding is.
#pragma once

#include "interchange/nnef/Call.h"

namespace evenstride::interchange::nnef {

/// Of which axes lists have entries: rows and columns, or images and channels, too, which have no windows.
enum class Axes { Pixels, All };

struct Windows {
  std::vector<int64_t> kernel, stride, dilation; // vertical, horizontal
  std::vector<int64_t> pads;                     // top, left, bottom, right

  bool isPadded() const;
  std::map<std::string, layers::Value, std::less<>> arguments() const;
};

/// Windows over an image, or over the output of a transposed convolution.
Windows windowsOf(const Call &call, std::vector<int64_t> kernel, const layers::Shape &image, Axes axes);
/// Two numbers of at least 1 from a list; ones where it is empty.
std::vector<int64_t> pairOf(const Call &call, std::string_view name, Axes axes);

/// Whether padding is zeros ("constant") or nothing at all ("ignore"); refuses others where there is any.
enum class Border { Zeros, Ignored };
Border borderOf(const Call &call, const Windows &windows);

} // namespace evenstride::interchange::nnef
