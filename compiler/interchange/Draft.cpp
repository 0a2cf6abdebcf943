// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Binding of arguments, and the exact forms of windows that round.
#include "interchange/Draft.h"

#include "layers/Windows.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange {

using geometry::FaultClass;
using geometry::Verdict;
using layers::Shape;
using List = std::vector<int64_t>;

DraftValue DraftBuilder::input(std::string name, Shape shape, check::InputFormat format) {
  draft.shapes.push_back(shape);
  auto value = DraftValue(draft.shapes.size() - 1);
  draft.inputs.push_back({std::move(name), value});
  draft.formats.push_back(format);
  return value;
}

DraftLayer DraftBuilder::bind(LayerRequest &request) const {
  DraftLayer layer;
  layer.kind = layers::findLayer(request.keyword);
  if (!layer.kind)
    throw Refusal{fmt::format("this version has no layer `{}`", request.keyword)};
  for (const layers::Parameter &parameter : layer.kind->parameters) {
    auto given = request.arguments.find(parameter.name);
    std::string name(parameter.name);
    if (given != request.arguments.end())
      layer.arguments.values[name] = std::move(given->second);
    else if (parameter.byDefault)
      layer.arguments.values[name] = *parameter.byDefault;
    else
      layer.arguments.values[name] = layer.arguments.values.find(parameter.defaultsTo)->second;
  }
  layer.operands = std::move(request.operands);
  layer.label = std::move(request.label);
  layer.weights = std::move(request.weights);
  return layer;
}

/// Numbers of a layer within the bounds of its parameters.
static void checkBounds(const DraftLayer &layer) {
  auto check = [&](const layers::Parameter &parameter, double value) {
    bool low = value < parameter.atLeast || (parameter.positive && value == parameter.atLeast);
    if (low || !(value <= parameter.atMost))
      throw Refusal{fmt::format("`{}` of `{}` cannot be {}", parameter.name, layer.kind->keyword, value)};
  };
  for (const layers::Parameter &parameter : layer.kind->parameters) {
    const layers::Value &value = layer.arguments.values.find(parameter.name)->second;
    if (const auto *integer = std::get_if<int64_t>(&value))
      check(parameter, double(*integer));
    else if (const auto *number = std::get_if<double>(&value))
      check(parameter, *number);
    else if (const auto *word = std::get_if<std::string>(&value);
             word && !word->empty() && std::ranges::find(parameter.words, *word) == parameter.words.end())
      throw Refusal{fmt::format("`{}` of `{}` cannot be `{}`", parameter.name, layer.kind->keyword, *word)};
    else if (const auto *numbers = std::get_if<std::vector<double>>(&value))
      for (double each : *numbers)
        check(parameter, each);
  }
}

static void checkLimits(const Shape &shape) {
  int64_t elements = 0;
  bool fits = shape.channels >= 1 && shape.height >= 1 && shape.width >= 1 && shape.channels <= geometry::maxExtent &&
              shape.height <= geometry::maxExtent && shape.width <= geometry::maxExtent &&
              !__builtin_mul_overflow(shape.channels * shape.height, shape.width, &elements) &&
              elements <= geometry::maxElements;
  if (!fits)
    throw Refusal{fmt::format("a tensor of {} x {} x {} elements is larger than what can be compiled", shape.channels,
                              shape.height, shape.width)};
}

static std::string describe(const layers::ShapeFault &fault) {
  if (!fault.windows)
    return fault.message;
  const auto &[rows, columns] = *fault.windows;
  const Verdict &verdict = rows.exact() ? columns : rows;
  if (verdict.faultClass == FaultClass::NeverFits)
    return fmt::format("a window of {} is larger than its input of {} with its padding", verdict.effectiveKernel,
                       verdict.input + verdict.window.before + verdict.window.after);
  if (fault.code == diagnostics::Code::E0308)
    return "a window of this pool holds nothing but padding, which has no value here";
  return fmt::format("{}: {} axis is of the class {}", fault.message, rows.exact() ? "the horizontal" : "the vertical",
                     name(verdict.faultClass));
}

static std::vector<Shape> shapesOf(const Draft &draft, const DraftLayer &layer) {
  std::vector<Shape> shapes;
  for (DraftValue operand : layer.operands)
    shapes.push_back(draft.shapes[size_t(operand)]);
  return shapes;
}

/// Weights as the layer asks for them.
static void checkWeights(const Draft &draft, const DraftLayer &layer) {
  std::vector<layers::WeightSpec> specs;
  if (layer.kind->weights && draft.hasWeights)
    specs = layer.kind->weights(layer.arguments, shapesOf(draft, layer));
  for (const layers::WeightSpec &spec : specs) {
    auto found = std::ranges::find(layer.weights, spec.suffix, &DraftWeight::suffix);
    if (found == layer.weights.end())
      throw Refusal{fmt::format("there is no {}", spec.suffix)};
    int64_t elements = 1;
    for (int64_t extent : spec.shape)
      elements *= extent;
    if (found->shape != spec.shape || found->values.size() != size_t(elements))
      throw Refusal{fmt::format("the {} has {} elements in another shape than the {} that its input asks for",
                                spec.suffix, found->values.size(), elements)};
  }
}

