// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The `stride` dialect: registration, the text form of a network, and its verifier.
#include "dialect/Assembly.h"
#include "dialect/Stride.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

#include "dialect/StrideDialect.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialect/StrideAttributes.cpp.inc"

namespace evenstride::stride {

// `window 3x3 stride 2x2 pad 1x1x1x1`
static ParseResult parseWindow(OpAsmParser &parser, DenseI64ArrayAttr &kernel, DenseI64ArrayAttr &stride,
                               DenseI64ArrayAttr &dilation, DenseI64ArrayAttr &pad) {
  dialect::WindowAttributes window;
  if (parser.parseKeyword("window") || dialect::parseWindow(parser, window))
    return failure();
  kernel = window.kernel, stride = window.stride, dilation = window.dilation, pad = window.pad;
  return success();
}

static void printWindow(OpAsmPrinter &printer, Operation *, DenseI64ArrayAttr kernel, DenseI64ArrayAttr stride,
                        DenseI64ArrayAttr dilation, DenseI64ArrayAttr pad) {
  printer << "window ";
  dialect::printWindow(printer.getStream(), {kernel, stride, dilation, pad});
}

// `("image" %image: tensor<3x8x8xf32>) -> ("scores") { … }`
static ParseResult parseNetwork(OpAsmParser &parser, Region &body, ArrayAttr &inputNames, ArrayAttr &outputNames) {
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Attribute> inputs, outputs;
  auto parseName = [&](SmallVector<Attribute> &names) -> ParseResult {
    StringAttr name;
    if (parser.parseAttribute(name))
      return failure();
    names.push_back(name);
    return success();
  };
  auto parseInput = [&]() -> ParseResult {
    return failure(parseName(inputs) || parser.parseArgument(arguments.emplace_back(), /*allowType=*/true));
  };
  using Delimiter = AsmParser::Delimiter;
  if (parser.parseCommaSeparatedList(Delimiter::Paren, parseInput) || parser.parseArrow() ||
      parser.parseCommaSeparatedList(Delimiter::Paren, [&] { return parseName(outputs); }) ||
      parser.parseRegion(body, arguments))
    return failure();
  inputNames = parser.getBuilder().getArrayAttr(inputs);
  outputNames = parser.getBuilder().getArrayAttr(outputs);
  return success();
}

static void printNetwork(OpAsmPrinter &printer, Operation *, Region &body, ArrayAttr inputNames,
                         ArrayAttr outputNames) {
  printer << '(';
  llvm::interleaveComma(llvm::zip(inputNames, body.getArguments()), printer, [&](auto pair) {
    printer << std::get<0>(pair) << ' ';
    printer.printRegionArgument(std::get<1>(pair));
  });
  printer << ") -> (";
  llvm::interleaveComma(outputNames, printer);
  printer << ") ";
  printer.printRegion(body, /*printEntryBlockArgs=*/false);
}

} // namespace evenstride::stride

#define GET_OP_CLASSES
#include "dialect/StrideOps.cpp.inc"

namespace evenstride::stride {

void NormAttr::print(AsmPrinter &printer) const {
  printer << '<' << getPath() << " epsilon ";
  printer.printAttributeWithoutType(getEpsilon());
  printer << '>';
}

Attribute NormAttr::parse(AsmParser &parser, Type) {
  StringAttr path;
  FloatAttr epsilon;
  if (parser.parseLess() || parser.parseAttribute(path) || parser.parseKeyword("epsilon") ||
      parser.parseAttribute(epsilon, Float64Type::get(parser.getContext())) || parser.parseGreater())
    return {};
  return get(parser.getContext(), path, epsilon);
}

void PriorAttr::print(AsmPrinter &printer) const {
  printer << '<' << getPath();
  if (getEpsilon()) {
    printer << " epsilon ";
    printer.printAttributeWithoutType(getEpsilon());
  } else {
    printer << " mean ";
    printer.printStrippedAttrOrType(getMean());
    printer << " std ";
    printer.printStrippedAttrOrType(getStd());
  }
  printer << '>';
}

Attribute PriorAttr::parse(AsmParser &parser, Type) {
  StringAttr path;
  FloatAttr epsilon;
  DenseF64ArrayAttr mean, std;
  auto numbers = [&](DenseF64ArrayAttr &list) {
    list = llvm::dyn_cast_or_null<DenseF64ArrayAttr>(DenseF64ArrayAttr::parse(parser, Type()));
    return list ? success() : failure();
  };
  if (parser.parseLess() || parser.parseAttribute(path))
    return {};
  if (succeeded(parser.parseOptionalKeyword("epsilon"))) {
    if (parser.parseAttribute(epsilon, Float64Type::get(parser.getContext())))
      return {};
  } else if (parser.parseKeyword("mean") || failed(numbers(mean)) || parser.parseKeyword("std") ||
             failed(numbers(std))) {
    return {};
  }
  if (parser.parseGreater())
    return {};
  return get(parser.getContext(), path, epsilon, mean, std);
}

void StrideDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/StrideAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialect/StrideOps.cpp.inc"
      >();
}

void NetworkOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  for (auto [argument, name] : llvm::zip(region.getArguments(), getInputNames().getAsRange<StringAttr>()))
    setName(argument, name);
}

StringRef NetworkOp::getInputFormat(unsigned number) {
  std::optional<ArrayAttr> formats = getInputFormats();
  return formats ? cast<StringAttr>((*formats)[number]).getValue() : StringRef("f32");
}

// One of the words that formats are made of, for each input.
static LogicalResult verifyFormats(NetworkOp network) {
  std::optional<ArrayAttr> formats = network.getInputFormats();
  if (!formats)
    return success();
  if (formats->size() != network.getInputNames().size())
    return network.emitOpError() << "has " << formats->size() << " formats for " << network.getInputNames().size()
                                 << " inputs";
  for (auto format : formats->getAsRange<StringAttr>())
    if (!llvm::is_contained({"f32", "u8", "u8 hwc"}, format.getValue()))
      return network.emitOpError() << "knows no format " << format;
  return success();
}

LogicalResult NetworkOp::verifyRegions() {
  Block &block = getBody().front();
  if (block.getNumArguments() != getInputNames().size())
    return emitOpError() << "names " << getInputNames().size() << " inputs and has " << block.getNumArguments();
  for (Type type : block.getArgumentTypes()) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || tensor.getRank() != 3 || !tensor.hasStaticShape() || !tensor.getElementType().isF32())
      return emitOpError() << "takes inputs tensor<CxHxWxf32>, not " << type;
  }
  if (failed(verifyFormats(*this)))
    return failure();
  auto results = dyn_cast<ReturnOp>(block.getTerminator());
  if (!results)
    return emitOpError("ends in stride.return");
  if (results.getValues().size() != getOutputNames().size())
    return results.emitOpError() << "returns " << results.getValues().size() << " values for "
                                 << getOutputNames().size() << " outputs";
  return success();
}

} // namespace evenstride::stride
