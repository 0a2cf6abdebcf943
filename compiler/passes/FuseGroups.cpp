// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// fuse-groups: chains of layers become groups, one kernel each.
#include "passes/GroupHead.h"
#include "passes/Passes.h"
#include "passes/Steps.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseSet.h"

namespace evenstride::passes {

#define GEN_PASS_DEF_FUSEGROUPS
#include "passes/Passes.h.inc"

using namespace mlir;
using plan::StepKind;

namespace {

// A pool in an epilogue multiplies the accumulators that a kernel holds in registers by the area of its window.
constexpr int64_t largestFusedPool = 4;

// Each activation reads its argument several times, and kernels hold them nested: the text of nine took minutes to
// compile.
constexpr int64_t mostActivations = 3;

bool isActivation(plan::StepAttr step) { return !step.isBinary() && !step.isChannelwise(); }

// Follows the chain from one layer and gathers what fits into its kernel.
class Fuser {
public:
  Fuser(Operation *head, GroupDraft draft) : draft(std::move(draft)) {
    if (!stepsOf(head).empty())
      addSteps(head, this->draft.inputs[0]);
    take(head);
    while (Operation *next = nextInChain())
      take(next);
  }

  /// The layers of the group, the one that gives its result last.
  ArrayRef<Operation *> members() const { return taken; }

  /// Puts the group where its last layer stands: there everything it reads has been computed.
  void emit() {
    Operation *last = taken.back();
    OpBuilder builder(last);
    auto integer = [&](int64_t value) { return builder.getI64IntegerAttr(value); };
    auto unlessUsual = [&](int64_t value, int64_t usual) { return value == usual ? IntegerAttr() : integer(value); };
    auto group = builder.create<plan::GroupOp>(
        builder.getFusedLoc(draft.locations), last->getResult(0).getType(),
        plan::FamilyAttr::get(builder.getContext(), draft.family), draft.inputs, draft.window,
        unlessUsual(draft.groups, 1), draft.countPadding ? builder.getUnitAttr() : UnitAttr(), draft.offset,
        draft.value, draft.padding, unlessUsual(draft.factor, 1), draft.numbers, builder.getArrayAttr(draft.epilogue),
        draft.pool, draft.weights, builder.getArrayAttr(draft.vectors), builder.getArrayAttr(draft.layers),
        unlessUsual(draft.macs, 0));
    last->getResult(0).replaceAllUsesWith(group.getResult());
    for (Operation *member : llvm::reverse(taken))
      member->erase();
  }

private:
  void take(Operation *op) {
    taken.push_back(op);
    if (taken.size() == 1 && stepsOf(op).empty())
      return; // the draft holds the head's path and place
    draft.layers.push_back(stride::pathOf(op));
    draft.locations.push_back(op->getLoc());
  }

  // The layer that alone reads the result so far, where it has been added to the draft.
  Operation *nextInChain() {
    Value value = taken.back()->getResult(0);
    if (draft.pool || !value.hasOneUse())
      return nullptr;
    Operation *next = *value.user_begin();
    return addSteps(next, value) || addPool(next) ? next : nullptr;
  }

  bool addSteps(Operation *op, Value value) {
    SmallVector<StepDraft, 2> steps = stepsOf(op);
    if (steps.empty() || op->getResult(0).getType() != value.getType())
      return false;
    if (llvm::count_if(draft.epilogue, [](Attribute step) { return isActivation(cast<plan::StepAttr>(step)); }) >=
        mostActivations)
      return false;
    for (StepDraft &step : steps) {
      auto numbers = DenseF64ArrayAttr::get(op->getContext(), step.numbers);
      int64_t operand = operandFor(op, value, step);
      draft.epilogue.push_back(plan::StepAttr::get(op->getContext(), step.kind, operand, numbers));
    }
    return true;
  }

  // The number of what the step reads beside the value, if it reads anything: of an operand, or of a vector.
  int64_t operandFor(Operation *op, Value value, StepDraft &step) {
    if (step.vector) {
      draft.vectors.push_back(step.vector);
      return int64_t(draft.vectors.size()) - 1;
    }
    if (op->getNumOperands() < 2)
      return 0;
    bool fromRight = op->getOperand(0) != value;
    if (fromRight && step.kind == StepKind::Subtract)
      step.kind = StepKind::ReverseSubtract;
    return operandFor(op->getOperand(fromRight ? 0 : 1));
  }

  // The number of an operand of the epilogue; one that two steps read is passed once.
  int64_t operandFor(Value value) {
    auto *known = std::find(draft.inputs.begin() + 1, draft.inputs.end(), value);
    int64_t number = known - draft.inputs.begin();
    if (known == draft.inputs.end())
      draft.inputs.push_back(value);
    return number;
  }

  bool addPool(Operation *op) {
    auto pool = dyn_cast<stride::MaxPoolOp>(op);
    if (!pool || draft.family != plan::Family::Conv)
      return false;
    ArrayRef<int64_t> kernel = pool.getKernel();
    if (isPadded(pool.getPad()) || kernel != pool.getStride() || kernel[0] * kernel[1] > largestFusedPool ||
        pool.getDilation() != ArrayRef<int64_t>{1, 1})
      return false;
    draft.pool = plan::PoolAttr::get(op->getContext(), /*max=*/true, /*countPadding=*/false, windowOf(op));
    return true;
  }

  GroupDraft draft;
  SmallVector<Operation *> taken;
};

// Who may gather first: a sum of two branches goes to the branch that ends in a convolution.
int rank(const GroupDraft &draft) {
  if (plan::hasWeights(draft.family))
    return 0;
  return draft.family == plan::Family::Elementwise ? 2 : 1;
}

struct FuseGroups : impl::FuseGroupsBase<FuseGroups> {
  void runOnOperation() override {
    SmallVector<Operation *> layers;
    for (Operation &op : getOperation().getBody().front())
      layers.push_back(&op);
    llvm::DenseSet<Operation *> gone;
    for (int turn = 0; turn < 3; ++turn)
      for (Operation *layer : layers) {
        if (gone.contains(layer))
          continue;
        std::optional<GroupDraft> draft = draftGroup(layer);
        if (!draft || rank(*draft) != turn)
          continue;
        Fuser fuser(layer, std::move(*draft));
        gone.insert(fuser.members().begin(), fuser.members().end());
        fuser.emit();
      }
  }
};

} // namespace

} // namespace evenstride::passes
