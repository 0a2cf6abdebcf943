// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cutting and joining of axes, and the orders of elements that layers give.
#include "interchange/View.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace evenstride::interchange {

Axis wholeAxis(Base base, int64_t extent) { return extent == 1 ? Axis() : Axis{{base, extent, 1}}; }

std::string shapeText(std::span<const int64_t> shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

std::vector<int64_t> View::shape() const {
  std::vector<int64_t> shape;
  for (const Axis &axis : axes) {
    int64_t extent = 1;
    for (const Atom &atom : axis)
      extent *= atom.extent;
    shape.push_back(extent);
  }
  return shape;
}

View plainView(DraftValue value, const layers::Shape &shape, int64_t batch, size_t rank) {
  Axis images = wholeAxis(Base::Batch, batch), channels = wholeAxis(Base::Channels, shape.channels);
  Axis rows = wholeAxis(Base::Rows, shape.height), columns = wholeAxis(Base::Columns, shape.width);
  switch (rank) {
  case 4:
    return {value, {images, channels, rows, columns}};
  case 3:
    return {value, {channels, rows, columns}};
  case 2:
    return {value, {images, channels}};
  case 1:
    return {value, {channels}};
  default:
    return {value, {}};
  }
}

void append(Axis &axis, Atom atom) {
  if (!axis.empty() && axis.back().base == atom.base && axis.back().stride == atom.stride * atom.extent)
    axis.back() = {atom.base, axis.back().extent * atom.extent, atom.stride};
  else
    axis.push_back(atom);
}

Axis atomsOf(const View &view) {
  Axis atoms;
  for (const Axis &axis : view.axes)
    for (const Atom &atom : axis)
      append(atoms, atom);
  return atoms;
}

View reshaped(const View &view, std::span<const int64_t> shape) {
  Axis atoms = atomsOf(view);
  View result{view.value, {}};
  size_t next = 0;
  for (int64_t extent : shape) {
    Axis axis;
    for (int64_t left = extent; left > 1;) {
      if (next == atoms.size())
        throw Refusal{"the shape has more elements than the tensor"};
      Atom &atom = atoms[next];
      if (left % atom.extent == 0) {
        left /= atom.extent;
        append(axis, atom);
        ++next;
      } else if (atom.extent % left == 0) {
        int64_t inner = atom.extent / left;
        append(axis, {atom.base, left, atom.stride * inner});
        atom.extent = inner;
        left = 1;
      } else {
        throw Refusal{fmt::format("an axis of {} cannot be cut into pieces of {}", atom.extent, left)};
      }
    }
    result.axes.push_back(std::move(axis));
  }
  if (next != atoms.size())
    throw Refusal{"the shape has fewer elements than the tensor"};
  return result;
}

/// Extents in place of 0 and -1.
static std::vector<int64_t> resolved(std::vector<int64_t> shape, std::span<const int64_t> from) {
  int64_t known = 1, all = 1;
  for (int64_t extent : from)
    all *= extent;
  std::optional<size_t> open;
  for (size_t place = 0; place < shape.size(); ++place) {
    if (shape[place] == 0 && place < from.size())
      shape[place] = from[place];
    if (shape[place] == -1 && !open)
      open = place;
    else if (shape[place] < 1 || __builtin_mul_overflow(known, shape[place], &known))
      throw Refusal{"its shape makes no sense"};
  }
  if (open && all % known == 0)
    shape[*open] = all / known;
  else if (open || known != all)
    throw Refusal{fmt::format("its shape {} does not hold the {} elements that come in", shapeText(shape), all)};
  return shape;
}

View reshapedPart(const View &view, AxisRange axes, std::vector<int64_t> target) {
  std::vector<int64_t> from = view.shape();
  std::vector<int64_t> middle = resolved(std::move(target), std::span(from).subspan(axes.begin, axes.end - axes.begin));
  std::vector<int64_t> shape(from.begin(), from.begin() + int64_t(axes.begin));
  shape.insert(shape.end(), middle.begin(), middle.end());
  shape.insert(shape.end(), from.begin() + int64_t(axes.end), from.end());
  return reshaped(view, shape);
}

View transposed(const View &view, std::span<const int64_t> permutation) {
  View result{view.value, {}};
  std::vector<bool> seen(view.axes.size(), false);
  if (permutation.size() != view.axes.size())
    throw Refusal{"the permutation has another number of axes than the tensor"};
  for (int64_t from : permutation) {
    if (from < 0 || size_t(from) >= seen.size() || seen[size_t(from)])
      throw Refusal{"the permutation is none"};
    seen[size_t(from)] = true;
    result.axes.push_back(view.axes[size_t(from)]);
  }
  return result;
}

bool isInOrder(const View &view) {
  Axis atoms = atomsOf(view);
  for (size_t i = 0; i < atoms.size(); ++i)
    if (atoms[i].stride != 1 || (i > 0 && atoms[i - 1].base >= atoms[i].base))
      return false;
  return true;
}

} // namespace evenstride::interchange
