// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Prefetches.h"

#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace evenstride::kernels {

namespace {

using Halide::Expr;
using namespace Halide::Internal;

bool isLoopOf(const For &loop, std::string_view sum, char dimension) {
  return loop.name.ends_with(std::string(sum) + "$" + dimension);
}

/// The places of a buffer that are read as scalars in the first iterations of loops, and in the last one of those over
/// kernel columns, since the next tile's pixels are behind what all columns read.
class PlacesRead : public IRVisitor {
public:
  explicit PlacesRead(std::string buffer) : buffer(std::move(buffer)) {}

  Expr first;                // index of the first one
  std::set<int64_t> offsets; // of all, from there

private:
  using IRVisitor::visit;

  Expr resolved(const Expr &value) const { return simplify(substitute(known, value)); }

  void visit(const For *op) override {
    known[op->name] = resolved(isLoopOf(*op, sumOverTaps, 'y') ? op->min + op->extent - 1 : op->min);
    op->body.accept(this);
  }
  void visit(const LetStmt *op) override { visitLet(op); }
  void visit(const Halide::Internal::Let *op) override { visitLet(op); }
  template <typename LetOrLetStmt> void visitLet(const LetOrLetStmt *op) {
    known[op->name] = resolved(op->value);
    op->value.accept(this);
    op->body.accept(this);
  }
  void visit(const Load *op) override {
    if (op->name != buffer || !op->type.is_scalar())
      return IRVisitor::visit(op);
    Expr place = resolved(op->index);
    if (!first.defined())
      first = place;
    if (auto offset = as_const_int(simplify(place - first)))
      offsets.insert(*offset);
  }

  std::string buffer;
  std::map<std::string, Expr> known;
};

/// Whether a loop over kernel rows is inside, which there is none of where the only row is known.
class RowLoops : public IRVisitor {
public:
  static bool areIn(const Stmt &body) {
    RowLoops loops;
    body.accept(&loops);
    return loops.found;
  }

private:
  using IRVisitor::visit;
  void visit(const For *op) override {
    found = found || isLoopOf(*op, sumOverTaps, 'z');
    IRVisitor::visit(op);
  }
  bool found = false;
};

class Prefetches : public IRMutator {
public:
  explicit Prefetches(Prefetch what) : what(std::move(what)) {}

private:
  using IRMutator::visit;

  Stmt visit(const For *op) override {
    const bool asks = isLoopOf(*op, sumOverTaps, 'z') || isLoopOf(*op, sumOverBlocks, 'y') ||
                      (isLoopOf(*op, sumOverTaps, 'w') && !RowLoops::areIn(op->body));
    if (!asks)
      return IRMutator::visit(op);
    return For::make(op->name, op->min, op->extent, op->for_type, op->partition_policy, op->device_api,
                     withPrefetches(op->body));
  }

  // One for each line of memory.
  Stmt withPrefetches(const Stmt &body) const {
    constexpr int64_t lineFloats = 16;
    PlacesRead places(what.buffer);
    body.accept(&places);
    Stmt result = body;
    std::optional<int64_t> line;
    for (int64_t offset : places.offsets) {
      if (line && offset < *line + lineFloats)
        continue;
      line = offset;
      Expr place = places.first + static_cast<int>(offset + what.ahead);
      Expr ask = Call::make(Halide::Float(32), Call::prefetch,
                            {Variable::make(Halide::Handle(), what.buffer), place, 1, 1}, Call::Intrinsic);
      result = Block::make(Evaluate::make(ask), result);
    }
    return result;
  }

  Prefetch what;
};

} // namespace

void prefetch(Halide::Pipeline &pipeline, const Prefetch &what) {
  pipeline.add_custom_lowering_pass(new Prefetches(what));
}

} // namespace evenstride::kernels
