// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pooling, which rounds up unless it is told not to.
#include "interchange/CountingPool.h"
#include "interchange/caffe/Types.h"
#include "interchange/caffe/Windows.h"

#include <fmt/format.h>

namespace evenstride::interchange::caffe {

static Rounding roundingOf(Fields &fields) {
  std::string mode = fields.word("round_mode", "CEIL");
  if (mode != "CEIL" && mode != "FLOOR")
    fields.fault(
        {fmt::format("its `round_mode` is `{}`, which is not known", printable(mode)), fields.placeOf("round_mode")});
  bool goesUp = fields.boolean("ceil_mode", mode == "CEIL"); // in some descendants of Caffe
  return goesUp ? Rounding::Up : Rounding::Down;
}

static void importGlobalPool(Layer &layer, std::string_view keyword) {
  Fields &fields = layer.parameters("pooling_param");
  for (const char *name : {"kernel_size", "kernel_h", "kernel_w"})
    if (fields.has(name))
      throw Refusal{fmt::format("it is global, and has a `{}`", name), fields.placeOf(name)};
  auto isNot = [&](const char *name, int64_t value) {
    if (fields.integer(name, value) != value)
      throw Refusal{fmt::format("it is global, and its `{}` is not {}", name, value), fields.placeOf(name)};
  };
  for (const char *name : {"pad", "pad_h", "pad_w"})
    isNot(name, 0);
  for (const char *name : {"stride", "stride_h", "stride_w"})
    isNot(name, 1);
  layer.setImage(layer.builder().add(layer.request(keyword, {layer.image(0)})));
}

/// Without any padding, Caffe has a last window even where it begins behind the input, and gives it a value that
/// nothing else gives: the least float there is, or a mean of nothing.
static void refuseEmptyWindows(const WindowFields &window, const layers::Shape &input) {
  if (window.pad[0] + window.pad[1] > 0)
    return;
  for (size_t axis : {0, 1}) {
    int64_t extent = axis == 0 ? input.height : input.width;
    geometry::Verdict verdict = geometry::place({window.kernel[axis], window.stride[axis]}, extent);
    if (verdict.span >= 0 && (verdict.ceilOutput - 1) * window.stride[axis] >= extent)
      throw Refusal{fmt::format("its last window begins behind its input of {} {}, and holds nothing", extent,
                                axis == 0 ? "rows" : "columns")};
  }
}

void importPooling(Layer &layer) {
  Fields &fields = layer.parameters("pooling_param");
  fields.ignore({"engine"});
  std::string method = fields.word("pool", "MAX");
  if (method != "MAX" && method != "AVE")
    fields.fault({fmt::format("pools of the kind `{}` are not built", printable(method)), fields.placeOf("pool")});
  if (layer.isUsed(1))
    throw Refusal{"the places of its maxima are used, and no layer gives them"};
  Rounding rounding = roundingOf(fields);
  bool isMaximum = method == "MAX";
  if (fields.boolean("global_pooling", false))
    return importGlobalPool(layer, isMaximum ? "global_max_pool" : "global_avg_pool");
  WindowFields window = windowOf(fields);
  layer.faults().stop();
  DraftValue input = layer.image(0);
  for (size_t axis : {0, 1})
    if (window.pad[axis] >= window.kernel[axis])
      throw Refusal{
          fmt::format("a padding of {} is no smaller than its kernel of {}", window.pad[axis], window.kernel[axis]),
          fields.has("pad") ? fields.placeOf("pad") : support::Span()};
  if (rounding == Rounding::Up)
    refuseEmptyWindows(window, layer.shapeOf(input));
  LayerRequest request = layer.request(isMaximum ? "max_pool" : "avg_pool", {input});
  request.arguments = window.arguments();
  layer.setImage(isMaximum ? layer.builder().addWindow(std::move(request), rounding)
                           : addCountingPool(layer.builder(), std::move(request), rounding));
}

} // namespace evenstride::interchange::caffe