DraftValue DraftBuilder::append(DraftLayer layer, Shape shape) {
  checkBounds(layer);
  checkLimits(shape);
  checkWeights(draft, layer);
  draft.shapes.push_back(shape);
  layer.result = DraftValue(draft.shapes.size() - 1);
  draft.layers.push_back(std::move(layer));
  return draft.layers.back().result;
}

DraftValue DraftBuilder::add(LayerRequest request) {
  DraftLayer layer = bind(request);
  layers::ShapeResult result = layer.kind->shape(layer.arguments, shapesOf(draft, layer));
  if (const auto *fault = std::get_if<layers::ShapeFault>(&result))
    throw Refusal{describe(*fault)};
  return append(std::move(layer), std::get<Shape>(result));
}

DraftValue DraftBuilder::cropEnd(DraftValue value, int64_t rows, int64_t columns) {
  if (rows == 0 && columns == 0)
    return value;
  return add({.keyword = "crop", .operands = {value}, .arguments = {{"bottom", rows}, {"right", columns}}});
}

/// The verdict on a window that fits at all, and whose floor reads something.
static Verdict placed(const geometry::Window &window, int64_t input) {
  Verdict verdict = place(window, input);
  if (verdict.faultClass == FaultClass::NeverFits)
    throw Refusal{fmt::format("a window of {} is larger than its input of {} with a padding of {}",
                              verdict.effectiveKernel, input, window.before + window.after)};
  if (verdict.faultClass == FaultClass::Parameter || verdict.faultClass == FaultClass::Overflow)
    throw Refusal{"a kernel, stride, dilation or padding makes no sense"};
  if (verdict.unread >= input)
    throw Refusal{"no window reads anything of the input"};
  return verdict;
}

static std::string linesText(int64_t rows, int64_t columns) {
  std::string text;
  if (rows > 0)
    text = support::plural(rows, "row");
  if (columns > 0)
    text += (text.empty() ? "" : " and ") + support::plural(columns, "column");
  return text;
}

DraftValue DraftBuilder::addWindow(LayerRequest request, Rounding rounding) {
  DraftLayer layer = bind(request);
  auto [rows, columns] = layers::windowsOf(layer.arguments);
  const Shape input = shapeOf(layer.operands[0]);
  Verdict vertical = placed(rows, input.height), horizontal = placed(columns, input.width);
  geometry::ExactForm down = rounding == Rounding::Up ? exactCeil(vertical) : exactFloor(vertical);
  geometry::ExactForm across = rounding == Rounding::Up ? exactCeil(horizontal) : exactFloor(horizontal);
  int64_t lostRows = vertical.faultClass == FaultClass::Data ? down.cropAfter : 0;
  int64_t lostColumns = horizontal.faultClass == FaultClass::Data ? across.cropAfter : 0;
  List written = layer.arguments.list("pad");
  List exact = {down.window.before, across.window.before, down.window.after, across.window.after};
  Shape cropped{input.channels, input.height - down.cropAfter, input.width - across.cropAfter};
  layer.arguments.values["pad"] = exact;
  layers::ShapeResult result = layer.kind->shape(layer.arguments, std::array{cropped});
  if (const auto *fault = std::get_if<layers::ShapeFault>(&result))
    throw Refusal{describe(*fault)};
  if (lostRows + lostColumns > 0) {
    layer.arguments.values["pad"] = written;
    layer.arguments.values["round"] = std::string("down");
    draft.remarks.push_back(
        {request.unit, linesText(lostRows, lostColumns) + " of its input are never read", true, request.span});
    return append(std::move(layer), std::get<Shape>(result));
  }
  if (down.cropAfter + across.cropAfter > 0) {
    layer.operands[0] = cropEnd(layer.operands[0], down.cropAfter, across.cropAfter);
    remark(request.unit, linesText(down.cropAfter, across.cropAfter) + " cropped that its stride steps over");
  }
  if (exact != written && rounding == Rounding::Down)
    remark(request.unit, linesText(written[2] - exact[2], written[3] - exact[3]) +
                             " of padding that no window reads left out at the end");
  else if (exact != written)
    remark(request.unit, "its rounding up written as padding");
  return append(std::move(layer), std::get<Shape>(result));
}

void dropUnused(Draft &draft) {
  std::vector<bool> used(draft.shapes.size(), false);
  for (const Draft::Named &output : draft.outputs)
    used[size_t(output.value)] = true;
  for (size_t i = draft.layers.size(); i-- > 0;)
    if (used[size_t(draft.layers[i].result)])
      for (DraftValue operand : draft.layers[i].operands)
        used[size_t(operand)] = true;
  std::erase_if(draft.layers, [&](const DraftLayer &layer) { return !used[size_t(layer.result)]; });
}

} // namespace evenstride::interchange
