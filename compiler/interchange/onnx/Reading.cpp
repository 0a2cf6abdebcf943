// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Axes of tensors and axes of values.
#include "interchange/onnx/Reading.h"

#include <algorithm>

namespace evenstride::interchange::onnx {

std::vector<Base> basesOf(Reading reading, size_t rank) {
  using enum Base;
  if (reading == Reading::Rows && rank > 0 && rank <= 4) {
    std::vector<Base> bases(rank, Batch);
    bases.back() = Channels;
    return bases;
  }
  switch (rank) {
  case 4:
    return {Batch, Channels, Rows, Columns};
  case 3:
    return reading == Reading::Lines          ? std::vector{Batch, Channels, Columns}
           : reading == Reading::UprightLines ? std::vector{Batch, Channels, Rows}
                                              : std::vector{Channels, Rows, Columns};
  case 2:
    return reading == Reading::Matrices ? std::vector{Channels, Columns} : std::vector{Batch, Channels};
  case 1:
    return {Channels};
  default:
    return {};
  }
}

static int64_t &extentOf(layers::Shape &shape, Base base) {
  return base == Base::Channels ? shape.channels : base == Base::Rows ? shape.height : shape.width;
}

InputTensor inputTensor(std::span<const int64_t> shape, Reading reading) {
  InputTensor input;
  std::vector<Base> bases = basesOf(reading, shape.size());
  for (size_t axis = shape.size(); axis-- > 0;) {
    int64_t extent = shape[axis];
    if (bases[axis] != Base::Batch)
      extentOf(input.image, bases[axis]) = extent;
    input.axes.insert(input.axes.begin(), extent == 1                  ? Axis()
                                          : bases[axis] == Base::Batch ? Axis{{Base::Batch, extent, input.batch}}
                                                                       : wholeAxis(bases[axis], extent));
    if (bases[axis] == Base::Batch && __builtin_mul_overflow(input.batch, extent, &input.batch))
      throw Refusal{"its images cannot be counted"};
  }
  return input;
}

/// The axis of a value for a tensor's axis of one element: the one that its place says, else any that is not taken.
static Base freeBase(const std::vector<Base> &taken, Base preferred) {
  for (Base base : {preferred, Base::Channels, Base::Rows, Base::Columns})
    if (base == Base::Batch || std::ranges::find(taken, base) == taken.end())
      return base;
  return Base::Batch;
}

std::optional<PlainTensor> plainTensor(const View &view, const layers::Shape &shape, Reading reading) {
  std::vector<Base> taken, bases, preferred = basesOf(reading, view.axes.size());
  layers::Shape extents = shape;
  for (const Axis &axis : view.axes) {
    for (const Atom &atom : axis)
      if (atom.base != Base::Batch && axis != wholeAxis(atom.base, extentOf(extents, atom.base)))
        return std::nullopt;
    if (!axis.empty())
      taken.push_back(axis[0].base);
  }
  for (size_t axis = 0; axis < view.axes.size(); ++axis) {
    bool isOne = view.axes[axis].empty();
    Base wanted = axis < preferred.size() ? preferred[axis] : Base::Batch;
    bases.push_back(isOne ? freeBase(taken, wanted) : view.axes[axis][0].base);
    if (isOne)
      taken.push_back(bases.back());
  }
  return PlainTensor{view, std::move(bases)};
}

View withLeadingAxes(View view, size_t rank) {
  view.axes.insert(view.axes.begin(), rank - std::min(rank, view.axes.size()), Axis());
  return view;
}

View PlainTensor::with(DraftValue result, const layers::Shape &shape) const {
  View made{result, view.axes};
  layers::Shape extents = shape, left = shape;
  for (size_t axis = 0; axis < bases.size(); ++axis)
    if (bases[axis] != Base::Batch) {
      made.axes[axis] = wholeAxis(bases[axis], extentOf(extents, bases[axis]));
      extentOf(left, bases[axis]) = 1;
    }
  if (left.elements() != 1)
    throw Refusal{"its result has more axes than its input"};
  return made;
}

} // namespace evenstride::interchange::onnx
