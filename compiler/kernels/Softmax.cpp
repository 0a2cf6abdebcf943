// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Softmax over the channels of each pixel: the largest, then the sum of the exponentials, then the quotients. Sums run
// in the lanes of a vector over channels where the input is blocked, else over pixels of a row.
#include "kernels/Epilogue.h"
#include "kernels/Families.h"
#include "kernels/Numerics.h"
#include "kernels/RowOutput.h"

#include <limits>

namespace evenstride::kernels {

using Halide::Expr;
using Halide::Func;
using Halide::RDom;
using Halide::TailStrategy;
using Halide::Var;

namespace {

// The two numbers that a pixel's channels share, and their schedules inside the loop over tiles of pixels.
class PixelSums {
public:
  PixelSums(const KernelSpec &spec, const Sources &sources)
      : spec(spec), sources(sources), peak(sources.func("peak")), total(sources.func("total")) {}

  void define();
  void computeAt(Func out, Var level, int width);

  Expr quotient(const Expr &input, const Expr &atX, const Expr &atY) const {
    return exponential(input - peak(atX, atY)) / total(atX, atY);
  }

private:
  void overLanes();
  void overPixels();

  const KernelSpec &spec;
  const Sources &sources;
  Func peak, total, peakLane, totalLane;
  Var lane{"lane"}, x{"x"}, y{"y"};
};

constexpr float lowest = -std::numeric_limits<float>::infinity();

void PixelSums::define() { spec.inputs[0].block > 1 ? overLanes() : overPixels(); }

void PixelSums::overLanes() {
  const Layout &in = spec.inputs[0];
  peakLane = sources.func("peak_lane");
  totalLane = sources.func("total_lane");
  RDom blocks(0, constant(in.blocks())), lanes(0, in.block);
  auto real = [&](const Expr &value, const Expr &otherwise) {
    return in.channels % in.block == 0 ? value
                                       : select(blocks * in.block + lane < constant(in.channels), value, otherwise);
  };
  Expr input = sources.input().at(Place{lane, x, y, blocks, in.block});
  peakLane(lane, x, y) = lowest;
  peakLane(lane, x, y) = max(peakLane(lane, x, y), real(input, lowest));
  peak(x, y) = lowest;
  peak(x, y) = max(peak(x, y), peakLane(lanes, x, y));
  totalLane(lane, x, y) = 0.0f;
  totalLane(lane, x, y) += real(exponential(input - peak(x, y)), 0.0f);
  total(x, y) = 0.0f;
  total(x, y) += totalLane(lanes, x, y);
}

void PixelSums::overPixels() {
  RDom channels(0, constant(spec.inputs[0].channels));
  Expr input = sources.input().channel(channels, x, y);
  peak(x, y) = lowest;
  peak(x, y) = max(peak(x, y), input);
  total(x, y) = 0.0f;
  total(x, y) += exponential(input - peak(x, y));
}

void PixelSums::computeAt(Func out, Var level, int width) {
  for (Func func : {peakLane, totalLane})
    if (func.defined()) {
      func.compute_at(out, level).vectorize(lane, spec.inputs[0].block);
      func.update().vectorize(lane, spec.inputs[0].block);
    }
  for (Func func : {peak, total}) {
    func.compute_at(out, level).vectorize(x, width);
    func.update().vectorize(x, width);
  }
}

// Pixels of one tile: a vector of them where planes are read, one where the vector runs over channels.
int tileWidth(const KernelSpec &spec) {
  if (spec.inputs[0].block > 1)
    return 1;
  int width = rowVector(spec, spec.output.width);
  while (spec.inPlaceOperand >= 0 && spec.output.width % width != 0)
    width /= 2;
  return width;
}

} // namespace

BuiltKernel buildSoftmax(const KernelSpec &spec, Sources &sources) {
  PixelSums sums(spec, sources);
  sums.define();
  const int width = tileWidth(spec), lanes = spec.output.block;
  Var lane("lane"), x("x"), y("y"), block("block"), column("column"), columnTile("column_tile"), all("all");
  Func out = sources.func("output");
  if (lanes > 1) {
    Place place{lane, x, y, block, lanes};
    out(lane, x, y, block) = applyEpilogue(spec, sources, sums.quotient(sources.input().at(place), x, y), place);
    out.split(x, columnTile, column, width, TailStrategy::ShiftInwards)
        .reorder(lane, column, block, columnTile, y)
        .vectorize(lane);
  } else {
    Expr input = sources.input().channel(block, x, y);
    out(x, y, block) = applyEpilogue(spec, sources, sums.quotient(input, x, y), block, x, y);
    out.split(x, columnTile, column, width, TailStrategy::ShiftInwards)
        .reorder(column, block, columnTile, y)
        .vectorize(column);
  }
  out.fuse(columnTile, y, all).never_partition_all();
  const int64_t tiles = (spec.output.width + width - 1) / width * spec.output.height;
  constexpr double exponentials = 40; // operations of two of them and a division
  const Work work{.flops = exponentials * static_cast<double>(spec.output.floats())};
  Var level = intoTasks(out, all, tiles, work);
  pinOutput(out, spec.output);
  sums.computeAt(out, level, width);
  return {out, "softmax, " + std::to_string(taskCount(tiles, work)) + " tasks"};
}

} // namespace evenstride::kernels
