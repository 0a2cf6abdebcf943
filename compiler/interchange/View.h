// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a tensor of a file is in terms of a value [C, H, W]: which pieces of its axes lie behind which axis of the
// tensor. Reshapes and transposes change only that; a layer is written where another one needs the plain order.
#pragma once

#include "interchange/Draft.h"

#include <span>
#include <string>
#include <vector>

namespace evenstride::interchange {

enum class Base : char { Batch, Channels, Rows, Columns };

/// `extent` steps of `stride` elements along an axis of the value. Steps of extent 1 are left out everywhere.
struct Atom {
  Base base;
  int64_t extent, stride;
  bool operator==(const Atom &) const = default;
};

using Axis = std::vector<Atom>;

/// All elements of an axis of a value, in order.
Axis wholeAxis(Base base, int64_t extent);
/// Adds an atom, joined with the one before where the two are one piece of an axis.
void append(Axis &axis, Atom atom);

struct View {
  DraftValue value = -1;
  std::vector<Axis> axes; // the tensor's

  std::vector<int64_t> shape() const;
  bool operator==(const View &) const = default;
};

/// [N, C, H, W] of rank 4, [N, C] of rank 2 (the value is [C, 1, 1]), [C, H, W] of rank 3, [C] of rank 1.
View plainView(DraftValue value, const layers::Shape &shape, int64_t batch, size_t rank);

/// "[64, 8, 8]"
std::string shapeText(std::span<const int64_t> shape);

/// The same elements under another shape. Throws Refusal where that cuts an axis unevenly.
View reshaped(const View &view, std::span<const int64_t> shape);
/// The same, of the axes [begin, end) alone, in a shape where 0 keeps the extent of its place and one -1 takes what is
/// left.
struct AxisRange {
  size_t begin, end;
};
View reshapedPart(const View &view, AxisRange axes, std::vector<int64_t> target);
View transposed(const View &view, std::span<const int64_t> permutation);

/// The tensor [N, C, H, W] as a value [C, H, W], through flatten, channel_shuffle, pixel_shuffle or pixel_unshuffle
/// where it is not plain. Throws Refusal where no layer does that.
DraftValue imageOf(const View &view, DraftBuilder &builder);

/// The tensor [N, F] as a value [F, 1, 1].
DraftValue rowOf(const View &view, DraftBuilder &builder);

/// The atoms of all axes, from the outermost to the innermost, joined where they are one piece.
Axis atomsOf(const View &view);

/// Whether the tensor's elements lie in the order of the value's, image by image.
bool isInOrder(const View &view);

/// A value whose elements lie in the order of the tensor's, image by image; its shape need not be the tensor's. Throws
/// Refusal where no layer gives that order.
DraftValue orderedOf(const View &view, DraftBuilder &builder);

} // namespace evenstride::interchange
