// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Text forms and verifiers of the attributes of the `plan` dialect.
#include "dialect/Assembly.h"
#include "dialect/Plan.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

#include "dialect/PlanEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialect/PlanAttributes.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "dialect/PlanTypes.cpp.inc"

namespace evenstride::plan {

using dialect::Numbers;

void PlanDialect::registerAttributesAndTypes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/PlanAttributes.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialect/PlanTypes.cpp.inc"
      >();
}

//===- Layout ---------------------------------------------------------------------------------------------------===//

LayoutAttr LayoutAttr::getTight(MLIRContext *context, int64_t channels, int64_t height, int64_t width) {
  return getInput(context, channels, height, width, "f32");
}

LayoutAttr LayoutAttr::getInput(MLIRContext *context, int64_t channels, int64_t height, int64_t width,
                                StringRef format) {
  int64_t block = format.ends_with("hwc") ? channels : 1;
  return get(context, channels, height, width, block, 0, 0, 0, 0, width, height * width, format.starts_with("u8"));
}

bool LayoutAttr::isTight() const { return *this == getTight(getContext(), getChannels(), getHeight(), getWidth()); }

bool LayoutAttr::isTightInput() const {
  auto is = [&](StringRef format) {
    return *this == getInput(getContext(), getChannels(), getHeight(), getWidth(), format);
  };
  return is("f32") || is("u8") || is("u8 hwc");
}

LogicalResult LayoutAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, int64_t channels, int64_t height,
                                 int64_t width, int64_t block, int64_t haloTop, int64_t haloLeft, int64_t haloBottom,
                                 int64_t haloRight, int64_t rowPitch, int64_t planePitch, bool) {
  if (channels < 1 || height < 1 || width < 1 || block < 1)
    return emitError() << "a layout has channels, rows, columns and a block of 1 or more";
  if (haloTop < 0 || haloLeft < 0 || haloBottom < 0 || haloRight < 0)
    return emitError() << "a halo is 0 or more on each side";
  int64_t paddedWidth = haloLeft + width + haloRight, paddedHeight = haloTop + height + haloBottom;
  if (rowPitch < paddedWidth)
    return emitError() << "a row pitch of " << rowPitch << " pixels holds no row of " << paddedWidth;
  if (planePitch < (paddedHeight - 1) * rowPitch + paddedWidth)
    return emitError() << "a plane pitch of " << planePitch << " pixels holds no " << paddedHeight << " rows";
  return success();
}

void LayoutAttr::print(AsmPrinter &printer) const {
  llvm::raw_ostream &out = printer.getStream();
  out << '<';
  dialect::printNumbers(out, {getChannels(), getHeight(), getWidth()});
  if (getBlock() != 1)
    out << " block " << getBlock();
  if (hasHalo()) {
    out << " halo ";
    dialect::printNumbers(out, {getHaloTop(), getHaloLeft(), getHaloBottom(), getHaloRight()});
  }
  if (getRowPitch() != getPaddedWidth() || getPlanePitch() != getPaddedHeight() * getPaddedWidth()) {
    out << " pitch ";
    dialect::printNumbers(out, {getRowPitch(), getPlanePitch()});
  }
  if (getU8())
    out << " u8";
  out << '>';
}

Attribute LayoutAttr::parse(AsmParser &parser, Type) {
  Numbers size, halo = {0, 0, 0, 0}, pitch;
  int64_t block = 1;
  if (parser.parseLess() || dialect::parseNumbers(parser, size, 3))
    return {};
  if (succeeded(parser.parseOptionalKeyword("block")) && parser.parseInteger(block))
    return {};
  if (dialect::parseOptionalNumbers(parser, "halo", halo, 4))
    return {};
  int64_t paddedWidth = halo[1] + size[2] + halo[3];
  pitch = {paddedWidth, (halo[0] + size[1] + halo[2]) * paddedWidth};
  if (dialect::parseOptionalNumbers(parser, "pitch", pitch, 2))
    return {};
  bool u8 = succeeded(parser.parseOptionalKeyword("u8"));
  if (parser.parseGreater())
    return {};
  return parser.getChecked<LayoutAttr>(parser.getContext(), size[0], size[1], size[2], block, halo[0], halo[1], halo[2],
                                       halo[3], pitch[0], pitch[1], u8);
}

//===- Window and pool ------------------------------------------------------------------------------------------===//

