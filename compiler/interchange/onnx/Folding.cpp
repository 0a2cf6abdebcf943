// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operators on constants: the chains of Shape, Gather and the like with which exporters compute shapes, and arithmetic
// on weights.
#include "interchange/onnx/Operators.h"
#include "interchange/onnx/PerChannel.h"

#include "onnx.pb.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <type_traits>

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

/// A number as an integer, at most what fits.
static int64_t toInteger(double value) {
  constexpr double limit = 9e18;
  return std::isnan(value) ? 0 : int64_t(std::clamp(value, -limit, limit));
}

/// A result of `count` elements, each given by at(index).
template <typename At> static Constant made(Node &node, List shape, bool isFloat, At at) {
  int64_t count = elementsOf(shape);
  node.spendFolding(count);
  if (!isFloat) {
    List values;
    for (int64_t i = 0; i < count; ++i)
      if constexpr (std::is_same_v<decltype(at(size_t(i))), int64_t>)
        values.push_back(at(size_t(i)));
      else
        values.push_back(toInteger(double(at(size_t(i)))));
    return integerConstant(std::move(shape), std::move(values));
  }
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i)
    values.push_back(float(at(size_t(i))));
  return floatConstant(std::move(shape), std::move(values), node.draft());
}

/// The elements of a constant in another order, or some of them: element i is that at `from(i)`.
template <typename From> static Constant picked(Node &node, const Constant &source, List shape, From from) {
  if (source.isFloat)
    return made(node, std::move(shape), true, [&](size_t i) { return source.floats[from(i)]; });
  return made(node, std::move(shape), false, [&](size_t i) -> int64_t { return source.integers[from(i)]; });
}

void foldConstant(Node &node) {
  if (const ::onnx::AttributeProto *value = node.attribute("value"); value && value->has_t())
    return node.set(decode(value->t(), std::nullopt, node.draft()));
  if (node.attribute("value_int"))
    return node.set(integerConstant({}, {node.integer("value_int", 0)}));
  if (const ::onnx::AttributeProto *value = node.attribute("value_float"))
    return node.set(floatConstant({}, {value->f()}, node.draft()));
  if (auto values = node.integers("value_ints")) {
    auto count = int64_t(values->size());
    return node.set(integerConstant({count}, std::move(*values)));
  }
  if (auto values = node.numbers("value_floats")) {
    auto count = int64_t(values->size());
    return node.set(floatConstant({count}, std::move(*values), node.draft()));
  }
  throw Refusal{"its value is neither a tensor nor numbers"};
}

void foldConstantOfShape(Node &node) {
  List shape = node.integersAt(0);
  Constant value = floatConstant({1}, {0}, node.draft());
  if (const ::onnx::AttributeProto *given = node.attribute("value"); given && given->has_t())
    value = decode(given->t(), std::nullopt, node.draft());
  if (value.size() != 1)
    throw Refusal{"its value is not one number"};
  node.set(picked(node, value, std::move(shape), [](size_t) { return size_t(0); }));
}

void foldGather(Node &node) {
  const Constant &source = node.constant(0);
  const List indices = node.integersAt(1), &indexShape = node.constant(1).shape;
  size_t axis = axisOf(node.integer("axis", 0), source.shape.size());
  int64_t inner = elementsOf(std::span(source.shape).subspan(axis + 1)), extent = source.shape[axis];
  for (int64_t index : indices)
    if (index < -extent || index >= extent)
      throw Refusal{fmt::format("it takes element {} of {}", index, extent)};
  List shape(source.shape.begin(), source.shape.begin() + int64_t(axis));
  shape.insert(shape.end(), indexShape.begin(), indexShape.end());
  shape.insert(shape.end(), source.shape.begin() + int64_t(axis) + 1, source.shape.end());
  node.set(picked(node, source, std::move(shape), [&](size_t i) {
    int64_t within = int64_t(i) % inner, which = int64_t(i) / inner % int64_t(indices.size());
    int64_t outer = int64_t(i) / inner / int64_t(indices.size());
    int64_t index = indices[size_t(which)];
    return size_t((outer * extent + (index < 0 ? index + extent : index)) * inner + within);
  }));
}

void foldConcat(Node &node) {
  List shape = node.constant(0).shape;
  size_t axis = axisOf(node.integer("axis", 0), shape.size());
  int64_t before = elementsOf(std::span(shape).first(axis));
  shape[axis] = 0;
  std::vector<std::pair<const Constant *, size_t>> sources; // with its elements per step of the axes before
  for (size_t i = 0; i < node.inputs(); ++i) {
    const Constant &each = node.constant(i);
    if (each.shape.size() != shape.size() || each.isFloat != node.constant(0).isFloat || before == 0)
      throw Refusal{"its inputs do not go together"};
    shape[axis] += each.shape[axis];
    sources.push_back({&each, each.size() / size_t(before)});
  }
  std::vector<double> all;
  for (size_t outer = 0; outer < size_t(before); ++outer)
    for (auto [source, count] : sources)
      for (size_t i = 0; i < count; ++i)
        all.push_back(source->at(outer * count + i));
  if (int64_t(all.size()) != elementsOf(shape))
    throw Refusal{"its inputs do not go together"};
  node.set(made(node, shape, node.constant(0).isFloat, [&](size_t i) { return all[i]; }));
}

