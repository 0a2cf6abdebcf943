// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lists of numbers per axis, and the padding that makes an output as large as its stride allows.
#include "interchange/nnef/Windows.h"

#include "geometry/Division.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::nnef {

using List = std::vector<int64_t>;

bool Windows::isPadded() const {
  return std::ranges::any_of(pads, [](int64_t side) { return side != 0; });
}

std::map<std::string, layers::Value, std::less<>> Windows::arguments() const {
  return {{"kernel", kernel}, {"stride", stride}, {"dilation", dilation}, {"pad", pads}};
}

static void checkBound(const Call &call, std::string_view name, int64_t value, int64_t least) {
  if (value < least || value > geometry::maxExtent)
    call.refuse(name, fmt::format("its `{}` cannot be {}", name, value));
}

static List thrownPairOf(const Call &call, std::string_view name, Axes axes) {
  List list = call.integers(name);
  if (list.empty())
    return {1, 1};
  size_t entries = axes == Axes::All ? 4 : 2;
  if (list.size() != entries)
    call.refuse(name, fmt::format("its `{}` has {} numbers; windows over 2 axes have {}", name, list.size(), entries));
  for (int64_t value : list)
    checkBound(call, name, value, 1);
  if (axes == Axes::All && (list[0] != 1 || list[1] != 1))
    call.refuse(name, fmt::format("its `{}` goes over images or channels", name));
  return {list[entries - 2], list[entries - 1]};
}

List pairOf(const Call &call, std::string_view name, Axes axes) {
  return call.readOr(List{1, 1}, [&] { return thrownPairOf(call, name, axes); });
}

/// The padding that is written; nothing where it is automatic. Throws Refusal.
static List writtenPads(const Call &call, Axes axes) {
  auto pairs = call.pairs("padding");
  if (pairs.empty())
    return {};
  size_t entries = axes == Axes::All ? 4 : 2;
  if (pairs.size() != entries)
    call.refuse("padding",
                fmt::format("its `padding` has {} pairs; windows over 2 axes have {}", pairs.size(), entries));
  for (auto [before, after] : pairs) {
    checkBound(call, "padding", before, 0);
    checkBound(call, "padding", after, 0);
  }
  if (axes == Axes::All && (pairs[0] != std::pair<int64_t, int64_t>() || pairs[1] != std::pair<int64_t, int64_t>()))
    call.refuse("padding", "it pads images or channels");
  auto rows = pairs[entries - 2], columns = pairs[entries - 1];
  return {rows.first, columns.first, rows.second, columns.second};
}

Windows windowsOf(const Call &call, List kernel, const layers::Shape &image, Axes axes) {
  Windows windows{std::move(kernel), pairOf(call, "stride", axes), pairOf(call, "dilation", axes),
                  call.readOr(List(), [&] { return writtenPads(call, axes); })};
  if (!windows.pads.empty())
    return windows;
  windows.pads.resize(4);
  for (size_t axis : {0, 1}) {
    int64_t extent = axis == 0 ? image.height : image.width, stride = windows.stride[axis];
    int64_t reach =
        (geometry::ceilDivide(extent, stride) - 1) * stride + (windows.kernel[axis] - 1) * windows.dilation[axis] + 1;
    int64_t total = std::max<int64_t>(0, reach - extent);
    windows.pads[axis] = total / 2; // the odd one comes after
    windows.pads[axis + 2] = total - total / 2;
  }
  return windows;
}

Border borderOf(const Call &call, const Windows &windows) {
  std::string border = call.text("border", "constant");
  if (border == "ignore")
    return Border::Ignored;
  if (border != "constant" && windows.isPadded())
    call.refuse("border", fmt::format("a border of the kind `{}` is not built", printable(border)));
  return Border::Zeros;
}

} // namespace evenstride::interchange::nnef
