// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `sizes`: which input sizes a network accepts, and which layers ask for them.
#include "check/Examine.h"
#include "check/SizeReport.h"
#include "driver/Commands.h"
#include "driver/Model.h"
#include "driver/Report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace evenstride::driver {

using check::AxisSizes;
using diagnostics::Code;
using nlohmann::ordered_json;

namespace {

std::optional<int64_t> wantedAlong(const SizesOptions &options, const AxisSizes &axis) {
  if (!options.near)
    return std::nullopt;
  return axis.axis == check::Rows ? options.near->first : options.near->second;
}

ordered_json jsonOf(const SizesOptions &options, const check::Flow &flow, const AxisSizes &axis) {
  auto path = [&](int32_t node) {
    return node < 0 ? flow.graph.inputs.front().name : flow.graph.nodes[size_t(node)].path;
  };
  ordered_json json = ordered_json::object();
  if (axis.conflict)
    json["conflict"] = {path(axis.conflict->first), path(axis.conflict->second)};
  if (axis.sizes.empty())
    return json;
  json["modulus"] = axis.classes.modulus;
  json["residue"] = axis.classes.residues.front();
  if (axis.classes.residues.size() > 1)
    json["residues"] = axis.classes.residues;
  json["least"] = axis.classes.least;
  if (auto wanted = wantedAlong(options, axis))
    json["near"] = axis.near(*wanted);
  json["factors"] = ordered_json::array();
  for (const auto &[layer, factor] : axis.factors)
    json["factors"].push_back({{"layer", layer}, {"factor", factor}});
  if (!axis.weightsOf.empty())
    json["weights"] = axis.weightsOf;
  if (axis.partial)
    json["partial"] = true;
  return json;
}

/// "multiples of 4", "3 more than a multiple of 4", "1 or 2 more than a multiple of 4"
std::string classText(const check::ResidueClasses &classes) {
  if (classes.modulus == 1)
    return "any";
  if (classes.residues.size() == 1 && classes.residues[0] == 0)
    return fmt::format("multiples of {}", classes.modulus);
  constexpr size_t most = 6;
  std::vector<int64_t> shown(classes.residues.begin(),
                             classes.residues.begin() + std::ptrdiff_t(std::min(most, classes.residues.size())));
  return fmt::format("{}{} more than a multiple of {}", fmt::join(shown, " or "),
                     shown.size() < classes.residues.size() ? " or …" : "", classes.modulus);
}

void print(const SizesOptions &options, const AxisSizes &axis) {
  if (axis.sizes.empty())
    return;
  const check::ResidueClasses &classes = axis.classes;
  if (classes.modulus == 0) {
    fmt::print("  {}: {}\n", axis.name, fmt::join(classes.residues, ", "));
  } else {
    auto second = axis.sizes.atLeast(classes.least + 1);
    auto third = second ? axis.sizes.atLeast(*second + 1) : std::nullopt;
    fmt::print("  {}: {}, from {} on: {}, {}, {}, …\n", axis.name, classText(classes), classes.least, classes.least,
               second.value_or(0), third.value_or(0));
  }
  for (const auto &[layer, factor] : axis.factors)
    fmt::print("    {} of it from `{}`\n", factor, layer);
  if (axis.range && axis.range->step > 0)
    fmt::print("    the file claims {} to {} in steps of {}\n", axis.range->first, axis.range->last, axis.range->step);
  if (!axis.weightsOf.empty())
    fmt::print("    the weights of `{}` fit one of them\n", axis.weightsOf);
  if (axis.partial)
    fmt::print("    many layers round: these are the sizes that leave the remainders of the present one\n");
  if (auto wanted = wantedAlong(options, axis))
    fmt::print("    near {}: {}\n", *wanted, fmt::join(axis.near(*wanted), " and "));
}

/// An axis along which no size fits.
void reportConflict(const check::Flow &flow, const AxisSizes &axis, diagnostics::Sink &sink) {
  auto name = [&](int32_t node) {
    return node < 0 ? flow.graph.inputs.front().name : flow.graph.nodes[size_t(node)].path;
  };
  auto diagnostic = fault(Code::E0317, fmt::format("no size of `{}` fits", axis.name));
  if (axis.conflict) {
    auto [first, second] = *axis.conflict;
    diagnostic.message += fmt::format(": `{}` and `{}` exclude each other", name(first), name(second));
    if (second >= 0)
      diagnostic.primary = {flow.graph.nodes[size_t(second)].span, ""};
    if (first >= 0)
      diagnostic.labels.push_back({flow.graph.nodes[size_t(first)].span, ""});
  }
  sink.report(std::move(diagnostic));
}

void tell(const SizesOptions &options, const check::Flow &flow, bool checks, diagnostics::Sink &sink) {
  std::vector<AxisSizes> axes = check::sizesOf(flow);
  ordered_json json = ordered_json::object();
  fmt::print("{}\n", flow.graph.name);
  for (const AxisSizes &axis : axes) {
    print(options, axis);
    json[axis.name] = jsonOf(options, flow, axis);
    if (axis.sizes.empty())
      reportConflict(flow, axis, sink);
  }
  if (!checks)
    fmt::print("the file does not check as it is: `evenstride check {}` says why\n", options.model);
  if (options.json)
    fmt::print("{}\n", ordered_json{{"axes", json}}.dump());
}

} // namespace

static void sizes(const SizesOptions &options, Model &model, diagnostics::Sink &sink) {
  ModelName name = parseModelName(options.model);
  auto read = readModel({name.file, options.sizes}, sink);
  if (!read)
    return;
  model = std::move(*read);
  if (sink.hasErrors())
    return;
  check::Examination found = check::examine(model.program, check::Purpose::Report);
  for (const auto &flow : found.flows)
    model.graphs.push_back(flow->graph);
  const check::Graph *graph = selectNetwork(model, name, sink);
  if (!graph)
    return;
  const check::Flow &flow = *found.flows[size_t(graph - model.graphs.data())];
  bool checks = std::ranges::none_of(found.diagnostics, [](const diagnostics::Diagnostic &each) {
    return severity(each.code) == diagnostics::Severity::Error;
  });
  if (check::isKnownBesideSizes(flow, found.diagnostics))
    return tell(options, flow, checks, sink);
  for (diagnostics::Diagnostic &diagnostic : found.diagnostics)
    sink.report(std::move(diagnostic));
}

int runCommand(const SizesOptions &options) {
  diagnostics::Sink sink;
  Model model; // diagnostics point into it
  sizes(options, model, sink);
  return finish(sink);
}

} // namespace evenstride::driver
