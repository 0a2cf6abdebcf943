// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The `plan` dialect: registration, buffers and networks. Groups and kernels are judged in PlanKernels.cpp.
#include "dialect/Plan.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

#include "dialect/PlanDialect.cpp.inc"

namespace evenstride::plan {

// ` then relu, add 1`; nothing at all for no steps.
static ParseResult parseEpilogue(OpAsmParser &parser, ArrayAttr &epilogue) {
  SmallVector<Attribute> steps;
  if (succeeded(parser.parseOptionalKeyword("then")) && parser.parseCommaSeparatedList([&]() -> ParseResult {
        steps.push_back(StepAttr::parseBody(parser));
        return success(bool(steps.back()));
      }))
    return failure();
  epilogue = parser.getBuilder().getArrayAttr(steps);
  return success();
}

static void printEpilogue(OpAsmPrinter &printer, Operation *, ArrayAttr epilogue) {
  if (epilogue.empty())
    return;
  printer << " then ";
  llvm::interleaveComma(epilogue.getAsRange<StepAttr>(), printer, [&](StepAttr step) { step.printBody(printer); });
}

// ` vectors tensor "prelu1.weight", values [2.0]`; nothing at all for none.
static ParseResult parseVectors(OpAsmParser &parser, ArrayAttr &vectors) {
  SmallVector<Attribute> list;
  if (succeeded(parser.parseOptionalKeyword("vectors")) && parser.parseCommaSeparatedList([&]() -> ParseResult {
        list.push_back(VectorAttr::parseBody(parser));
        return success(bool(list.back()));
      }))
    return failure();
  vectors = parser.getBuilder().getArrayAttr(list);
  return success();
}

static void printVectors(OpAsmPrinter &printer, Operation *, ArrayAttr vectors) {
  if (vectors.empty())
    return;
  printer << " vectors ";
  llvm::interleaveComma(vectors.getAsRange<VectorAttr>(), printer,
                        [&](VectorAttr vector) { vector.printBody(printer); });
}

} // namespace evenstride::plan

#define GET_OP_CLASSES
#include "dialect/PlanOps.cpp.inc"

namespace evenstride::plan {

void PlanDialect::initialize() {
  registerAttributesAndTypes();
  addOperations<
#define GET_OP_LIST
#include "dialect/PlanOps.cpp.inc"
      >();
}

LayoutAttr layoutOf(Value buffer) { return buffer.getDefiningOp()->getAttrOfType<LayoutAttr>("layout"); }
StringRef nameOf(Value buffer) { return buffer.getDefiningOp()->getAttrOfType<StringAttr>("name"); }

Place placeOf(Value buffer) {
  int64_t offset = 0;
  while (auto view = buffer.getDefiningOp<ViewOp>()) {
    offset += view.getOffset();
    buffer = view.getSource();
  }
  return {buffer, offset};
}

WindowAttr unitWindow(MLIRContext *context) {
  auto numbers = [&](ArrayRef<int64_t> list) { return DenseI64ArrayAttr::get(context, list); };
  return WindowAttr::get(context, numbers({1, 1}), numbers({1, 1}), numbers({1, 1}), numbers({0, 0, 0, 0}));
}

bool hasWeights(Family family) {
  return family == Family::Conv || family == Family::DepthwiseConv || family == Family::Dense ||
         family == Family::Deconv;
}

void InputOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), getName()); }
void OutputOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), getName()); }
void BufferOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), getName()); }
void ViewOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), getName()); }

LogicalResult InputOp::verify() {
  if (getLayout().isTightInput())
    return success();
  return emitOpError() << "is memory of the user, which is planar or has channels last, without gaps, not "
                       << getLayout();
}

LogicalResult OutputOp::verify() {
  if (getLayout().isTight())
    return success();
  return emitOpError() << "is memory of the user, which is planar and without gaps, not " << getLayout();
}

LogicalResult BufferOp::verify() {
  if (getLayout().getU8())
    return emitOpError("holds fp32, not bytes");
  std::optional<uint64_t> offset = getOffset();
  if (offset && (int64_t(*offset) < 0 || *offset % bufferAlignment != 0))
    return emitOpError() << "lies at " << int64_t(*offset) << ", which is no multiple of " << bufferAlignment;
  return success();
}

LogicalResult ViewOp::verify() {
  int64_t pixel = getLayout().getBlock() * getLayout().getElementBytes(), offset = int64_t(getOffset());
  if (offset < 0 || offset % pixel != 0)
    return emitOpError() << "begins at " << offset << ", which is no multiple of its pixels of " << pixel << " bytes";
  int64_t end = offset + getLayout().getBytes(), available = layoutOf(getSource()).getBytes();
  if (end > available)
    return emitOpError() << "ends at byte " << end << " of a buffer of " << available;
  return success();
}

// Inputs (or outputs) are numbered 0, 1, … in their order.
template <typename Op> static LogicalResult verifyNumbers(NetworkOp network) {
  uint64_t next = 0;
  for (Op op : network.getBody().getOps<Op>())
    if (op.getIndex() != next++)
      return op.emitOpError() << "has number " << op.getIndex() << " where " << next - 1 << " is next";
  return success();
}

LogicalResult NetworkOp::verifyRegions() {
  for (Operation &op : getBody().front())
    if (!isa<PlanDialect>(op.getDialect()) || isa<NetworkOp, GroupOp, SlideOp>(op))
      return op.emitOpError("does not belong in a plan.network");
    else if (turnsOf(&op))
      return op.emitOpError("has turns outside of plan.strips");
  if (failed(verifyNumbers<InputOp>(*this)) || failed(verifyNumbers<OutputOp>(*this)))
    return failure();
  for (BufferOp buffer : getBody().getOps<BufferOp>()) {
    if (!getArenaBytes() || !buffer.getOffset())
      continue;
    uint64_t end = *buffer.getOffset() + uint64_t(buffer.getLayout().getBytes());
    if (end > *getArenaBytes())
      return buffer.emitOpError() << "ends at byte " << end << " of an arena of " << *getArenaBytes();
  }
  return success();
}

} // namespace evenstride::plan
