// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/ConvInput.h"

#include "kernels/FusedPool.h"

#include <algorithm>

namespace evenstride::kernels {

using Halide::clamp;
using Halide::Expr;

namespace {

// How many input elements of an axis so many outputs reach over.
int64_t reach(const Window2D &w, int axis, int64_t outputs) {
  return (outputs - 1) * w.stride[axis] + (w.kernel[axis] - 1) * w.dilation[axis] + 1;
}

bool isPadded(const Window2D &w) {
  return std::ranges::any_of(w.pad, [](int64_t pad) { return pad > 0; });
}

} // namespace

bool padsBytes(const KernelSpec &spec) {
  return spec.family == Family::Conv && spec.inputs[0].bytes && isPadded(spec.window);
}

// What channels are padded with: zeros, or a number for each or all of them.
Expr ConvInput::paddingOf(const Expr &channel) const {
  if (spec.padding.empty())
    return 0.0f;
  Expr number = static_cast<float>(spec.padding.back());
  for (size_t c = 0; c + 1 < spec.padding.size(); ++c)
    number = select(channel == static_cast<int>(c), static_cast<float>(spec.padding[c]), number);
  return number;
}

// What `read(first, y)` gives, which has `each` elements for every column, or the padding. The loops are cut where the
// padding ends, so that vectors inside the image are loaded whole.
template <typename Read> Expr ConvInput::widened(int64_t each, const Read &read, const Expr &padding) const {
  if (!isPadded(spec.window))
    return read(first, y);
  Expr columns = constant(source.layout().width * each), rows = constant(source.layout().height);
  Expr inside = first >= 0 && first < columns && y >= 0 && y < rows;
  return select(inside, read(clamp(likely(first), 0, columns - 1), clamp(likely(y), 0, rows - 1)), padding);
}

ConvInput::ConvInput(const KernelSpec &spec, const Sources &sources, const Tile &tile)
    : spec(spec), source(sources.input()) {
  constexpr int64_t mostFloats = 4096; // plans ask for padding within it
  const int64_t floats = reach(spec.window, 1, valueWidth(spec, tile.width)) *
                         reach(spec.window, 0, valueHeight(spec)) * source.layout().channels;
  const bool small = floats <= mostFloats && spec.family == Family::Conv && !(spec.pool && poolsByRecomputing(spec));
  if (!source.layout().bytes || (!small && !padsBytes(spec)))
    return;
  staged = sources.func("staged_input");
  if (wholePixels()) {
    Expr channels = constant(source.layout().channels);
    auto read = [&](const Expr &at, const Expr &row) { return source.channel(at % channels, at / channels, row); };
    staged(first, y) = widened(source.layout().channels, read, paddingOf(first % channels));
  } else {
    auto read = [&](const Expr &at, const Expr &row) { return source.channel(plane, at, row); };
    staged(first, y, plane) = widened(1, read, paddingOf(plane));
  }
}

Expr ConvInput::channel(const Expr &channel, const Expr &x, const Expr &row) const {
  if (!staged.defined())
    return source.channel(channel, x, row);
  if (wholePixels())
    return staged(x * constant(source.layout().channels) + channel, row);
  return staged(x, row, channel);
}

void ConvInput::stage(const LaneOutput &output) const {
  if (!staged.defined())
    return;
  const int64_t columns = reach(spec.window, 1, output.valueWidth);
  const int64_t elements = columns * (wholePixels() ? source.layout().channels : 1);
  int64_t vector = spec.target->vectorFloats;
  while (vector > elements)
    vector /= 2;
  Halide::Func func = staged;
  func.compute_at(output.output, output.level).store_in(Halide::MemoryType::Stack);
  func.bound_extent(first, constant(elements)).bound_extent(y, constant(reach(spec.window, 0, output.valueHeight)));
  if (!wholePixels())
    func.bound(plane, 0, constant(source.layout().channels));
  func.vectorize(first, static_cast<int>(vector), Halide::TailStrategy::ShiftInwards);
}

} // namespace evenstride::kernels
