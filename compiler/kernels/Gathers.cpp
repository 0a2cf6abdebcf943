// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Gathers.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace evenstride::kernels {

namespace {

using Halide::Expr;
using namespace Halide::Internal;

/// One lane of a vector expression, as a scalar in which all lets are resolved: only then the simplifier can tell how
/// far two lanes are apart.
class LaneOf : public IRMutator {
public:
  LaneOf(int lane, const Scope<Expr> &lets) : lane(lane), lets(lets) {}

  /// Nothing where the expression holds what this does not know.
  std::optional<Expr> of(const Expr &vector) {
    Expr scalar = mutate(vector);
    return known ? std::optional(simplify(scalar)) : std::nullopt;
  }

private:
  using IRMutator::visit;

  Expr unknown(const Halide::Type &type) {
    known = false;
    return make_zero(type.element_of());
  }
  Expr visit(const Ramp *op) override {
    return op->base.type().is_scalar() ? mutate(op->base) + lane * mutate(op->stride) : unknown(op->type);
  }
  Expr visit(const Broadcast *op) override {
    return op->value.type().is_scalar() ? mutate(op->value) : unknown(op->type);
  }
  Expr visit(const Variable *op) override {
    if (lets.contains(op->name))
      return mutate(lets.get(op->name));
    return op->type.is_scalar() ? Expr(op) : unknown(op->type);
  }
  Expr visit(const Halide::Internal::Let *op) override { return mutate(substitute(op->name, op->value, op->body)); }
  Expr visit(const Cast *op) override { return Halide::cast(op->type.element_of(), mutate(op->value)); }
  Expr visit(const Load *op) override { return op->type.is_scalar() ? Expr(op) : unknown(op->type); }
  Expr visit(const Shuffle *op) override { return unknown(op->type); }
  Expr visit(const VectorReduce *op) override { return unknown(op->type); }

  // Halide has put its own words for sums and products of two widths, and for powers of two, into indices.
  Expr visit(const Call *op) override {
    if (op->type.is_scalar())
      return IRMutator::visit(op);
    if (op->args.size() != 2)
      return unknown(op->type);
    const Expr a = mutate(op->args[0]), b = simplify(mutate(op->args[1]));
    if (op->is_intrinsic(Call::widen_right_add))
      return a + Halide::cast(a.type(), b);
    if (op->is_intrinsic(Call::widen_right_mul))
      return a * Halide::cast(a.type(), b);
    if (auto bits = as_const_uint(b)) { // Halide's division rounds down, as shifts do
      const Expr power = make_const(a.type(), int64_t(1) << *bits);
      if (op->is_intrinsic(Call::shift_left))
        return a * power;
      if (op->is_intrinsic(Call::shift_right))
        return a / power;
    }
    return unknown(op->type);
  }

  int lane;
  const Scope<Expr> &lets;
  bool known = true;
};

class ShuffledGathers : public IRMutator {
public:
  ShuffledGathers(std::set<std::string> blocked, int lanes) : blocked(std::move(blocked)), lanes(lanes) {}

private:
  using IRMutator::visit;

  static bool isDense(const Expr &index) {
    const auto *ramp = index.as<Ramp>();
    return ramp && is_const_one(ramp->stride);
  }

  Expr visit(const Load *op) override {
    const bool gathers = op->type.is_vector() && !isDense(op->index) && is_const_one(op->predicate);
    if (!gathers || !blocked.contains(op->name))
      return IRMutator::visit(op);
    const std::optional<Places> places = placesOf(op->index);
    const bool pays = places && places->blocks.size() * 2 <= places->offsets.size();
    return pays ? shuffled(*op, *places) : IRMutator::visit(op);
  }

  Expr visit(const Halide::Internal::Let *op) override { return visitLet<Expr>(op); }
  Stmt visit(const LetStmt *op) override { return visitLet<Stmt>(op); }
  // Not the inherited way, which passes over the names of a row of lets.
  template <typename Body, typename LetOrLetStmt> Body visitLet(const LetOrLetStmt *op) {
    Expr value = mutate(op->value);
    ScopedBinding<Expr> bound(lets, op->name, op->value);
    return LetOrLetStmt::make(op->name, value, mutate(op->body));
  }

  /// Where the lanes lie: floats from `start`, which is a block's first; and the blocks they lie in, from there.
  struct Places {
    Expr start;
    std::vector<int64_t> offsets, blocks;
  };

  int64_t inBlock(int64_t offset) const { return (offset % lanes + lanes) % lanes; }
  int64_t blockOf(int64_t offset) const { return (offset - inBlock(offset)) / lanes; }

  std::optional<Places> placesOf(const Expr &index) const {
    Places places;
    for (int lane = 0; lane < index.type().lanes(); ++lane) {
      std::optional<Expr> at = LaneOf(lane, lets).of(index);
      if (!at)
        return std::nullopt;
      if (lane == 0)
        places.start = *at;
      auto offset = as_const_int(simplify(*at - places.start));
      if (!offset)
        return std::nullopt;
      places.offsets.push_back(*offset);
    }
    const ModulusRemainder start = modulus_remainder(places.start);
    if (start.modulus % lanes != 0) // 0 for a constant
      return std::nullopt;
    places.start = simplify(places.start - static_cast<int>(inBlock(start.remainder)));
    for (int64_t &offset : places.offsets) {
      offset += inBlock(start.remainder);
      if (std::ranges::find(places.blocks, blockOf(offset)) == places.blocks.end())
        places.blocks.push_back(blockOf(offset));
    }
    return places;
  }

  Expr shuffled(const Load &gather, const Places &places) const {
    std::vector<Expr> vectors;
    for (int64_t block : places.blocks) {
      Expr first = simplify(places.start + static_cast<int>(block * lanes));
      vectors.push_back(Load::make(gather.type.with_lanes(lanes), gather.name, Ramp::make(first, 1, lanes),
                                   gather.image, gather.param, const_true(lanes), ModulusRemainder(lanes, 0)));
    }
    std::vector<int> indices;
    for (int64_t offset : places.offsets) {
      const int64_t vector = std::ranges::find(places.blocks, blockOf(offset)) - places.blocks.begin();
      indices.push_back(static_cast<int>(vector * lanes + inBlock(offset)));
    }
    return Shuffle::make(vectors, indices);
  }

  std::set<std::string> blocked; // names of the inputs that this is about
  int lanes;
  Scope<Expr> lets;
};

} // namespace

void shuffleGathers(Halide::Pipeline &pipeline, const Sources &sources, const std::vector<Halide::Func> &funcs,
                    int lanes) {
  std::set<std::string> blocked;
  for (const Halide::Func &func : funcs)
    blocked.insert(func.name());
  for (const Activation &input : sources.inputs)
    if (input.layout().block == lanes && !input.layout().bytes)
      blocked.insert(input.param().name());
  pipeline.add_custom_lowering_pass(new ShuffledGathers(std::move(blocked), lanes));
}

} // namespace evenstride::kernels
