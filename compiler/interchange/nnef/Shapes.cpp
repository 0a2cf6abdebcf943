// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Joining, cutting and padding, and operations that move only the places of numbers.
#include "interchange/nnef/Operations.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::nnef {

using List = std::vector<int64_t>;

void importConcat(Call &call) {
  std::vector<View> values = call.views("values");
  int64_t axis = call.integer("axis", 1);
  if (values.size() == 1)
    return call.set(0, values[0]);
  if (axis != 1)
    call.refuse("axis", fmt::format("it joins along axis {}; channels are joined here", axis));
  std::vector<DraftValue> operands;
  for (const View &value : values) {
    if (value.axes.size() != values[0].axes.size())
      call.refuse("values", "its operands have different numbers of axes");
    operands.push_back(call.imageOrRow(value));
  }
  call.setLike(values[0], call.builder().add(call.request("concat", std::move(operands))));
}

static size_t axisIn(const Call &call, int64_t axis, const View &view) {
  size_t rank = view.axes.size();
  if (rank != 4 && rank != 2)
    throw Refusal{fmt::format("its operand has {} axes", rank)};
  if (axis < 0 || size_t(axis) >= rank)
    call.refuse(call.has("axis") ? "axis" : "axes", fmt::format("there is no axis {} of {}", axis, rank));
  return size_t(axis);
}

void importSplit(Call &call) {
  const View view = call.view("value");
  size_t axis = axisIn(call, call.integer("axis", 0), view);
  List ratios = call.integers("ratios");
  int64_t extent = view.shape()[axis], sum = 0, begin = 0;
  for (int64_t ratio : ratios)
    if (ratio < 1 || ratio > geometry::maxExtent)
      call.refuse("ratios", fmt::format("its `ratios` cannot have a {}", ratio));
    else
      sum += ratio;
  if (ratios.size() != call.results() || sum == 0 || extent % sum != 0)
    call.refuse("ratios",
                fmt::format("{} elements do not divide by its `ratios` into {} results", extent, call.results()));
  DraftValue value = call.imageOrRow(view);
  for (size_t i = 0; i < ratios.size(); ++i) {
    int64_t end = begin + extent / sum * ratios[i];
    Cutter cutter(call.builder(), value);
    cutter.cut({axis, begin, end});
    DraftValue part = cutter.result();
    call.set(i, plainView(part, call.shapeOf(part), call.batch(), view.axes.size()));
    begin = end;
  }
}

void importSlice(Call &call) {
  const View view = call.view("input");
  List axes = call.integers("axes"), begins = call.integers("begin"), ends = call.integers("end");
  if (begins.size() != axes.size() || ends.size() != axes.size())
    throw Refusal{"its bounds do not go together with its axes"};
  for (int64_t step : call.integers("stride"))
    if (step != 1)
      call.refuse("stride", fmt::format("it takes every {}th element", step));
  Cutter cutter(call.builder(), call.imageOrRow(view));
  List shape = view.shape();
  for (size_t i = 0; i < axes.size(); ++i) {
    if (std::ranges::count(axes, axes[i]) > 1)
      call.refuse("axes", fmt::format("axis {} comes twice", axes[i]));
    size_t axis = axisIn(call, axes[i], view);
    int64_t extent = shape[axis];
    auto counted = [&](int64_t bound) { return std::clamp<int64_t>(bound < 0 ? bound + extent : bound, 0, extent); };
    int64_t begin = counted(begins[i]), end = ends[i] == 0 ? extent : counted(ends[i]); // 0 is the end
    if (axis > 0 || begin != 0 || end != extent)
      cutter.cut({axis, begin, end});
  }
  DraftValue value = cutter.result();
  call.set(0, plainView(value, call.shapeOf(value), call.batch(), view.axes.size()));
}

void importPad(Call &call) {
  auto pairs = call.pairs("padding");
  std::string border = call.text("border", "constant");
  if (border != "constant" && border != "reflect" && border != "replicate")
    call.refuse("border", fmt::format("padding of the kind `{}` is not built", printable(border)));
  auto isNone = [](const std::pair<int64_t, int64_t> &pair) { return pair.first == 0 && pair.second == 0; };
  if (std::ranges::all_of(pairs, isNone) && !pairs.empty())
    return call.set(0, call.view("input"));
  if (pairs.size() != 4 || !isNone(pairs[0]) || !isNone(pairs[1]))
    call.refuse("padding", "it pads other axes than rows and columns of images");
  for (auto [before, after] : pairs)
    if (before < 0 || after < 0 || before > geometry::maxExtent || after > geometry::maxExtent)
      call.refuse("padding", fmt::format("it pads by {} and {}", before, after));
  LayerRequest request = call.request("pad", {call.image("input")});
  request.arguments = {
      {"top", pairs[2].first}, {"left", pairs[3].first}, {"bottom", pairs[2].second}, {"right", pairs[3].second}};
  if (border == "constant")
    request.arguments["value"] = call.number("value", 0);
  else
    request.arguments["mode"] = border;
  call.setImage(call.builder().add(std::move(request)));
}

void importReshape(Call &call) {
  const View view = call.view("input");
  List from = view.shape(), target = call.integers("shape");
  auto rank = int64_t(from.size());
  int64_t first = call.integer("axis_start", 0), count = call.integer("axis_count", -1);
  int64_t last = count == -1 ? rank : first + count;
  if (first < 0 || count < -1 || count > rank || first > rank || last > rank)
    throw Refusal{fmt::format("there are no {} axes from axis {} on", count, first)};
  call.set(0, reshapedPart(view, {size_t(first), size_t(last)}, target));
}

void importSqueeze(Call &call) {
  const View view = call.view("input");
  List shape = view.shape(), axes = call.integers("axes"), target;
  for (int64_t axis : axes)
    if (axis < 0 || size_t(axis) >= shape.size() || shape[size_t(axis)] != 1)
      call.refuse("axes", fmt::format("axis {} of {} is not one of a single element", axis, shapeText(shape)));
  for (size_t i = 0; i < shape.size(); ++i)
    if (std::ranges::find(axes, int64_t(i)) == axes.end())
      target.push_back(shape[i]);
  call.set(0, reshaped(view, target));
}

void importUnsqueeze(Call &call) {
  const View view = call.view("input");
  List shape = view.shape(), axes = call.integers("axes");
  for (int64_t axis : axes) {
    if (axis < 0 || size_t(axis) > shape.size())
      call.refuse("axes", fmt::format("there is no place {} among {} axes", axis, shape.size()));
    shape.insert(shape.begin() + axis, 1);
  }
  call.set(0, reshaped(view, shape));
}

void importTranspose(Call &call) {
  const View view = call.view("input");
  List order = call.integers("axes");
  for (size_t axis = order.size(); axis < view.axes.size(); ++axis) // those behind stay where they are
    order.push_back(int64_t(axis));
  call.set(0, transposed(view, order));
}

} // namespace evenstride::interchange::nnef
