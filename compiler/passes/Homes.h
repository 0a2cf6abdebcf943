// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where each value of a network lives: decided for all values before any buffer is made.
#pragma once

#include "passes/Layouts.h"

#include "dialect/Stride.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace evenstride::passes {

/// What readers ask of the memory that they read a value from.
struct Need {
  bool image = false;  // windows slide over it: in the usual block, or a full one
  Halo halo = {};      // zeros around it
  bool floats = false; // bytes of the user, which have no halo, will not do
};

enum class HomeKind {
  Own,     // a buffer of its own in the arena
  Input,   // memory of the user; `number`
  Output,  // memory of the user; `number`
  Slice,   // channels from `number` on of the result of `holder`, a concat
  Flatten, // the memory of the result of `holder`, a flatten, in the shape before it
  View,    // the memory of the operand of the value's own layer, a slice, crop or flatten
};

struct Home {
  HomeKind kind = HomeKind::Own;
  int64_t number = 0;
  mlir::Operation *holder = nullptr;
  int64_t block = 1;
  Halo halo = {}; // of an Own home
};

/// The homes of all values of a network of groups, concats, slices, crops and flattens.
class Homes {
public:
  Homes(stride::NetworkOp network, int64_t vectorFloats);

  const Home &of(mlir::Value value) const { return homes.find(value)->second; }
  /// What all readers together ask of the value.
  Need needOf(mlir::Value value) const { return needs.lookup(value); }
  /// What a reader of the value asks in the operand at `operand`.
  static Need needOf(mlir::OpOperand &operand);
  /// Whether windows can slide over the value in that block.
  bool suits(mlir::Value value, int64_t block) const;
  int64_t usualBlockOf(mlir::Value value) const;
  /// Whether the value lies in planes because its channels do not begin with blocks.
  bool isPlanar(mlir::Value value) const { return planar.contains(value); }

private:
  void findPlanar(mlir::Block &body);
  Home choose(mlir::OpResult value);
  std::optional<Home> sliceFor(mlir::Value value) const;
  std::optional<Home> flattenFor(mlir::Value value) const;
  bool accepts(stride::ConcatOp concat, mlir::Value value) const;
  bool canView(stride::CropOp crop) const;
  bool canView(stride::SliceOp slice) const;
  static bool isPlanarFloats(mlir::Value value);
  static bool isBytes(mlir::Value value);
  void passOn(mlir::Operation *op);
  void ask(mlir::Value value, const Need &need);
  void widenHalos();

  int64_t vectorFloats;
  llvm::DenseMap<mlir::Value, Home> homes;
  llvm::DenseMap<mlir::Value, Need> needs;
  llvm::DenseSet<mlir::Value> planar;
};

/// Whether a convolution of bytes finds what a tile of its result, `rows` high, reads on the stack: see
/// kernels/ConvInput.h.
bool stagesBytes(plan::WindowAttr window, int64_t channels, int64_t rows);

/// Rows and columns that a crop cuts.
CropBox boxOf(stride::CropOp crop);

} // namespace evenstride::passes