/// Along one axis.
void foldSlice(Node &node) {
  const Constant &source = node.constant(0);
  auto starts = node.integersFrom("starts", 1), ends = node.integersFrom("ends", 2),
       axes = node.integersFrom("axes", 3);
  List steps = node.has(4) ? node.integersAt(4) : List{1};
  bool isSimple =
      starts && ends && starts->size() == 1 && ends->size() == 1 && steps.size() == 1 && (!axes || axes->size() == 1);
  if (!isSimple || steps[0] == 0 || std::abs(steps[0]) > geometry::maxExtent)
    throw Refusal{"it cuts a constant along several axes"};
  size_t axis = axisOf(axes ? (*axes)[0] : 0, source.shape.size());
  int64_t step = steps[0], extent = source.shape[axis], low = step > 0 ? 0 : -1, high = step > 0 ? extent : extent - 1;
  auto bound = [&](int64_t at) { return std::clamp(at < 0 ? std::max(at, -extent - 1) + extent : at, low, high); };
  List places, shape = source.shape;
  for (int64_t at = bound((*starts)[0]); step > 0 ? at < bound((*ends)[0]) : at > bound((*ends)[0]); at += step)
    places.push_back(at);
  shape[axis] = int64_t(places.size());
  int64_t inner = elementsOf(std::span(source.shape).subspan(axis + 1));
  node.set(picked(node, source, std::move(shape), [&](size_t i) {
    int64_t within = int64_t(i) % inner, line = int64_t(i) / inner, count = int64_t(places.size());
    return size_t((line / count * extent + places[size_t(line % count)]) * inner + within);
  }));
}

void foldCast(Node &node) {
  const Constant &source = node.constant(0);
  bool toFloat = isFloatElement(int32_t(node.integer("to", 0)));
  bool toTruth = node.integer("to", 0) == ::onnx::TensorProto::BOOL;
  node.set(made(node, source.shape, toFloat, [&](size_t i) {
    double value = source.at(i);
    return toFloat ? value : toTruth ? double(value != 0) : std::trunc(value);
  }));
}

/// Broadcasts two shapes against each other.
static List broadcast(List one, List other) {
  while (one.size() < other.size())
    one.insert(one.begin(), 1);
  while (other.size() < one.size())
    other.insert(other.begin(), 1);
  for (size_t i = 0; i < one.size(); ++i) {
    if (one[i] != other[i] && one[i] != 1 && other[i] != 1)
      throw Refusal{"its constants do not fit each other"};
    one[i] = one[i] == 1 ? other[i] : one[i];
  }
  return one;
}

/// The element of a constant of shape `from` that stands at element `index` of the shape that it is broadcast to.
static size_t broadcastIndex(size_t index, const List &to, const List &from) {
  size_t result = 0, stride = 1;
  for (size_t i = 0; i < to.size(); ++i) {
    size_t extent = size_t(to[to.size() - 1 - i]), at = index % extent;
    index /= extent;
    if (i >= from.size())
      continue;
    size_t own = size_t(from[from.size() - 1 - i]);
    result += own == 1 ? 0 : at * stride;
    stride *= own;
  }
  return result;
}

static double computed(const std::string &op, double a, double b, bool isFloat) {
  if (op == "Add")
    return a + b;
  if (op == "Sub")
    return a - b;
  if (op == "Mul")
    return a * b;
  if (op == "Div" && !isFloat && b == 0)
    throw Refusal{"it divides integers by 0"};
  if (op == "Div")
    return isFloat ? a / b : std::trunc(a / b);
  if (op == "Equal")
    return a == b;
  if (op == "Pow")
    return std::pow(a, b);
  if (op == "Max")
    return std::max(a, b);
  return std::min(a, b);
}

void foldArithmetic(Node &node) {
  if (node.inputs() != 2)
    throw Refusal{"it has not two inputs"};
  const Constant &left = node.constant(0);
  Constant right = node.constant(1);
  right.shape.resize(right.shape.size() + axesBehindSecond(node, left.shape.size(), right.shape.size()), 1);
  List shape = broadcast(left.shape, right.shape);
  bool isFloat = left.isFloat && node.op() != "Equal";
  node.set(made(node, shape, isFloat, [&](size_t i) {
    return computed(node.op(), left.at(broadcastIndex(i, shape, left.shape)),
                    right.at(broadcastIndex(i, shape, right.shape)), left.isFloat);
  }));
}

void foldUnary(Node &node) {
  const Constant &source = node.constant(0);
  const std::string &op = node.op();
  node.set(made(node, source.shape, source.isFloat, [&](size_t i) {
    double value = source.at(i);
    return op == "Neg"     ? -value
           : op == "Sqrt"  ? std::sqrt(value)
           : op == "Floor" ? std::floor(value)
           : op == "Ceil"  ? std::ceil(value)
                           : std::fabs(value);
  }));
}