LogicalResult WindowAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, DenseI64ArrayAttr kernel,
                                 DenseI64ArrayAttr stride, DenseI64ArrayAttr dilation, DenseI64ArrayAttr pad) {
  if (kernel.size() != 2 || stride.size() != 2 || dilation.size() != 2 || pad.size() != 4)
    return emitError() << "a window has two numbers each for kernel, stride and dilation, and four for its padding";
  return success();
}

void WindowAttr::print(AsmPrinter &printer) const {
  printer << '<';
  dialect::printWindow(printer.getStream(), {getKernel(), getStride(), getDilation(), getPad()});
  printer << '>';
}

static WindowAttr parseWindowBody(AsmParser &parser) {
  dialect::WindowAttributes window;
  if (dialect::parseWindow(parser, window))
    return {};
  return WindowAttr::get(parser.getContext(), window.kernel, window.stride, window.dilation, window.pad);
}

Attribute WindowAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  WindowAttr window = parseWindowBody(parser);
  return window && succeeded(parser.parseGreater()) ? window : WindowAttr();
}

void PoolAttr::print(AsmPrinter &printer) const {
  printer << '<' << (getMax() ? "max " : "avg ") << (getCountPadding() ? "count_padding " : "");
  WindowAttr window = getWindow();
  dialect::printWindow(printer.getStream(),
                       {window.getKernel(), window.getStride(), window.getDilation(), window.getPad()});
  printer << '>';
}

Attribute PoolAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  bool max = succeeded(parser.parseOptionalKeyword("max"));
  if (!max && parser.parseKeyword("avg"))
    return {};
  bool countPadding = succeeded(parser.parseOptionalKeyword("count_padding"));
  WindowAttr window = parseWindowBody(parser);
  if (!window || parser.parseGreater())
    return {};
  return get(parser.getContext(), max, countPadding, window);
}

//===- Step -----------------------------------------------------------------------------------------------------===//

unsigned StepAttr::numbersOf(StepKind kind) {
  switch (kind) {
  case StepKind::LeakyRelu:
  case StepKind::Elu:
    return 1;
  case StepKind::HardSigmoid:
  case StepKind::Clip:
    return 2;
  default:
    return 0;
  }
}

LogicalResult StepAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, StepKind kind, int64_t operand,
                               DenseF64ArrayAttr numbers) {
  if (numbers.size() == numbersOf(kind))
    return success();
  return emitError() << stringifyStepKind(kind) << " has " << numbersOf(kind) << " numbers, not " << numbers.size();
}

void StepAttr::print(AsmPrinter &printer) const {
  printer << '<';
  printBody(printer);
  printer << '>';
}

void StepAttr::printBody(AsmPrinter &printer) const {
  printer << stringifyStepKind(getKind());
  if (isBinary() || isChannelwise())
    printer << ' ' << getOperand();
  for (double number : getNumbers().asArrayRef()) {
    printer << ' ';
    printer.printFloat(llvm::APFloat(number));
  }
}

StepAttr StepAttr::parseBody(AsmParser &parser) {
  StringRef keyword;
  SMLoc place = parser.getCurrentLocation();
  if (parser.parseKeyword(&keyword))
    return {};
  std::optional<StepKind> kind = symbolizeStepKind(keyword);
  if (!kind) {
    parser.emitError(place) << "unknown step '" << keyword << "'";
    return {};
  }
  int64_t operand = 0;
  bool hasOperand = *kind <= StepKind::Multiply || *kind >= StepKind::ChannelScale;
  if (hasOperand && parser.parseInteger(operand))
    return {};
  SmallVector<double> numbers(numbersOf(*kind));
  for (double &number : numbers)
    if (parser.parseFloat(number))
      return {};
  return get(parser.getContext(), *kind, operand, parser.getBuilder().getDenseF64ArrayAttr(numbers));
}

Attribute StepAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  StepAttr step = parseBody(parser);
  return step && succeeded(parser.parseGreater()) ? step : StepAttr();
}

//===- Vector ---------------------------------------------------------------------------------------------------===//

VectorAttr VectorAttr::getTensor(StringAttr name) {
  return get(name.getContext(), VectorPart::Tensor, name, FloatAttr(), DenseF64ArrayAttr());
}

VectorAttr VectorAttr::getValues(MLIRContext *context, ArrayRef<double> values) {
  return get(context, VectorPart::Values, StringAttr(), FloatAttr(), DenseF64ArrayAttr::get(context, values));
}

