// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Figures as JSON. The page draws from the same object.
#include "explain/Json.h"
#include "explain/Table.h"

namespace evenstride::explain {

using geometry::FieldFigures;
using layers::Shape;

static Json shapeJson(const Shape &shape) { return {shape.channels, shape.height, shape.width}; }

static Json intervalsJson(const geometry::Intervals &set) {
  Json list = Json::array();
  for (const geometry::Interval &interval : set)
    list.push_back({interval.begin, interval.end});
  return list;
}

static Json linesJson(const Lines &lines, int64_t pixels) {
  return {{"rows", intervalsJson(lines.rows)}, {"columns", intervalsJson(lines.columns)}, {"pixels", pixels}};
}

/// Element o has phases[o mod n], moved by o div n times `advance`; n is the number of phases.
static Json repeatsJson(const geometry::Field &field) {
  Json list = Json::array();
  for (const geometry::Field::Family &family : field.repeats()) {
    Json phases = Json::array();
    for (const geometry::Interval &phase : family.phases)
      phases.push_back({phase.begin, phase.end});
    list.push_back({{"advance", family.advance}, {"phases", std::move(phases)}});
  }
  return list;
}

static Json axisJson(const FieldFigures &axis, const geometry::Field &field) {
  Json json = {{"size", axis.size}, {"step", nullptr}, {"first", {axis.first.begin, axis.first.end}}};
  if (axis.step)
    json["step"] = {axis.step->numerator, axis.step->denominator};
  json["repeats"] = repeatsJson(field);
  json["overlap"] = axis.overlap ? Json{axis.overlap->least, axis.overlap->most} : Json();
  return json;
}

static Json layerJson(const NetworkFigures &figures, const LayerFigures &layer) {
  const check::Graph &graph = *figures.graph;
  Json operands = Json::array(), fields = Json::array(), skips = Json::array();
  for (check::ValueId operand : layer.node->operands)
    operands.push_back(valueName(graph, operand));
  for (const Sight &sight : layer.sights)
    fields.push_back({{"input", figures.inputs[sight.input].name},
                      {"rows", axisJson(sight.rows, sight.field.rows)},
                      {"columns", axisJson(sight.columns, sight.field.columns)},
                      {"constant", sight.constant},
                      {"unread", linesJson(sight.unread, sight.unreadPixels)}});
  for (const Skip &skip : layer.skips) {
    Json entry = linesJson(skip.lines, skip.pixels);
    entry["operand"] = operands[skip.operand];
    entry["input_pixels"] = skip.inputPixels;
    skips.push_back(std::move(entry));
  }
  return {{"path", layer.node->path},
          {"kind", layer.node->kind->keyword},
          {"operands", std::move(operands)},
          {"shape", shapeJson(layer.shape)},
          {"fields", std::move(fields)},
          {"skips", std::move(skips)},
          {"macs", layer.macs},
          {"params", layer.parameters},
          {"activation_bytes", layer.activationBytes},
          {"alive_bytes", layer.aliveBytes}};
}

Json jsonOf(const NetworkFigures &figures, const std::vector<Hint> &hints) {
  const check::Graph &graph = *figures.graph;
  Json json = {{"network", graph.name}};
  for (const char *list : {"inputs", "layers", "outputs", "hints"})
    json[list] = Json::array();
  for (const InputFigures &input : figures.inputs)
    json["inputs"].push_back({{"name", input.name},
                              {"shape", shapeJson(input.shape)},
                              {"unread", linesJson(input.unread, input.unreadPixels)}});
  for (const LayerFigures &layer : figures.layers)
    json["layers"].push_back(layerJson(figures, layer));
  for (const check::NetworkOutput &output : graph.outputs)
    json["outputs"].push_back({{"name", output.name},
                               {"from", valueName(graph, output.value)},
                               {"shape", shapeJson(graph.shapeOf(output.value))}});
  for (const Hint &hint : hints)
    json["hints"].push_back({{"about", hint.about}, {"text", hint.text}, {"layers", hint.layers}});
  json["totals"] = {
      {"macs", figures.macs}, {"params", figures.parameters}, {"activation_bytes", figures.activationBytes}};
  if (!figures.layers.empty()) {
    const LayerFigures &peak = figures.layers[figures.peak];
    json["totals"]["peak_bytes"] = peak.aliveBytes;
    json["totals"]["peak_layer"] = peak.node->path;
  }
  return json;
}

std::string figuresJson(const NetworkFigures &figures, const std::vector<Hint> &hints) {
  return dump(jsonOf(figures, hints));
}

} // namespace evenstride::explain
