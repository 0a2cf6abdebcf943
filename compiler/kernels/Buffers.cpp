// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Buffers.h"

namespace evenstride::kernels {

using Halide::Expr;

namespace {

constexpr int packedAlignment = 64;

// Pinned alike for inputs and outputs; `Dimensions` is a Halide::ImageParam or an OutputImageParam.
template <typename Dimensions> void pin(Dimensions &image, const Layout &l) {
  int d = 0;
  if (l.block > 1)
    image.dim(d++).set_bounds(0, l.block).set_stride(1);
  auto at = [](int64_t value) { return static_cast<int32_t>(value); };
  image.dim(d++).set_bounds(at(-l.haloLeft), at(l.paddedWidth())).set_stride(l.block);
  image.dim(d++).set_bounds(at(-l.haloTop), at(l.paddedHeight())).set_stride(at(l.rowPitch * l.block));
  image.dim(d).set_bounds(0, at(l.blocks())).set_stride(at(l.planePitch * l.block));
  // Blocks never straddle their own size in the arena; a user's tensor is only known to hold floats, and blocks of a
  // vector [C, 1, 1] may lie in one (see blockVectors in Canonical.cpp).
  const int aligned = l.height == 1 && l.width == 1 ? 1 : l.block;
  image.set_host_alignment(l.bytes ? 1 : aligned * static_cast<int>(sizeof(float)));
}

} // namespace

Activation::Activation(const Layout &layout, const std::string &name)
    : description(layout), image(layout.bytes ? Halide::UInt(8) : Halide::Float(32), layout.block > 1 ? 4 : 3, name) {
  pin(image, layout);
}

Expr Activation::at(const Place &place) const {
  if (description.block > 1 && description.block == place.lanes)
    return Halide::cast<float>(image(place.lane, place.x, place.y, place.block));
  Expr index = place.block * place.lanes + place.lane;
  if (description.channels % place.lanes != 0)
    index = min(index, constant(description.channels - 1));
  return channel(index, place.x, place.y);
}

Expr Activation::channel(Expr channel, Expr x, Expr y) const {
  if (description.block == 1)
    return Halide::cast<float>(image(x, y, channel));
  return Halide::cast<float>(image(channel % description.block, x, y, channel / description.block));
}

Sources::Sources(const KernelSpec &spec, const std::string &prefix)
    : weights(Halide::Float(32), 2, prefix + "_weights"), bias(Halide::Float(32), 1, prefix + "_bias"), prefix(prefix) {
  for (size_t i = 0; i < spec.inputs.size(); ++i)
    inputs.emplace_back(spec.inputs[i], prefix + "_input" + std::to_string(i));
  for (int i = 0; i < spec.vectors(); ++i) {
    Halide::ImageParam &vector = vectors.emplace_back(Halide::Float(32), 1, prefix + "_vector" + std::to_string(i));
    vector.dim(0).set_bounds(0, static_cast<int32_t>(spec.vectorFloats())).set_stride(1);
    vector.set_host_alignment(packedAlignment);
  }
}

void Sources::pinWeights(int64_t rowFloats, int64_t rows, int64_t biasFloats) {
  weights.dim(0).set_bounds(0, static_cast<int32_t>(rowFloats)).set_stride(1);
  weights.dim(1).set_bounds(0, static_cast<int32_t>(rows)).set_stride(static_cast<int32_t>(rowFloats));
  weights.set_host_alignment(packedAlignment);
  bias.dim(0).set_bounds(0, static_cast<int32_t>(biasFloats)).set_stride(1);
  bias.set_host_alignment(packedAlignment);
}

void pinOutput(Halide::Func &output, const Layout &layout) {
  Layout interior = layout;
  interior.haloTop = interior.haloLeft = interior.haloBottom = interior.haloRight = 0;
  auto buffer = output.output_buffer();
  pin(buffer, interior);
}

namespace {

class InteriorStores : public Halide::Internal::IRMutator {
public:
  InteriorStores(std::string output, int offset) : output(std::move(output)), offset(offset) {}

private:
  using IRMutator::visit;

  Expr moved(const Expr &index) const {
    using Halide::Internal::Ramp;
    if (const auto *ramp = index.as<Ramp>())
      return Ramp::make(moved(ramp->base), ramp->stride, ramp->lanes);
    return index + Halide::Internal::make_const(index.type(), offset);
  }

  Halide::Internal::Stmt visit(const Halide::Internal::Store *op) override {
    Halide::Internal::Stmt store = IRMutator::visit(op);
    op = store.as<Halide::Internal::Store>();
    if (op->name != output)
      return store;
    return Halide::Internal::Store::make(op->name, op->value, moved(op->index), op->param, op->predicate,
                                         op->alignment + offset);
  }

  std::string output;
  int offset;
};

} // namespace

void moveToInterior(Halide::Pipeline &pipeline, const Halide::Func &output, const Layout &layout) {
  int64_t offset = (layout.haloTop * layout.rowPitch + layout.haloLeft) * layout.block;
  if (offset != 0)
    pipeline.add_custom_lowering_pass(new InteriorStores(output.name(), static_cast<int>(offset)));
}

} // namespace evenstride::kernels