VectorAttr VectorAttr::getNorm(VectorPart part, StringAttr path, FloatAttr epsilon) {
  return get(path.getContext(), part, path, epsilon, DenseF64ArrayAttr());
}

void VectorAttr::print(AsmPrinter &printer) const {
  printer << '<';
  printBody(printer);
  printer << '>';
}

void VectorAttr::printBody(AsmPrinter &printer) const {
  printer << stringifyVectorPart(getPart());
  if (getName())
    printer << ' ' << getName();
  if (getEpsilon()) {
    printer << " epsilon ";
    printer.printAttributeWithoutType(getEpsilon());
  }
  if (!getValues())
    return;
  printer << " [";
  llvm::interleaveComma(getValues().asArrayRef(), printer.getStream(),
                        [&](double value) { printer.printFloat(llvm::APFloat(value)); });
  printer << ']';
}

static VectorAttr parseNamedVector(AsmParser &parser, VectorPart part) {
  StringAttr name;
  FloatAttr epsilon;
  if (parser.parseAttribute(name))
    return {};
  if (part == VectorPart::Tensor)
    return VectorAttr::getTensor(name);
  if (parser.parseKeyword("epsilon") || parser.parseAttribute(epsilon, Float64Type::get(parser.getContext())))
    return {};
  return VectorAttr::getNorm(part, name, epsilon);
}

VectorAttr VectorAttr::parseBody(AsmParser &parser) {
  StringRef keyword;
  SMLoc place = parser.getCurrentLocation();
  if (parser.parseKeyword(&keyword))
    return {};
  std::optional<VectorPart> part = symbolizeVectorPart(keyword);
  if (!part) {
    parser.emitError(place) << "unknown vector '" << keyword << "'";
    return {};
  }
  if (*part != VectorPart::Values)
    return parseNamedVector(parser, *part);
  SmallVector<double> values;
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square,
                                     [&] { return parser.parseFloat(values.emplace_back()); }))
    return {};
  return getValues(parser.getContext(), values);
}

Attribute VectorAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  VectorAttr vector = parseBody(parser);
  return vector && succeeded(parser.parseGreater()) ? vector : VectorAttr();
}

//===- Weights --------------------------------------------------------------------------------------------------===//

LogicalResult WeightsAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, StringAttr weight, StringAttr,
                                  StringAttr norm, FloatAttr epsilon, VectorAttr priorScale, VectorAttr priorShift) {
  if (!weight)
    return emitError() << "weights have a tensor";
  if (bool(norm) != bool(epsilon))
    return emitError() << "an epsilon belongs to a batch normalisation";
  if (bool(priorScale) != bool(priorShift))
    return emitError() << "a normalisation before a layer has factors and summands";
  return success();
}

void WeightsAttr::print(AsmPrinter &printer) const {
  printer << '<';
  StringRef separator;
  auto phrase = [&](StringRef keyword, StringAttr name) {
    if (name)
      printer << separator << keyword << name, separator = ", ";
  };
  phrase("", getWeight());
  phrase("bias ", getBias());
  phrase("norm ", getNorm());
  if (getNorm()) {
    printer << " epsilon ";
    printer.printAttributeWithoutType(getEpsilon());
  }
  if (getPriorScale()) {
    printer << ", prior ";
    getPriorScale().printBody(printer);
    printer << ' ';
    getPriorShift().printBody(printer);
  }
  printer << '>';
}

Attribute WeightsAttr::parse(AsmParser &parser, Type) {
  StringAttr weight, bias, norm;
  FloatAttr epsilon;
  VectorAttr priorScale, priorShift;
  auto phrase = [&]() -> ParseResult {
    if (succeeded(parser.parseOptionalKeyword("bias")))
      return parser.parseAttribute(bias);
    if (succeeded(parser.parseOptionalKeyword("prior"))) {
      priorScale = VectorAttr::parseBody(parser);
      priorShift = priorScale ? VectorAttr::parseBody(parser) : VectorAttr();
      return success(bool(priorShift));
    }
    if (succeeded(parser.parseOptionalKeyword("norm")))
      return failure(parser.parseAttribute(norm) || parser.parseKeyword("epsilon") ||
                     parser.parseAttribute(epsilon, Float64Type::get(parser.getContext())));
    return parser.parseAttribute(weight);
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::LessGreater, phrase))
    return {};
  return parser.getChecked<WeightsAttr>(parser.getContext(), weight, bias, norm, epsilon, priorScale, priorShift);
}

} // namespace evenstride::plan
