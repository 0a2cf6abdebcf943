// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What kernels compute, as plain loops over tensors in double.
#pragma once

#include "kernels/KernelSpec.h"

namespace evenstride::layertest {

/// Dense [channels][rows][columns].
struct Plain {
  int64_t channels = 0, rows = 0, columns = 0;
  std::vector<double> values;

  Plain(int64_t channels, int64_t rows, int64_t columns)
      : channels(channels), rows(rows), columns(columns), values(channels * rows * columns) {}
  double &at(int64_t c, int64_t y, int64_t x) { return values[(c * rows + y) * columns + x]; }
  double at(int64_t c, int64_t y, int64_t x) const { return values[(c * rows + y) * columns + x]; }
  bool holds(int64_t y, int64_t x) const { return y >= 0 && y < rows && x >= 0 && x < columns; }
};

struct Parameters {
  std::vector<float> weights, bias;
  std::vector<std::vector<float>> vectors; // of channelwise steps, with what rounds them up
};

Plain reference(const kernels::KernelSpec &spec, const std::vector<Plain> &inputs, const Parameters &parameters);

/// How far the fp32 result of Winograd's convolution may be from the reference, by element: the number of summands
/// times 2^-24 times the reference on magnitudes, where an input counts as the largest of the tile that it lies in,
/// anywhere around it: 8x8 pixels of a phase of the stride, or 10 of a row or column. NaN where such a tile holds one.
Plain winogradBound(const kernels::KernelSpec &spec, std::vector<Plain> inputs, Parameters parameters);

/// The same of Strassen's algorithm on a convolution of 1x1: the reference on magnitudes, where a weight counts as the
/// largest of the four at its place in halves of the channels, and a pixel together with its partner in the other half
/// of the plane. NaN where one of the two has one.
Plain strassenBound(const kernels::KernelSpec &spec, const std::vector<Plain> &inputs, Parameters parameters);

} // namespace evenstride::layertest
