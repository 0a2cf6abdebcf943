// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One function per kind of fact.
#include "explain/Hints.h"
#include "explain/Words.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::explain {

using layers::Axis;
using support::plural;

/// Names beyond this many are counted, not written.
static constexpr size_t mostNames = 6;

namespace {

/// A list such as "`a` by 2, `b` by 2 and 3 more".
class NameList {
public:
  void add(const std::string &path, const std::string &rest) {
    if (paths.size() < mostNames)
      text += fmt::format("{}`{}`{}", paths.empty() ? "" : ", ", path, rest);
    paths.push_back(path);
  }
  bool empty() const { return paths.empty(); }
  size_t size() const { return paths.size(); }
  std::string str() const {
    return paths.size() > mostNames ? fmt::format("{} and {} more", text, paths.size() - mostNames) : text;
  }
  std::vector<std::string> take() { return std::move(paths); }

private:
  std::string text;
  std::vector<std::string> paths;
};

} // namespace

/// The strides of a layer by which its result is coarser (Window) or finer (Transpose) than its operand; 1 and 1 else.
static std::pair<int64_t, int64_t> strides(const check::Graph &graph, const LayerFigures &layer,
                                           geometry::Reads::Rule rule) {
  auto stride = [&](Axis axis) {
    geometry::Reads reads = readsOf(graph, *layer.node, 0, axis);
    return reads.rule == rule ? reads.window.stride : int64_t(1);
  };
  return layer.node->operands.empty() ? std::pair(int64_t(1), int64_t(1))
                                      : std::pair(stride(Axis::Rows), stride(Axis::Columns));
}

static void resolutionHint(const NetworkFigures &figures, geometry::Reads::Rule rule, std::vector<Hint> &hints) {
  NameList names;
  for (const LayerFigures &layer : figures.layers) {
    auto [rows, columns] = strides(*figures.graph, layer, rule);
    if (rows > 1 || columns > 1)
      names.add(layer.node->path,
                rows == columns ? fmt::format(" by {}", rows) : fmt::format(" by {}", sizeText(rows, columns)));
  }
  if (names.empty())
    return;
  const char *what = rule == geometry::Reads::Rule::Window ? "lost" : "gained";
  std::string text =
      fmt::format("resolution is {} in {}: {}", what, plural(int64_t(names.size()), "layer"), names.str());
  hints.push_back({"resolution", std::move(text), names.take()});
}

/// The coarsest grid, in input pixels.
static void stepHint(const NetworkFigures &figures, std::vector<Hint> &hints) {
  const LayerFigures *coarsest = nullptr;
  double largest = 1;
  for (const LayerFigures &layer : figures.layers)
    for (const Sight &sight : layer.sights)
      for (const auto &step : {sight.rows.step, sight.columns.step})
        if (step && step->value() > largest) {
          largest = step->value();
          coarsest = &layer;
        }
  if (coarsest)
    hints.push_back(
        {"resolution",
         fmt::format("the coarsest grid is that of `{}`: {} elements, {} input pixels from one to the next",
                     coarsest->node->path, sizeText(coarsest->shape.height, coarsest->shape.width), largest),
         {coarsest->node->path}});
}

struct Cost {
  std::string_view about, noun;
  int64_t LayerFigures::*own;
  int64_t NetworkFigures::*all;
};

static void costHint(const NetworkFigures &figures, const Cost &cost, std::vector<Hint> &hints) {
  std::vector<const LayerFigures *> order;
  for (const LayerFigures &layer : figures.layers)
    if (layer.*cost.own > 0)
      order.push_back(&layer);
  if (order.empty())
    return;
  std::ranges::stable_sort(order, std::greater(), [&](const LayerFigures *layer) { return layer->*cost.own; });
  double total = double(figures.*cost.all), sum = 0;
  size_t half = 0;
  while (half < order.size() && sum < total / 2)
    sum += double(order[half++]->*cost.own);
  if (double(order[0]->*cost.own) < total / 100) {
    hints.push_back(
        {cost.about,
         fmt::format("no layer has 1 % of all {}: they lie in {}", cost.noun, plural(int64_t(order.size()), "layer")),
         {}});
    return;
  }
  NameList names;
  for (size_t index = 0; index < std::min(order.size(), size_t(3)); ++index)
    names.add(order[index]->node->path, " " + shareText(double(order[index]->*cost.own), total));
  std::string text = fmt::format("most {} in {}", cost.noun, names.str());
  if (order.size() > 3)
    text += fmt::format("; half of all in {} of {}", half, plural(int64_t(order.size()), "layer"));
  hints.push_back({cost.about, std::move(text), names.take()});
}

