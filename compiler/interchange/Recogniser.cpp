// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which layers give the order of a view's elements.
#include "interchange/View.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace evenstride::interchange {

namespace {

class Recogniser {
public:
  Recogniser(const View &view, DraftBuilder &builder)
      : view(view), builder(builder), shape(builder.shapeOf(view.value)) {}

  DraftValue image() {
    if (view.axes.size() != 4 || !isBatch(view.axes[0]))
      throw Refusal{fmt::format("the tensor {} is no batch of images [N, C, H, W]", shapeText(view.shape()))};
    return orRefuse(planes());
  }

  DraftValue row() {
    if (view.axes.size() != 2 || !isBatch(view.axes[0]))
      throw Refusal{fmt::format("the tensor {} is no batch of rows [N, F]", shapeText(view.shape()))};
    return orRefuse(flattened(view.axes[1]));
  }

  DraftValue ordered() {
    if (isInOrder(view))
      return view.value;
    if (view.axes.size() == 4 && isBatch(view.axes[0]))
      if (auto value = planes())
        return *value;
    Axis elements = atomsOf(view), images;
    auto behind = std::ranges::find_if(elements, [](const Atom &atom) { return atom.base != Base::Batch; });
    for (auto atom = elements.begin(); atom != behind; ++atom)
      append(images, *atom);
    elements.erase(elements.begin(), behind);
    return orRefuse(isBatch(images) ? flattened(elements) : std::nullopt);
  }

private:
  DraftValue orRefuse(std::optional<DraftValue> value) const {
    if (!value)
      throw Refusal{fmt::format("the tensor {} is in an order that no layer gives", shapeText(view.shape()))};
    return *value;
  }

  static bool isBatch(const Axis &axis) {
    return axis.empty() || (axis.size() == 1 && axis[0].base == Base::Batch && axis[0].stride == 1);
  }

  DraftValue add(std::string_view keyword, DraftValue operand, int64_t factor = 0) {
    LayerRequest request{.keyword = keyword, .operands = {operand}};
    if (keyword == "channel_shuffle")
      request.arguments["groups"] = factor;
    else if (factor > 0)
      request.arguments["factor"] = factor;
    return builder.add(std::move(request));
  }

  /// As an image whose rows and columns are the value's, or what layers make of them.
  std::optional<DraftValue> planes() {
    const Axis &rows = view.axes[2], &columns = view.axes[3];
    if (rows == wholeAxis(Base::Rows, shape.height) && columns == wholeAxis(Base::Columns, shape.width))
      if (auto groups = groupsOf(view.axes[1], shape.channels))
        return shuffledBy(*groups, view.value);
    if (rows.empty() && columns.empty())
      return flattened(view.axes[1]);
    if (auto value = shuffled())
      return value;
    return unshuffled();
  }

  /// The groups of the shuffle that puts `all` channels into the order of these pieces; 1 where they are in order.
  static std::optional<int64_t> groupsOf(const Axis &pieces, int64_t all) {
    if (pieces == wholeAxis(Base::Channels, all))
      return 1;
    bool swapped = pieces.size() == 2 && pieces[0].base == Base::Channels && pieces[1].base == Base::Channels &&
                   pieces[0].extent * pieces[1].extent == all && pieces[0].stride == 1 &&
                   pieces[1].stride == pieces[0].extent;
    return swapped ? std::optional(pieces[1].extent) : std::nullopt;
  }

  DraftValue shuffledBy(int64_t groups, DraftValue value) {
    return groups == 1 ? value : add("channel_shuffle", value, groups);
  }

  /// All elements as channels, in the order of these pieces.
  std::optional<DraftValue> flattened(const Axis &pieces) {
    Axis ofRow;
    for (const Atom &piece : pieces) {
      if (piece.base == Base::Batch)
        return std::nullopt;
      int64_t step = piece.base == Base::Channels ? shape.height * shape.width
                     : piece.base == Base::Rows   ? shape.width
                                                  : 1;
      append(ofRow, {Base::Channels, piece.extent, piece.stride * step});
    }
    auto groups = groupsOf(ofRow, shape.elements());
    if (!groups)
      return std::nullopt;
    return shuffledBy(*groups, shape.height * shape.width == 1 ? view.value : add("flatten", view.value));
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
    Axis own = wholeAxis(Base::Channels, shape.channels), inner = {{Base::Rows, factor, 1}, {Base::Columns, factor, 1}};
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
DraftValue orderedOf(const View &view, DraftBuilder &builder) { return Recogniser(view, builder).ordered(); }

} // namespace evenstride::interchange
