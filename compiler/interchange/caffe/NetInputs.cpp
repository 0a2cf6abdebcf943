// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Inputs of a Caffe network: the old form outside of layers, Input layers, and layers that read data for training.
#include "interchange/ImportCodes.h"
#include "interchange/caffe/NetReader.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::caffe {

using List = std::vector<int64_t>;

void NetReader::readInputs(const Net &net) {
  size_t count = net.inputs.size();
  for (size_t i = 0; i < net.layers.size(); ++i)
    if (roleOf(net.layers[i].type) == LayerRole::GivesData)
      for (size_t top = 0; top < net.layers[i].tops.size(); ++top)
        count += uses[{i, top}] > 0;
  hasOneInput = count == 1;
  for (size_t i = 0; i < net.inputs.size(); ++i)
    addInput({*net.inputs[i].name, net.inputs[i].shape, uses[{net.layers.size(), i}]});
}

/// Shapes of a message, one for each top or one for all.
static List shapeOf(Fields &fields, size_t top) {
  auto shapes = fields.messages("shape");
  if (shapes.empty())
    return {};
  return Fields(shapes[std::min(top, shapes.size() - 1)]).integers("dim");
}

/// What a layer that reads data says about the shape of its images; -1 where it says nothing.
static List shapeOf(const NetLayer &layer, size_t top) {
  Fields fields(layer.message);
  auto only = [&](const char *name) {
    auto messages = fields.messages(name);
    return Fields(messages.empty() ? nullptr : messages[0]);
  };
  Fields input = only("input_param"), dummy = only("dummy_data_param"), memory = only("memory_data_param");
  if (layer.type == "Input" || layer.type == "DummyData")
    return shapeOf(layer.type == "Input" ? input : dummy, top);
  if (layer.type == "MemoryData")
    return {1, memory.integer("channels", -1), memory.integer("height", -1), memory.integer("width", -1)};
  int64_t side = only("transform_param").integer("crop_size", -1);
  return {1, -1, side, side};
}

void NetReader::readData(const NetLayer &layer, size_t index) {
  bool isRead = false;
  for (size_t top = 0; top < layer.tops.size(); ++top) {
    int count = uses[{index, top}];
    isRead = isRead || count > 0;
    try {
      if (count > 0)
        addInput({*layer.tops[top], shapeOf(layer, top), count});
    } catch (const Refusal &refusal) {
      progress.blobs[layer.tops[top]->text] = Unknown();
      refusals.add(namedUnit(layer.name, layer.type, layer.span), refusal);
    }
  }
  if (isRead && layer.type != "Input")
    progress.draft.remarks.push_back(
        {printable(layer.name), "an input; what it does to pictures is not part of the network"});
}

List NetReader::sized(const Scalar &name, List shape) {
  if (shape.empty())
    shape = {1, -1, -1, -1};
  const char *names[] = {"N", "C", "H", "W"};
  std::string missing;
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    auto set = axis > 0 && shape.size() == 4 ? request.sizes.find(names[axis]) : request.sizes.end();
    if (set != request.sizes.end() && (hasOneInput || shape[axis] < 1))
      shape[axis] = set->second;
    else if (axis == 0 && shape[axis] < 1)
      shape[axis] = 1;
    else if (shape[axis] < 1)
      missing += fmt::format("{}--set {}=…", missing.empty() ? "" : " ", axis < 4 ? names[axis] : "?");
  }
  if (missing.empty())
    return shape;
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = codes::unknownInput;
  diagnostic.message = fmt::format("the input `{}` has no size in the file", printable(name.text));
  diagnostic.primary.span = name.span;
  diagnostic.help.push_back(fmt::format("say it: `{}`", missing));
  sink.report(std::move(diagnostic));
  return {};
}

void NetReader::addInput(const Input &input) {
  const std::string &name = input.name.text;
  if (progress.blobs.contains(name))
    return report(codes::incoherent, fmt::format("the input `{}` is given twice", printable(name)), input.name.span);
  progress.blobs[name] = Unknown();
  List shape = sized(input.name, input.shape);
  if (shape.empty())
    return;
  try {
    View view = progress.ends.addInput(name, shape);
    progress.readers[view.value] = input.uses;
    progress.blobs[name] = std::move(view);
  } catch (const Refusal &refusal) {
    report(codes::unknownInput, fmt::format("the input `{}` cannot be imported: {}", printable(name), refusal.reason),
           input.name.span);
  }
}

} // namespace evenstride::interchange::caffe