static std::string coverText(const Sight &sight, const InputFigures &input) {
  const layers::Shape &shape = input.shape;
  std::string seen = sizeText(sight.rows.size, sight.columns.size), all = sizeText(shape.height, shape.width);
  if (sight.rows.size >= shape.height && sight.columns.size >= shape.width)
    return fmt::format("{} pixels, no fewer than `{}` has ({})", seen, input.name, all);
  int64_t rows = std::min(sight.rows.size, shape.height), columns = std::min(sight.columns.size, shape.width);
  return fmt::format("{} of the {} pixels of `{}`, {} of it", seen, all, input.name,
                     shareText(double(rows * columns), double(shape.height * shape.width)));
}

/// What an element of each output depends on, and where the whole image comes in.
static void fieldHints(const NetworkFigures &figures, std::vector<Hint> &hints) {
  for (const check::NetworkOutput &output : figures.graph->outputs) {
    int32_t producer = figures.graph->values[size_t(output.value)].producer;
    if (producer < 0)
      continue;
    const LayerFigures &layer = figures.layers[size_t(producer)];
    for (const Sight &sight : layer.sights) {
      const InputFigures &input = figures.inputs[sight.input];
      hints.push_back({"field",
                       fmt::format("each element of the output `{}` depends on {}", output.name,
                                   sight.whole ? fmt::format("all of `{}`", input.name) : coverText(sight, input)),
                       {layer.node->path}});
    }
  }
  const LayerFigures *last = nullptr, *whole = nullptr;
  for (const LayerFigures &layer : figures.layers)
    for (const Sight &sight : layer.sights) {
      if (sight.constant)
        whole = &layer;
      else if (!whole)
        last = &layer;
    }
  if (last && whole)
    for (const Sight &sight : last->sights)
      hints.push_back({"field",
                       fmt::format("before the whole image comes in, an element of `{}` depends on {}",
                                   last->node->path, coverText(sight, figures.inputs[sight.input])),
                       {last->node->path}});
}

static void unreadHints(const NetworkFigures &figures, std::vector<Hint> &hints) {
  for (const InputFigures &input : figures.inputs)
    if (input.unreadPixels > 0)
      hints.push_back(
          {"unread",
           fmt::format("nothing depends on {} of `{}`: {}, {} of it", linesText(input.unread, input.shape), input.name,
                       plural(input.unreadPixels, "pixel"),
                       shareText(double(input.unreadPixels), double(input.shape.height * input.shape.width))),
           {}});
  size_t more = 0, written = 0;
  for (const LayerFigures &layer : figures.layers)
    for (const Skip &skip : layer.skips) {
      if (++written > mostNames) {
        ++more;
        continue;
      }
      check::ValueId operand = layer.node->operands[skip.operand];
      std::string text = fmt::format("`{}` does not read {} of `{}`: {}", layer.node->path,
                                     linesText(skip.lines, figures.graph->shapeOf(operand)),
                                     valueName(*figures.graph, operand), plural(skip.pixels, "pixel"));
      if (skip.inputPixels > double(skip.pixels))
        text += fmt::format(", which stand for {:.0f} of the input", skip.inputPixels);
      hints.push_back({"unread", std::move(text), {layer.node->path}});
    }
  if (more > 0)
    hints.push_back({"unread", fmt::format("{} more layers skip parts of what they are given", more), {}});
}

std::vector<Hint> hintsOf(const NetworkFigures &figures) {
  std::vector<Hint> hints;
  if (figures.layers.empty())
    return hints;
  resolutionHint(figures, geometry::Reads::Rule::Window, hints);
  resolutionHint(figures, geometry::Reads::Rule::Transpose, hints);
  stepHint(figures, hints);
  fieldHints(figures, hints);
  unreadHints(figures, hints);
  costHint(figures, {"macs", "MACs", &LayerFigures::macs, &NetworkFigures::macs}, hints);
  costHint(figures, {"params", "parameters", &LayerFigures::parameters, &NetworkFigures::parameters}, hints);
  costHint(figures,
           {"activations", "bytes of values", &LayerFigures::activationBytes, &NetworkFigures::activationBytes}, hints);
  const LayerFigures &peak = figures.layers[figures.peak];
  hints.push_back({"memory",
                   fmt::format("values take at most {} at once, while `{}` runs (each in memory of its own)",
                               support::bytesText(uint64_t(peak.aliveBytes)), peak.node->path),
                   {peak.node->path}});
  return hints;
}

} // namespace evenstride::explain
