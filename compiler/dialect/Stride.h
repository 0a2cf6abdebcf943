// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The `stride` dialect in C++, and the bridge between its ops and the layer kinds they stand for.
#pragma once

#include "layers/Layer.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialect/StrideDialect.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialect/StrideAttributes.h.inc"
#define GET_OP_CLASSES
#include "dialect/StrideOps.h.inc"

namespace evenstride::stride {

/// The shape of a tensor<CxHxWxf32>, and back.
layers::Shape shapeOf(mlir::Type type);
inline layers::Shape shapeOf(mlir::Value value) { return shapeOf(value.getType()); }
mlir::RankedTensorType tensorType(mlir::MLIRContext *context, const layers::Shape &shape);

/// The layer kind of an op; null for ops that are no layer.
const layers::LayerKind *kindOf(mlir::Operation *op);
/// The path of a layer's op.
mlir::StringAttr pathOf(mlir::Operation *op);

/// A bound argument as an attribute, and the arguments of a layer's op. Parameters for which an op has no attribute
/// (`round`, resolved by the check) take their default.
mlir::Attribute attributeOf(mlir::Builder &builder, const layers::Value &value);
layers::Arguments argumentsOf(mlir::Operation *op);

/// Multiply-accumulates of a layer for one image.
int64_t macsOf(mlir::Operation *op);

/// Judges a layer's op by the shape rule of its kind: the verifier of all of them.
llvm::LogicalResult verifyLayer(mlir::Operation *op);

} // namespace evenstride::stride
