// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Figures as JSON. The page draws from the same object.
#include "explain/Table.h"

#include <nlohmann/json.hpp>

namespace evenstride::explain {

using Json = nlohmann::ordered_json;
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

static Json axisJson(const FieldFigures &axis) {
  Json json = {{"size", axis.size}, {"step", nullptr}, {"first", {axis.first.begin, axis.first.end}}};
  if (axis.step)
    json["step"] = {axis.step->numerator, axis.step->denominator};
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
                      {"rows", axisJson(sight.rows)},
                      {"columns", axisJson(sight.columns)},
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

std::string figuresJson(const NetworkFigures &figures, const std::vector<Hint> &hints) {
  const check::Graph &graph = *figures.graph;
  Json json = {{"network", graph.name}};
  for (Json *list : {&json["inputs"], &json["layers"], &json["outputs"], &json["hints"]})
    *list = Json::array();
  for (const InputFigures &input : figures.inputs)
    json["inputs"].push_back({{"name", input.name},
                              {"shape", shapeJson(input.shape)},
                              {"unread", linesJson(input.unread, input.unreadPixels)}});
  for (const LayerFigures &layer : figures.layers)
    json["layers"].push_back(layerJson(figures, layer));
  for (const check::NetworkOutput &output : graph.outputs)
    json["outputs"].push_back({{"name", output.name}, {"from", valueName(graph, output.value)}});
  for (const Hint &hint : hints)
    json["hints"].push_back({{"about", hint.about}, {"text", hint.text}, {"layers", hint.layers}});
  json["totals"] = {
      {"macs", figures.macs}, {"params", figures.parameters}, {"activation_bytes", figures.activationBytes}};
  if (!figures.layers.empty()) {
    const LayerFigures &peak = figures.layers[figures.peak];
    json["totals"]["peak_bytes"] = peak.aliveBytes;
    json["totals"]["peak_layer"] = peak.node->path;
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace evenstride::explain
