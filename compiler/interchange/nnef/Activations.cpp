// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of single elements, and softmax.
#include "interchange/nnef/Operations.h"

#include <fmt/format.h>

#include <limits>

namespace evenstride::interchange::nnef {

void importActivation(Call &call) {
  const View view = call.view("x");
  if (call.op() == "elu")
    return call.elementwise(view, "elu", {{"alpha", call.number("alpha", 1)}});
  if (call.op() == "leaky_relu" && !call.has("alpha"))
    throw Refusal{"it has no `alpha`"};
  if (call.op() == "leaky_relu")
    return call.elementwise(view, "leaky_relu", {{"slope", call.number("alpha", 0)}});
  call.elementwise(view, call.op()); // the language has it under the same name
}

/// The layer that keeps elements between two bounds, either of which may be infinite.
static void clipBetween(Call &call, double low, double high) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double largest = std::numeric_limits<float>::max();
  const View view = call.view("x");
  if (low == 0 && high == infinity)
    return call.elementwise(view, "relu");
  if (low == 0 && high == 6)
    return call.elementwise(view, "relu6");
  call.elementwise(view, "clip",
                   {{"low", low == -infinity ? -shortNumber(largest) : low},
                    {"high", high == infinity ? shortNumber(largest) : high}});
}

static double boundOf(const Call &call, const char *name) {
  std::vector<float> numbers = call.numbersOf(call.constant(name));
  if (numbers.size() != 1)
    call.refuse(name, fmt::format("its `{}` is more than one number", name));
  return shortNumber(double(numbers[0]));
}

void importClamp(Call &call) { clipBetween(call, boundOf(call, "a"), boundOf(call, "b")); }

void importExtremum(Call &call) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!call.isConstant("y"))
    call.refuse("y", "it compares tensors, and not a tensor with a number");
  bool isMaximum = call.op() == "max";
  double bound = boundOf(call, "y");
  clipBetween(call, isMaximum ? bound : -infinity, isMaximum ? infinity : bound);
}

void importPrelu(Call &call) {
  const View view = call.view("x");
  Constant alpha = call.constant("alpha");
  std::vector<float> slopes = call.numbersOf(alpha);
  if (slopes.size() == 1)
    return call.elementwise(view, "leaky_relu", {{"slope", shortNumber(double(slopes[0]))}});
  DraftValue input = call.imageOrRow(view);
  int64_t channels = call.shapeOf(input).channels;
  bool isRow =
      alpha.shape == std::vector<int64_t>{1, channels} || alpha.shape == std::vector<int64_t>{1, channels, 1, 1};
  if (!isRow)
    call.refuse("alpha",
                fmt::format("its `alpha` has the shape {}, and {} channels come in", shapeText(alpha.shape), channels));
  LayerRequest request = call.request("prelu", {input});
  request.label = call.label("alpha");
  request.weights = {{"weight", {channels}, alpha.values}};
  call.setLike(view, call.builder().add(std::move(request)));
}

void importSoftmax(Call &call) {
  const View view = call.view("x");
  std::vector<int64_t> axes = call.integers("axes");
  if (axes.empty())
    axes = {1};
  size_t rank = view.axes.size();
  if (axes != std::vector<int64_t>{1} || (rank != 4 && rank != 2))
    call.refuse("axes", fmt::format("it is over the axes {} of {}, and `softmax` is over the channels of each pixel",
                                    shapeText(axes), rank));
  call.setLike(view, call.builder().add(call.request("softmax", {call.imageOrRow(view)})));
}

void importCopy(Call &call) {
  if (call.isConstant("x"))
    call.set(0, call.constant("x"));
  else
    call.set(0, call.view("x"));
}

} // namespace evenstride::interchange::nnef
