// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers in order, each under the names that the layers before have left.
#include "interchange/caffe/NetReader.h"
#include "interchange/ImportCodes.h"
#include "interchange/caffe/Types.h"
#include "support/Text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace evenstride::interchange::caffe {

void NetReader::report(diagnostics::Code code, std::string message, support::Span span) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = span.valid() ? std::move(message) : fmt::format("`{}`: {}", request.path, message);
  diagnostic.primary.span = span;
  sink.report(std::move(diagnostic));
}

void NetReader::read(const Net &net) {
  countUses(net);
  readInputs(net);
  for (size_t i = 0; i < net.layers.size(); ++i)
    switch (roleOf(net.layers[i].type)) {
    case LayerRole::GivesData:
      readData(net.layers[i], i);
      break;
    case LayerRole::Trains:
      progress.draft.remarks.push_back({printable(net.layers[i].name), "left out: it is for training"});
      break;
    case LayerRole::Computes:
      readLayer(net.layers[i], i);
    }
  readOutputs(net);
  warnOfUntaken();
  if (progress.ends.batch() > 1)
    report(codes::wasForBatches, batchText(progress.ends.batch()));
}

void NetReader::countUses(const Net &net) {
  std::map<std::string, Version, std::less<>> now;
  std::set<Version> silenced;
  for (size_t i = 0; i < net.inputs.size(); ++i)
    now[net.inputs[i].name->text] = {net.layers.size(), i};
  for (size_t i = 0; i < net.layers.size(); ++i) {
    const NetLayer &layer = net.layers[i];
    bool isRead = roleOf(layer.type) != LayerRole::Trains;
    for (const Scalar *bottom : layer.bottoms)
      if (auto found = now.find(bottom->text); found != now.end() && isRead)
        ++uses[found->second];
      else if (found != now.end() && layer.type == "Silence")
        silenced.insert(found->second);
    if (!isRead)
      continue;
    for (size_t top = 0; top < layer.tops.size(); ++top)
      now[layer.tops[top]->text] = {i, top};
  }
  // What nobody reads is an output, unless it only came in or is silenced.
  for (const auto &[name, version] : now)
    if (uses[version] == 0 && version.layer < net.layers.size() && !silenced.contains(version) &&
        roleOf(net.layers[version.layer].type) == LayerRole::Computes) {
      uses[version] = 1;
      outputs.push_back({version, name});
    }
  std::ranges::sort(outputs, {}, &Output::version);
}

void NetReader::readLayer(const NetLayer &net, size_t index) {
  Unit unit = namedUnit(net.name, net.type, net.span);
  bool isReady = true;
  for (const Scalar *bottom : net.bottoms) {
    auto found = progress.blobs.find(bottom->text);
    if (found == progress.blobs.end())
      refusals.add(unit,
                   {fmt::format("nothing before it gives its bottom `{}`", printable(bottom->text)), bottom->span});
    isReady = isReady && found != progress.blobs.end() && std::holds_alternative<View>(found->second);
  }
  std::vector<int> topUses;
  for (size_t top = 0; top < net.tops.size(); ++top) {
    const std::string &name = net.tops[top]->text;
    topUses.push_back(uses[{index, top}]);
    bool isOverwritten = std::ranges::any_of(net.bottoms, [&](const Scalar *bottom) { return bottom->text == name; });
    if (!isOverwritten && !progress.blobs.emplace(name, Unknown()).second)
      refusals.add(unit,
                   {fmt::format("`{}` is given by a layer before it, too", printable(name)), net.tops[top]->span});
  }
  Layer layer(net, progress, std::move(topUses));
  const Type *type = findType(net.type);
  if (!type)
    refusals.add(unit, {"no layer of this type is imported"});
  bool isDone = type && isReady && importLayer(unit, *type, layer);
  if (!isDone)
    for (const Scalar *top : net.tops)
      progress.blobs[top->text] = Unknown();
}

bool NetReader::importLayer(const Unit &unit, const Type &type, Layer &layer) {
  std::vector<const Field *> unread;
  try {
    type.import(layer);
    layer.checkTops();
    unread = layer.unread();
  } catch (const Refusal &refusal) {
    layer.faults().end(refusal); // not all fields may have been read
  }
  for (const Refusal &fault : layer.faults().list())
    refusals.add(unit, fault);
  for (const Field *field : unread)
    refusals.add(unit, {fmt::format("its `{}` is not known", printable(field->name)), field->nameSpan});
  return layer.faults().list().empty();
}

void NetReader::readOutputs(const Net &net) {
  if (outputs.empty() || (progress.draft.inputs.empty() && !sink.hasErrors() && refusals.empty()))
    report(codes::incoherent, outputs.empty() ? "it has no layer that computes something" : "it has no inputs");
  for (const Output &output : outputs) {
    const NetLayer &layer = net.layers[output.version.layer];
    const auto *view = std::get_if<View>(&progress.blobs.find(output.name)->second);
    if (!view)
      continue;
    try {
      progress.ends.addOutput(output.name, *view);
    } catch (const Refusal &refusal) {
      refusals.add(namedUnit(layer.name, layer.type, layer.span),
                   {fmt::format("`{}`, which is an output: {}", printable(output.name), refusal.reason)});
    }
  }
  refusals.report(sink);
}

void NetReader::warnOfUntaken() {
  std::vector<std::string> names = progress.weights ? progress.weights->untaken() : std::vector<std::string>();
  if (names.empty() || sink.hasErrors())
    return;
  diagnostics::Diagnostic warning;
  warning.code = codes::unusedWeights;
  warning.message = fmt::format("`{}` has weights for {} that `{}` has not", request.weights->path,
                                support::plural(int64_t(names.size()), "layer"), request.path);
  constexpr size_t most = 8;
  for (size_t i = 0; i < names.size() && i < most; ++i)
    names[i] = fmt::format("`{}`", printable(names[i]));
  bool isLong = names.size() > most;
  names.resize(std::min(names.size(), most));
  warning.notes.push_back(fmt::format("{}{}", fmt::join(names, ", "), isLong ? ", …" : ""));
  sink.report(std::move(warning));
}

} // namespace evenstride::interchange::caffe