/// Reshape, Flatten, Squeeze and Unsqueeze: the same elements in the same order.
void foldReshape(Node &node) {
  Constant result = node.constant(0);
  List shape;
  if (node.op() == "Unsqueeze" || node.op() == "Squeeze") {
    auto axes = node.integersFrom("axes", 1).value_or(List());
    bool adds = node.op() == "Unsqueeze";
    size_t rank = result.shape.size() + (adds ? axes.size() : 0);
    std::vector<bool> named(rank, false);
    for (int64_t axis : axes)
      named[axisOf(axis, rank)] = true;
    size_t next = 0;
    for (size_t i = 0; i < rank; ++i) {
      if (adds)
        shape.push_back(named[i] || next == result.shape.size() ? 1 : result.shape[next++]);
      else if (!named[i] && (!axes.empty() || result.shape[i] != 1))
        shape.push_back(result.shape[i]);
    }
  } else if (node.op() == "Flatten") {
    size_t axis = node.integer("axis", 1) == int64_t(result.shape.size())
                      ? result.shape.size()
                      : axisOf(node.integer("axis", 1), result.shape.size());
    shape = {elementsOf(std::span(result.shape).first(axis)), elementsOf(std::span(result.shape).subspan(axis))};
  } else {
    shape = node.integersFrom("shape", 1).value_or(List());
    int64_t known = 1;
    for (size_t i = 0; i < shape.size(); ++i) {
      if (shape[i] == 0 && i < result.shape.size())
        shape[i] = result.shape[i];
      if (shape[i] != -1 && __builtin_mul_overflow(known, shape[i], &known))
        throw Refusal{"its shape cannot be counted"};
    }
    for (int64_t &extent : shape)
      if (extent == -1)
        extent = known == 0 ? 0 : int64_t(result.size()) / known;
  }
  if (elementsOf(shape) != int64_t(result.size()))
    throw Refusal{"its shape has another number of elements than its input"};
  result.shape = std::move(shape);
  node.set(std::move(result));
}

void foldTranspose(Node &node) {
  const Constant &source = node.constant(0);
  size_t rank = source.shape.size();
  List order = node.integers("perm").value_or(List());
  if (source.size() == 0)
    throw Refusal{"it has no elements"};
  if (!node.attribute("perm"))
    for (size_t i = rank; i-- > 0;)
      order.push_back(int64_t(i));
  List shape, strides(rank, 1), steps;
  for (size_t i = rank; i-- > 1;)
    strides[i - 1] = strides[i] * source.shape[i];
  std::vector<bool> seen(rank, false);
  for (int64_t from : order) {
    if (order.size() != rank || seen[axisOf(from, rank)])
      throw Refusal{"its permutation is none"};
    seen[axisOf(from, rank)] = true;
    shape.push_back(source.shape[axisOf(from, rank)]);
    steps.push_back(strides[axisOf(from, rank)]);
  }
  node.set(picked(node, source, shape, [&](size_t i) {
    size_t place = 0;
    for (size_t axis = rank; axis-- > 0;) {
      place += i % size_t(shape[axis]) * size_t(steps[axis]);
      i /= size_t(shape[axis]);
    }
    return place;
  }));
}

void foldRange(Node &node) {
  double begin = node.scalarAt(0), end = node.scalarAt(1), step = node.scalarAt(2);
  double count = std::ceil((end - begin) / step);
  if (!(count <= 1e6))
    throw Refusal{"its range is too long"};
  node.set(made(node, {std::max<int64_t>(0, int64_t(count))}, node.constant(0).isFloat,
                [&](size_t i) { return begin + double(i) * step; }));
}

void foldReduceProd(Node &node) {
  const Constant &source = node.constant(0);
  if (source.shape.size() > 1)
    throw Refusal{"it reduces several axes of a constant"};
  double product = 1;
  for (size_t i = 0; i < source.size(); ++i)
    product *= source.at(i);
  List shape = node.integer("keepdims", 1) != 0 && !source.shape.empty() ? List{1} : List();
  node.set(made(node, shape, source.isFloat, [&](size_t) { return product; }));
}

void foldWhere(Node &node) {
  const Constant &condition = node.constant(0), &yes = node.constant(1), &no = node.constant(2);
  List shape = broadcast(broadcast(condition.shape, yes.shape), no.shape);
  node.set(made(node, shape, yes.isFloat, [&](size_t i) {
    const Constant &chosen = condition.at(broadcastIndex(i, shape, condition.shape)) != 0 ? yes : no;
    return chosen.at(broadcastIndex(i, shape, chosen.shape));
  }));
}

void foldExpand(Node &node) {
  const Constant &source = node.constant(0);
  List shape = broadcast(source.shape, node.integersAt(1));
  node.set(picked(node, source, shape, [&](size_t i) { return broadcastIndex(i, shape, source.shape); }));
}

void foldShape(Node &node) {
  List shape = node.constant(0).shape;
  auto count = int64_t(shape.size());
  if (node.op() == "Size")
    node.set(integerConstant({}, {int64_t(node.constant(0).size())}));
  else
    node.set(integerConstant({count}, std::move(shape)));
}

void foldIdentity(Node &node) { node.set(node.value(0)); }

} // namespace evenstride::interchange::onnx
