// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cutting and joining of axes, and the orders of elements that layers give.
#include "interchange/View.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace evenstride::interchange {

using Axis = std::vector<Atom>;

static Axis axisOf(Base base, int64_t extent) { return extent == 1 ? Axis() : Axis{{base, extent, 1}}; }

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
  Axis images = axisOf(Base::Batch, batch), channels = axisOf(Base::Channels, shape.channels);
  Axis rows = axisOf(Base::Rows, shape.height), columns = axisOf(Base::Columns, shape.width);
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

static Axis flat(const View &view) {
  Axis atoms;
  for (const Axis &axis : view.axes)
    atoms.insert(atoms.end(), axis.begin(), axis.end());
  return atoms;
}

/// Adds an atom, joined with the one before where the two are one piece of an axis.
static void append(Axis &axis, Atom atom) {
  if (!axis.empty() && axis.back().base == atom.base && axis.back().stride == atom.stride * atom.extent)
    axis.back() = {atom.base, axis.back().extent * atom.extent, atom.stride};
  else
    axis.push_back(atom);
}

View reshaped(const View &view, std::span<const int64_t> shape) {
  Axis atoms = flat(view);
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

static std::string describe(const View &view) { return shapeText(view.shape()); }

namespace {

/// Recognises the order of a view's elements as that of a layer's result.
class Recogniser {
public:
  Recogniser(const View &view, DraftBuilder &builder)
      : view(view), builder(builder), shape(builder.shapeOf(view.value)) {}

  DraftValue image() {
    if (view.axes.size() != 4 || !isBatch(view.axes[0]))
      throw Refusal{fmt::format("the tensor {} is no batch of images [N, C, H, W]", describe(view))};
    const Axis &rows = view.axes[2], &columns = view.axes[3];
    if (rows == axisOf(Base::Rows, shape.height) && columns == axisOf(Base::Columns, shape.width))
      return channelsOnly();
    if (rows.empty() && columns.empty() && view.axes[1] == allInOrder())
      return add("flatten", view.value);
    if (auto value = shuffled())
      return *value;
    if (auto value = unshuffled())
      return *value;
    refuse();
  }

  DraftValue row() {
    if (view.axes.size() != 2 || !isBatch(view.axes[0]) || view.axes[1] != allInOrder())
      throw Refusal{fmt::format("the tensor {} is no batch of rows [N, F]", describe(view))};
    return shape.height * shape.width == 1 ? view.value : add("flatten", view.value);
  }

private:
  [[noreturn]] void refuse() const {
    throw Refusal{fmt::format("its input {} is in an order that no layer gives", describe(view))};
  }

  static bool isBatch(const Axis &axis) {
    return axis.empty() || (axis.size() == 1 && axis[0].base == Base::Batch && axis[0].stride == 1);
  }

  Axis allInOrder() const {
    Axis all;
    for (const Axis &axis :
         {axisOf(Base::Channels, shape.channels), axisOf(Base::Rows, shape.height), axisOf(Base::Columns, shape.width)})
      all.insert(all.end(), axis.begin(), axis.end());
    return all;
  }

  DraftValue add(std::string_view keyword, DraftValue operand, int64_t factor = 0) {
    LayerRequest request{.keyword = keyword, .operands = {operand}};
    if (keyword == "channel_shuffle")
      request.arguments["groups"] = factor;
    else if (factor > 0)
      request.arguments["factor"] = factor;
    return builder.add(std::move(request));
  }

  /// Rows and columns are plain.
  DraftValue channelsOnly() {
    const Axis &channels = view.axes[1];
    if (channels == axisOf(Base::Channels, shape.channels))
      return view.value;
    bool swapped = channels.size() == 2 && channels[0].base == Base::Channels && channels[1].base == Base::Channels &&
                   channels[0].stride == 1 && channels[1].stride == channels[0].extent &&
                   channels[0].extent * channels[1].extent == shape.channels;
    if (!swapped)
      refuse();
    return add("channel_shuffle", view.value, channels[1].extent);
  }

  /// Channels of r * r pixels each become one.
  std::optional<DraftValue> shuffled() {
    Axis rows = view.axes[2], columns = view.axes[3];
    if (shape.height > 1 && (rows.empty() || rows[0] != Atom{Base::Rows, shape.height, 1}))
      return std::nullopt;
    if (shape.width > 1 && (columns.empty() || columns[0] != Atom{Base::Columns, shape.width, 1}))
      return std::nullopt;
    rows.erase(rows.begin(), rows.begin() + (shape.height > 1));
    columns.erase(columns.begin(), columns.begin() + (shape.width > 1));
    if (rows.size() != 1 || columns.size() != 1 || rows[0].extent != columns[0].extent ||
        rows[0].base != Base::Channels || columns[0].base != Base::Channels)
      return std::nullopt;
    int64_t factor = rows[0].extent, channels = shape.channels / (factor * factor);
    auto from = [&](int64_t channelStride, int64_t rowStride, int64_t columnStride) {
      Axis wanted = channels == 1 ? Axis() : Axis{{Base::Channels, channels, channelStride}};
      return view.axes[1] == wanted && rows[0].stride == rowStride && columns[0].stride == columnStride;
    };
    if (from(factor * factor, factor, 1))
      return add("pixel_shuffle", view.value, factor);
    if (from(1, factor * channels, channels))
      return add("pixel_shuffle", add("channel_shuffle", view.value, factor * factor), factor);
    return std::nullopt;
  }

  /// Squares of r * r pixels become channels.
  std::optional<DraftValue> unshuffled() {
    const Axis &rows = view.axes[2];
    if (rows.size() != 1 || rows[0].base != Base::Rows || rows[0].extent < 1)
      return std::nullopt;
    int64_t factor = rows[0].stride;
    Axis columns = shape.width == factor ? Axis() : Axis{{Base::Columns, shape.width / factor, factor}};
    if (factor < 2 || rows[0].extent * factor != shape.height || view.axes[3] != columns)
      return std::nullopt;
    Axis own = axisOf(Base::Channels, shape.channels), inner = {{Base::Rows, factor, 1}, {Base::Columns, factor, 1}};
    Axis channelsFirst = own, channelsLast = inner;
    channelsFirst.insert(channelsFirst.end(), inner.begin(), inner.end());
    channelsLast.insert(channelsLast.end(), own.begin(), own.end());
    if (view.axes[1] == channelsFirst)
      return add("pixel_unshuffle", view.value, factor);
    if (view.axes[1] == channelsLast)
      return add("channel_shuffle", add("pixel_unshuffle", view.value, factor), shape.channels);
    return std::nullopt;
  }

  const View &view;
  DraftBuilder &builder;
  layers::Shape shape;
};

} // namespace

DraftValue imageOf(const View &view, DraftBuilder &builder) { return Recogniser(view, builder).image(); }
DraftValue rowOf(const View &view, DraftBuilder &builder) { return Recogniser(view, builder).row(); }

bool isInOrder(const View &view) {
  Axis atoms;
  for (const Atom &atom : flat(view))
    append(atoms, atom);
  for (size_t i = 0; i < atoms.size(); ++i)
    if (atoms[i].stride != 1 || (i > 0 && atoms[i - 1].base >= atoms[i].base))
      return false;
  return true;
}

} // namespace evenstride::interchange
