// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pieces of textual IR that both dialects share: `3x3` for sizes and the phrase of a window.
#pragma once

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpImplementation.h"

namespace evenstride::dialect {

using Numbers = llvm::SmallVector<int64_t, 4>;

/// Prints `1x2x3`.
void printNumbers(llvm::raw_ostream &out, llvm::ArrayRef<int64_t> numbers);
/// Parses exactly `count` numbers.
mlir::ParseResult parseNumbers(mlir::AsmParser &parser, Numbers &numbers, size_t count);
/// Parses `keyword` and `count` numbers where the keyword stands there; leaves `numbers` as it is otherwise.
mlir::ParseResult parseOptionalNumbers(mlir::AsmParser &parser, llvm::StringRef keyword, Numbers &numbers,
                                       size_t count);

/// A window as its four attributes: kernel, stride, dilation {vertical, horizontal}, pad {top, left, bottom, right}.
struct WindowAttributes {
  mlir::DenseI64ArrayAttr kernel, stride, dilation, pad;
};
/// `3x3 stride 2x2 dilation 1x1 pad 1x1x1x1`; ones (zeros in the padding) are left out.
void printWindow(llvm::raw_ostream &out, const WindowAttributes &window);
mlir::ParseResult parseWindow(mlir::AsmParser &parser, WindowAttributes &window);

} // namespace evenstride::dialect
