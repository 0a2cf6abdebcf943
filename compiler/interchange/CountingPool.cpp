// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Padding as a layer where a window overhangs it.
#include "interchange/CountingPool.h"

#include <algorithm>

namespace evenstride::interchange {

using List = std::vector<int64_t>;

/// How far a ceiling's last window reaches beyond the padding, along an axis.
static int64_t overhangOf(const geometry::Window &window, int64_t input) {
  geometry::Verdict verdict = place(window, input);
  if (verdict.span < 0 || verdict.remainder == 0 || verdict.faultClass == geometry::FaultClass::Parameter)
    return 0; // the builder has more to say about these
  return std::max<int64_t>(0, exactCeil(verdict).window.after - window.after);
}

DraftValue addCountingPool(DraftBuilder &builder, LayerRequest request, Rounding rounding) {
  const List pads = std::get<List>(request.arguments["pad"]);
  if (std::ranges::all_of(pads, [](int64_t side) { return side == 0; }))
    return builder.addWindow(std::move(request), rounding);
  const layers::Shape shape = builder.shapeOf(request.operands[0]);
  const List &kernel = std::get<List>(request.arguments["kernel"]);
  const List &stride = std::get<List>(request.arguments["stride"]);
  const List &dilation = std::get<List>(request.arguments["dilation"]);
  int64_t below = overhangOf({kernel[0], stride[0], dilation[0], pads[0], pads[2]}, shape.height);
  int64_t behind = overhangOf({kernel[1], stride[1], dilation[1], pads[1], pads[3]}, shape.width);
  if (rounding == Rounding::Down || below + behind == 0) {
    request.arguments["border"] = std::string("zero");
    return builder.addWindow(std::move(request), Rounding::Down);
  }
  request.operands[0] =
      builder.add({.keyword = "pad",
                   .operands = request.operands,
                   .arguments = {{"top", pads[0]}, {"left", pads[1]}, {"bottom", pads[2]}, {"right", pads[3]}}});
  request.arguments["pad"] = List{0, 0, below, behind};
  return builder.addWindow(std::move(request), Rounding::Down); // what rounds up is padding now
}

} // namespace evenstride::interchange
