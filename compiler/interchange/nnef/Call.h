// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One operation of an NNEF graph as the functions that import operations see it: arguments by name, results, the draft.
#pragma once

#include "interchange/Affine.h"
#include "interchange/Ends.h"
#include "interchange/Faults.h"
#include "interchange/Names.h"
#include "interchange/Parts.h"
#include "interchange/View.h"
#include "interchange/nnef/Graph.h"
#include "interchange/nnef/Tensors.h"

#include <map>
#include <set>
#include <variant>

namespace evenstride::interchange::nnef {

/// What stands behind an operation that could not be imported: nothing more is said about it.
struct Unknown {};
using Value = std::variant<Unknown, Constant, View>;

/// What all operations of a graph share.
struct Progress {
  Progress(Draft &draft, Tensors &tensors) : draft(draft), builder(draft), ends(draft), tensors(tensors) {}

  Draft &draft;
  DraftBuilder builder;
  Ends ends;
  Tensors &tensors;
  std::map<std::string, Value, std::less<>> values;
  std::map<std::string, std::string, std::less<>> variables; // names to labels
  UniqueNames labels;
  MadeUp madeUp;
};

class Call {
public:
  /// Binds the arguments to the names of parameters. What does not go together is a fault.
  Call(const Operation &operation, std::span<const std::string_view> parameters, Progress &progress, Faults &faults);

  const std::string &op() const { return operation.op.text; }
  DraftBuilder &builder() { return progress.builder; }
  int64_t batch() const { return progress.ends.batch(); }
  bool hasWeights() const { return progress.draft.hasWeights; }

  // Arguments. One of another kind is a fault, and what is given for those that are missing stands in for it.
  bool has(std::string_view name) const { return arguments.contains(name); }
  support::Span placeOf(std::string_view name) const;
  int64_t integer(std::string_view name, int64_t otherwise) const;
  double number(std::string_view name, double otherwise) const;
  bool truth(std::string_view name, bool otherwise) const;
  std::string text(std::string_view name, std::string_view otherwise) const;
  std::vector<int64_t> integers(std::string_view name) const; // empty where it is not given
  std::vector<std::pair<int64_t, int64_t>> pairs(std::string_view name) const;
  /// Numbers that stand in the text: as many as the shape has elements, or one for all.
  std::span<const float> literals(std::string_view name, const std::vector<int64_t> &shape);
  /// What `read` gives; `otherwise` where it throws Refusal, which is kept as a fault.
  template <typename Value, typename Read> Value readOr(Value otherwise, Read read) const {
    return faults.readOr(std::move(otherwise), read);
  }
  /// Ends the operation if there were faults.
  void stopAtFaults() const { faults.stop(); }
  [[noreturn]] void refuse(std::string_view name, std::string reason) const;

  // Arguments that are tensors. Throws Refusal, with the place, where one is missing or of another kind.
  bool isConstant(std::string_view name) const;
  Constant constant(std::string_view name) const;
  /// The values of a constant; ones where there are no weights at all.
  std::vector<float> numbersOf(const Constant &constant) const;
  const View &view(std::string_view name) const;
  std::vector<View> views(std::string_view name) const;
  DraftValue image(std::string_view name) { return imageOf(view(name), builder()); }
  /// The tensor [N, C, H, W] or [N, F] as a value.
  DraftValue imageOrRow(const View &view) {
    return view.axes.size() == 2 ? rowOf(view, builder()) : imageOf(view, builder());
  }
  const layers::Shape &shapeOf(DraftValue value) const { return progress.builder.shapeOf(value); }

  /// Memory for weights that stand in no file as they are.
  std::vector<float> &computed(size_t count) {
    progress.madeUp.spend(count);
    return progress.builder.computed(count);
  }

  // Results.
  size_t results() const { return operation.results.size(); }
  void set(size_t result, Value value);
  void setImage(DraftValue value) { set(0, plainView(value, shapeOf(value), batch(), 4)); }
  /// A result with as many axes as `like` has.
  void setLike(const View &like, DraftValue value) {
    set(0, plainView(value, shapeOf(value), batch(), like.axes.size()));
  }
  /// A layer that works on each element of `view`, which keeps its order.
  void elementwise(const View &view, std::string_view keyword,
                   std::map<std::string, layers::Value, std::less<>> arguments = {});

  /// A request that knows where it comes from.
  LayerRequest request(std::string_view keyword, std::vector<DraftValue> operands) const;
  LayerRequest placed(LayerRequest request) const;
  LayerRequest affine(DraftValue value, const AffineNumbers &numbers);
  /// A label from that of the variable which is the argument.
  std::string label(std::string_view argument);

private:
  const Expression *find(std::string_view name, ExpressionKind kind) const;
  const Expression &given(std::string_view name) const;
  const Value &valueOf(const Expression &expression) const;

  const Operation &operation;
  Progress &progress;
  Faults &faults;
  std::map<std::string_view, const Expression *> arguments;
};

} // namespace evenstride::interchange::nnef
