// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools over windows and over whole images.
#include "interchange/nnef/Operations.h"
#include "interchange/nnef/Windows.h"

#include "geometry/Division.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::nnef {

using List = std::vector<int64_t>;

static Windows poolWindows(const Call &call, const layers::Shape &image) {
  if (!call.has("size"))
    throw Refusal{"it has no `size`"};
  return windowsOf(call, pairOf(call, "size", Axes::All), image, Axes::All);
}

static LayerRequest poolRequest(const Call &call, DraftValue input, const Windows &windows) {
  LayerRequest request = call.request(call.op() == "max_pool" ? "max_pool" : "avg_pool", {input});
  request.arguments = windows.arguments();
  return request;
}

/// Zeros that a maximum counts, as a layer of their own: as many as its windows read.
static void padFirst(Call &call, LayerRequest &request, Windows windows) {
  const layers::Shape shape = call.shapeOf(request.operands[0]);
  for (size_t axis : {0, 1}) {
    int64_t extent = axis == 0 ? shape.height : shape.width;
    geometry::Verdict verdict = geometry::place({windows.kernel[axis], windows.stride[axis], windows.dilation[axis],
                                                 windows.pads[axis], windows.pads[axis + 2]},
                                                extent);
    if (verdict.span >= 0)
      windows.pads[axis + 2] -= std::min(windows.pads[axis + 2], verdict.remainder);
  }
  if (!windows.isPadded())
    return;
  const List &pads = windows.pads;
  LayerRequest zeros = call.request("pad", request.operands);
  zeros.arguments = {{"top", pads[0]}, {"left", pads[1]}, {"bottom", pads[2]}, {"right", pads[3]}};
  request.operands = {call.builder().add(std::move(zeros))};
  request.arguments["pad"] = List(4, 0);
}

void importMaxPool(Call &call) {
  DraftValue input = call.image("input");
  Windows windows = poolWindows(call, call.shapeOf(input));
  LayerRequest request = poolRequest(call, input, windows);
  if (borderOf(call, windows) == Border::Zeros)
    padFirst(call, request, windows);
  call.setImage(call.builder().addWindow(std::move(request), Rounding::Down));
}

void importMeanPool(Call &call) {
  if (call.op() == "box" && !call.truth("normalize", false))
    call.refuse("normalize", "sums over windows are not built; with `normalize = true` they are means");
  DraftValue input = call.image("input");
  Windows windows = poolWindows(call, call.shapeOf(input));
  LayerRequest request = poolRequest(call, input, windows);
  if (borderOf(call, windows) == Border::Zeros && windows.isPadded())
    request.arguments["border"] = std::string("zero");
  call.setImage(call.builder().addWindow(std::move(request), Rounding::Down));
}

/// For rows and columns.
static List factorOf(const Call &call) {
  List factor = call.integers("factor");
  if (factor.size() != 2)
    call.refuse("factor", "its `factor` is not one number for rows and one for columns");
  for (int64_t each : factor)
    if (each < 1 || each > 1024)
      call.refuse("factor", fmt::format("its `factor` cannot be {}", each));
  return factor;
}

void importDownsample(Call &call) {
  List factor = factorOf(call);
  DraftValue input = call.image("input");
  const layers::Shape shape = call.shapeOf(input);
  if (shape.height % factor[0] != 0 || shape.width % factor[1] != 0)
    call.refuse("factor", fmt::format("{} rows and {} columns do not divide by {} and {}", shape.height, shape.width,
                                      factor[0], factor[1]));
  bool isMean = call.op() == "area_downsample";
  LayerRequest request = call.request(isMean ? "avg_pool" : "max_pool", {input}); // of one pixel it is that pixel
  List kernel = isMean ? factor : List{1, 1};
  request.arguments = {{"kernel", kernel}, {"stride", factor}, {"pad", List(4, 0)}};
  call.setImage(call.builder().addWindow(std::move(request), Rounding::Down));
}

void importUpsample(Call &call) {
  bool isNearest = call.op() == "nearest_upsample";
  std::string method = call.text("method", "symmetric"), border = call.text("border", "replicate");
  if (method != "symmetric")
    call.refuse("method", fmt::format("blending by the method `{}` is not built; `symmetric` is", printable(method)));
  if (border != "replicate")
    call.refuse("border", fmt::format("blending with the border `{}` is not built; `replicate` is", printable(border)));
  LayerRequest request = call.request("upsample", {call.image("input")});
  request.arguments = {{"factor", factorOf(call)}, {"mode", std::string(isNearest ? "nearest" : "bilinear")}};
  call.setImage(call.builder().add(std::move(request)));
}

void importReduce(Call &call) {
  List axes = call.integers("axes");
  std::ranges::sort(axes);
  if (axes != List{2, 3} || call.view("input").axes.size() != 4)
    call.refuse("axes", "reductions of rows and columns of images are built, and no others");
  if (call.op() == "sum_reduce" && !call.truth("normalize", false))
    call.refuse("normalize", "sums are not built; with `normalize = true` they are means");
  bool isMaximum = call.op() == "max_reduce";
  call.setImage(
      call.builder().add(call.request(isMaximum ? "global_max_pool" : "global_avg_pool", {call.image("input")})));
}

} // namespace evenstride::interchange::nnef
