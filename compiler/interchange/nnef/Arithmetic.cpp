// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sums, differences, products and quotients of tensors, of which the one with fewer axes is repeated along the last
// ones.
#include "interchange/Affine.h"
#include "interchange/nnef/Operations.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::nnef {

using List = std::vector<int64_t>;
using Floats = std::vector<float>;

static List padded(List shape, size_t rank) {
  shape.resize(std::max(rank, shape.size()), 1);
  return shape;
}

/// One number per channel, or one for all. Axes are counted from the first: [1, C] is a number for each channel.
static Floats perChannel(Call &call, const View &view, const char *name) {
  Constant constant = call.constant(name);
  Floats numbers = call.numbersOf(constant);
  List shape = view.shape(), own = padded(constant.shape, shape.size());
  if (own.size() > shape.size())
    call.refuse(name, fmt::format("its `{}` has more axes than its other operand", name));
  if (numbers.size() == 1)
    return numbers;
  for (size_t axis = 0; axis < own.size(); ++axis)
    if (own[axis] != 1 && (axis != 1 || own[axis] != shape[axis]))
      call.refuse(name, fmt::format("its `{}` has the shape {}, and no layer has weights but one for each channel",
                                    name, shapeText(constant.shape)));
  return numbers;
}

/// The tensor in the plain order of its value, as per channel numbers need it.
static View plain(Call &call, const View &view) {
  if (view.axes.size() != 4 && view.axes.size() != 2)
    return view;
  DraftValue value = call.imageOrRow(view);
  return plainView(value, call.shapeOf(value), call.batch(), view.axes.size());
}

static void addAffine(Call &call, const View &view, const AffineNumbers &numbers) {
  call.set(0, View{call.builder().add(call.affine(view.value, numbers)), view.axes});
}

/// x / numbers, which `scale` does where they are positive.
static void divide(Call &call, const View &view, const Floats &numbers) {
  bool arePositive = std::ranges::all_of(numbers, [](float number) { return number > 0; });
  if (!arePositive)
    call.refuse("y", "it divides by numbers that are not positive");
  std::vector<double> deviations;
  for (float number : numbers)
    deviations.push_back(shortNumber(double(number)));
  call.elementwise(view, "scale", {{"std", deviations}});
}

static void withConstant(Call &call, const char *constant, const char *other) {
  View view = call.view(other);
  if (call.constant(constant).shape.size() > 0)
    view = plain(call, view);
  Floats numbers = perChannel(call, view, constant);
  bool isFirst = std::string_view(constant) == "x";
  if (call.op() == "div" && isFirst)
    call.refuse(other, "it divides by a computed tensor");
  if (call.op() == "div")
    return divide(call, view, numbers);
  if (call.op() == "mul")
    return addAffine(call, view, {std::move(numbers), {0}});
  if (call.op() == "sub" && !isFirst)
    for (float &number : numbers)
      number = -number;
  addAffine(call, view, {{call.op() == "sub" && isFirst ? -1.0f : 1.0f}, std::move(numbers)});
}

static bool fits(const layers::Shape &one, const layers::Shape &other) {
  return one == other || (one.channels == other.channels && one.height == 1 && one.width == 1);
}

/// The operator on two tensors, one of which may be [N, C] or [N, C, 1, 1].
static View combine(Call &call, std::string_view keyword, const View &left, const View &right) {
  if (left.axes == right.axes && call.shapeOf(left.value) == call.shapeOf(right.value))
    return {call.builder().add(call.request(keyword, {left.value, right.value})), left.axes};
  View one = plain(call, left), other = plain(call, right);
  const layers::Shape first = call.shapeOf(one.value), second = call.shapeOf(other.value);
  bool areImages = one.axes.size() % 2 == 0 && other.axes.size() % 2 == 0;
  if (!areImages || (!fits(first, second) && !fits(second, first)))
    throw Refusal{fmt::format("it repeats one of {} and {}, and no layer does that", shapeText(left.shape()),
                              shapeText(right.shape()))};
  DraftValue value = call.builder().add(call.request(keyword, {one.value, other.value}));
  return plainView(value, call.shapeOf(value), call.batch(), std::max(one.axes.size(), other.axes.size()));
}

void importArithmetic(Call &call) {
  bool first = call.isConstant("x"), second = call.isConstant("y");
  if (first && second)
    throw Refusal{"it works on constants alone"};
  if (first || second)
    return withConstant(call, first ? "x" : "y", first ? "y" : "x");
  if (call.op() == "div")
    call.refuse("y", "it divides by a computed tensor");
  call.set(0, combine(call, call.op(), call.view("x"), call.view("y")));
}

void importAddN(Call &call) {
  std::vector<View> terms = call.views("x");
  View sum = terms[0];
  for (size_t i = 1; i < terms.size(); ++i)
    sum = combine(call, "add", sum, terms[i]);
  call.set(0, sum);
}

void importNeg(Call &call) { addAffine(call, call.view("x"), {{-1}, {0}}); }

void importSqr(Call &call) {
  const View view = call.view("x");
  call.set(0, View{call.builder().add(call.request("mul", {view.value, view.value})), view.axes});
}

void importPow(Call &call) {
  if (call.isConstant("x") || !call.isConstant("y"))
    throw Refusal{"its exponent is not a number"};
  Floats exponent = call.numbersOf(call.constant("y"));
  if (exponent.size() != 1 || exponent[0] != 2)
    call.refuse("y", "powers other than squares are not built");
  importSqr(call);
}

} // namespace evenstride::interchange::nnef
