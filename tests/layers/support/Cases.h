// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rows of the kernel tests' tables, free of targets, and the specs that they stand for on one.
#pragma once

#include "kernels/KernelSpec.h"

#include <array>
#include <string>

namespace evenstride::layertest {

using kernels::Family;
using kernels::StepKind;
using kernels::Window2D;

/// How one activation lies: in blocks of a vector or in planes; top, left, bottom, right halo; gaps between rows and
/// planes, in pixels.
struct Side {
  bool blocked = false;
  std::array<int64_t, 4> halo = {};
  int64_t gap = 0;
  bool bytes = false; // of an input, planes or with channels last
};
inline const Side planes{}, blocks{.blocked = true};
inline const Side bytePlanes{.bytes = true}, bytePixels{.blocked = true, .bytes = true};
Side haloed(Side side, int64_t top, int64_t left, int64_t bottom, int64_t right);
Side gapped(Side side, int64_t gap);

struct StepCase {
  StepKind kind;
  double number = 0; // of an activation
  Side operand = {};
  bool perChannel = false;
  double second = 0;
};

struct Case {
  Family family = Family::Conv;
  std::array<int64_t, 3> input = {1, 1, 1}; // channels, rows, columns
  int64_t outputs = 0;                      // channels; 0: as the input's
  Side in = blocks, out = blocks;
  Window2D window = {};
  std::array<int64_t, 2> outputPad = {}; // of a Deconv, whose input gets the halo that it reads
  int64_t groups = 1;
  bool bias = true;
  bool countPadding = false;
  std::array<int64_t, 4> crop = {}; // top, left, bottom, right; of a Pad what is added
  int64_t firstChannel = 0;         // of a Crop; `outputs` says how many
  double value = 0;
  std::vector<double> padding = {};
  int64_t factor = 1;
  std::vector<double> numbers = {};
  std::vector<StepCase> steps = {};
  std::optional<kernels::FusedPool> pool = {};
  int inPlace = -1;
  kernels::Algorithm algorithm = kernels::Algorithm::Chosen; // another: sums may be any
  std::array<int, 2> tile = {};
  int64_t groupTiles = 0;
};

Window2D square(int64_t kernel, int64_t stride = 1, int64_t pad = 0, int64_t dilation = 1);
Window2D window(std::array<int64_t, 2> kernel, std::array<int64_t, 2> stride, std::array<int64_t, 4> pad);
kernels::FusedPool maxPool(Window2D window);
kernels::FusedPool averagePool(Window2D window);

kernels::KernelSpec specOf(const Case &test, const support::Target &target);

/// The case in each other way that a measurement on this machine could try.
std::vector<Case> inOtherWays(const Case &test);

/// Rows and columns of the value before a fused pool.
std::array<int64_t, 2> valueExtent(const Case &test);

} // namespace evenstride::layertest
