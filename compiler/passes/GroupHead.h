// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The first layer of a group: which family of kernels computes it, and with which attributes.
#pragma once

#include "dialect/Plan.h"
#include "dialect/Stride.h"

#include <optional>

namespace evenstride::passes {

/// A plan.group in the making, attribute by attribute.
struct GroupDraft {
  plan::Family family = plan::Family::Elementwise;
  llvm::SmallVector<mlir::Value> inputs;
  plan::WindowAttr window;
  int64_t groups = 1, factor = 1, macs = 0;
  mlir::DenseI64ArrayAttr offset; // of a pad
  mlir::FloatAttr value;          // likewise
  mlir::DenseF64ArrayAttr padding, numbers;
  bool countPadding = false;
  llvm::SmallVector<mlir::Attribute> epilogue; // StepAttr
  plan::PoolAttr pool;
  plan::WeightsAttr weights;
  llvm::SmallVector<mlir::Attribute> vectors; // VectorAttr
  llvm::SmallVector<mlir::Attribute> layers;  // StringAttr
  llvm::SmallVector<mlir::Location> locations;
};

/// The window of a layer that has one.
plan::WindowAttr windowOf(mlir::Operation *op);

/// Whether any side has padding.
bool isPadded(llvm::ArrayRef<int64_t> pad);

/// The draft of a group that begins with `op`, without its epilogue: for elementwise layers a plain read of the operand
/// that the layer is then applied to, so that they are their own first step. Nothing for concat, slice, crop and
/// flatten, which need no kernel.
std::optional<GroupDraft> draftGroup(mlir::Operation *op);

} // namespace evenstride::passes
