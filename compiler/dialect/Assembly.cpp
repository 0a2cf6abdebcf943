// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Printing and parsing of sizes and windows.
#include "dialect/Assembly.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

namespace evenstride::dialect {

using namespace mlir;

void printNumbers(llvm::raw_ostream &out, ArrayRef<int64_t> numbers) { llvm::interleave(numbers, out, "x"); }

ParseResult parseNumbers(AsmParser &parser, Numbers &numbers, size_t count) {
  numbers.clear();
  SMLoc place = parser.getCurrentLocation();
  if (parser.parseDimensionList(numbers, /*allowDynamic=*/false, /*withTrailingX=*/false))
    return failure();
  if (numbers.size() != count)
    return parser.emitError(place) << "expected " << count << " numbers joined by `x`, got " << numbers.size();
  return success();
}

ParseResult parseOptionalNumbers(AsmParser &parser, StringRef keyword, Numbers &numbers, size_t count) {
  if (failed(parser.parseOptionalKeyword(keyword)))
    return success();
  return parseNumbers(parser, numbers, count);
}

static void printUnlessAll(llvm::raw_ostream &out, StringRef keyword, ArrayRef<int64_t> numbers, int64_t usual) {
  if (llvm::all_of(numbers, [&](int64_t number) { return number == usual; }))
    return;
  out << ' ' << keyword << ' ';
  printNumbers(out, numbers);
}

void printWindow(llvm::raw_ostream &out, const WindowAttributes &window) {
  printNumbers(out, window.kernel);
  printUnlessAll(out, "stride", window.stride, 1);
  printUnlessAll(out, "dilation", window.dilation, 1);
  printUnlessAll(out, "pad", window.pad, 0);
}

ParseResult parseWindow(AsmParser &parser, WindowAttributes &window) {
  Numbers kernel, stride = {1, 1}, dilation = {1, 1}, pad = {0, 0, 0, 0};
  if (parseNumbers(parser, kernel, 2) || parseOptionalNumbers(parser, "stride", stride, 2) ||
      parseOptionalNumbers(parser, "dilation", dilation, 2) || parseOptionalNumbers(parser, "pad", pad, 4))
    return failure();
  Builder builder(parser.getContext());
  window = {builder.getDenseI64ArrayAttr(kernel), builder.getDenseI64ArrayAttr(stride),
            builder.getDenseI64ArrayAttr(dilation), builder.getDenseI64ArrayAttr(pad)};
  return success();
}

} // namespace evenstride::dialect
