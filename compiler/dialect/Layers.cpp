// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The bridge between ops and layer kinds: arguments to attributes and back, and the verifier of every layer.
#include "dialect/Stride.h"

#include "mlir/IR/Builders.h"

namespace evenstride::stride {

using namespace mlir;

// Each layer of layers.def has its op: where this fails, the record in StrideOps.td is missing.
#define LAYER(keyword, Symbol) static_assert(std::string_view(Symbol##Op::getOperationName()) == "stride." #keyword);
#define SHORTHAND(keyword, Symbol)
#include "layers/layers.def"

layers::Shape shapeOf(Type type) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(type).getShape();
  return {shape[0], shape[1], shape[2]};
}

RankedTensorType tensorType(MLIRContext *context, const layers::Shape &shape) {
  return RankedTensorType::get({shape.channels, shape.height, shape.width}, Float32Type::get(context));
}

const layers::LayerKind *kindOf(Operation *op) {
  if (!isa_and_nonnull<StrideDialect>(op->getDialect()))
    return nullptr;
  return layers::findLayer(op->getName().stripDialect());
}

StringAttr pathOf(Operation *op) { return op->getAttrOfType<StringAttr>("path"); }

Attribute attributeOf(Builder &builder, const layers::Value &value) {
  struct Visitor {
    Builder &builder;
    Attribute operator()(int64_t integer) { return builder.getI64IntegerAttr(integer); }
    Attribute operator()(double number) { return builder.getF64FloatAttr(number); }
    Attribute operator()(const std::vector<int64_t> &list) { return builder.getDenseI64ArrayAttr(list); }
    Attribute operator()(const std::string &word) { return builder.getStringAttr(word); }
    Attribute operator()(const std::vector<double> &numbers) { return builder.getDenseF64ArrayAttr(numbers); }
    Attribute operator()(bool truth) { return builder.getBoolAttr(truth); }
  };
  return std::visit(Visitor{builder}, value);
}

static layers::Value valueOf(Attribute attribute) {
  if (auto truth = dyn_cast<BoolAttr>(attribute))
    return truth.getValue();
  if (auto integer = dyn_cast<IntegerAttr>(attribute))
    return integer.getInt();
  if (auto number = dyn_cast<FloatAttr>(attribute))
    return number.getValueAsDouble();
  if (auto list = dyn_cast<DenseI64ArrayAttr>(attribute))
    return std::vector<int64_t>(list.asArrayRef());
  if (auto numbers = dyn_cast<DenseF64ArrayAttr>(attribute))
    return std::vector<double>(numbers.asArrayRef());
  return cast<StringAttr>(attribute).str();
}

layers::Arguments argumentsOf(Operation *op) {
  layers::Arguments arguments;
  for (const layers::Parameter &parameter : kindOf(op)->parameters) {
    if (Attribute attribute = op->getAttr(parameter.name))
      arguments.values.emplace(parameter.name, valueOf(attribute));
    else if (parameter.byDefault)
      arguments.values.emplace(parameter.name, *parameter.byDefault);
  }
  return arguments;
}

static std::vector<layers::Shape> operandShapes(Operation *op) {
  std::vector<layers::Shape> shapes;
  for (Value operand : op->getOperands())
    shapes.push_back(shapeOf(operand));
  return shapes;
}

int64_t macsOf(Operation *op) {
  const layers::LayerKind *kind = kindOf(op);
  return kind->macs ? kind->macs(argumentsOf(op), operandShapes(op), shapeOf(op->getResult(0))) : 0;
}

// What the windows of a fault came to, axis by axis: "height: (32 + 0 + 0 - 5) / 4 leaves 3".
static void explainWindows(InFlightDiagnostic &diagnostic, const layers::ShapeFault &fault) {
  auto explain = [&](const char *axis, const geometry::Verdict &verdict) {
    if (verdict.exact())
      return;
    const geometry::Window &window = verdict.window;
    diagnostic << "; " << axis << ": (" << verdict.input << " + " << window.before << " + " << window.after << " - "
               << verdict.effectiveKernel << ") / " << window.stride;
    if (verdict.span < 0)
      diagnostic << ", the window is larger than its input";
    else if (verdict.remainder != 0)
      diagnostic << " leaves " << verdict.remainder;
  };
  if (fault.windows) {
    explain("height", fault.windows->first);
    explain("width", fault.windows->second);
  }
}

static LogicalResult verifyLists(Operation *op, const layers::LayerKind &kind) {
  for (const layers::Parameter &parameter : kind.parameters) {
    auto list = op->getAttrOfType<DenseI64ArrayAttr>(parameter.name);
    size_t expected = parameter.type == layers::ParameterType::Padding ? 4 : 2;
    if (list && size_t(list.size()) != expected)
      return op->emitOpError() << "'" << parameter.name << "' holds " << list.size() << " numbers, not " << expected;
  }
  return success();
}

LogicalResult verifyLayer(Operation *op) {
  const layers::LayerKind &kind = *kindOf(op);
  if (failed(verifyLists(op, kind)))
    return failure();
  int operands = int(op->getNumOperands());
  if (operands < kind.minOperands)
    return op->emitOpError() << "takes " << kind.minOperands << " operands or more, not " << operands;
  layers::ShapeResult result = kind.shape(argumentsOf(op), operandShapes(op));
  if (auto *fault = std::get_if<layers::ShapeFault>(&result)) {
    InFlightDiagnostic diagnostic = op->emitOpError() << fault->message;
    if (!fault->label.empty())
      diagnostic << " (" << fault->label << ")";
    explainWindows(diagnostic, *fault);
    return diagnostic;
  }
  RankedTensorType expected = tensorType(op->getContext(), std::get<layers::Shape>(result));
  if (op->getResult(0).getType() != expected)
    return op->emitOpError() << "gives " << expected << ", not " << op->getResult(0).getType();
  return success();
}

} // namespace evenstride::stride
