// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fields of a network outside of its layers, and which layers are there in which phase.
#include "interchange/caffe/Net.h"
#include "interchange/Names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace evenstride::interchange::caffe {

namespace {

/// What rules ask for.
struct NetState {
  std::string phase = "TEST";
  int64_t level = 0;
  std::vector<std::string> stages;

  bool hasStage(const Scalar *stage) const { return std::ranges::find(stages, stage->text) != stages.end(); }
};

/// A layer in one of its two forms.
struct WrittenLayer {
  const Message &message;
  bool isOld;
};

using Pair = std::pair<std::string_view, std::string_view>;

} // namespace

// Types of layers in files from before 2015, and what they are called since.
static constexpr auto oldTypes = std::to_array<Pair>({
    {"ABSVAL", "AbsVal"},
    {"ACCURACY", "Accuracy"},
    {"ARGMAX", "ArgMax"},
    {"BNLL", "BNLL"},
    {"CONCAT", "Concat"},
    {"CONTRASTIVE_LOSS", "ContrastiveLoss"},
    {"CONVOLUTION", "Convolution"},
    {"DATA", "Data"},
    {"DECONVOLUTION", "Deconvolution"},
    {"DROPOUT", "Dropout"},
    {"DUMMY_DATA", "DummyData"},
    {"ELTWISE", "Eltwise"},
    {"EUCLIDEAN_LOSS", "EuclideanLoss"},
    {"EXP", "Exp"},
    {"FLATTEN", "Flatten"},
    {"HDF5_DATA", "HDF5Data"},
    {"HDF5_OUTPUT", "HDF5Output"},
    {"HINGE_LOSS", "HingeLoss"},
    {"IM2COL", "Im2col"},
    {"IMAGE_DATA", "ImageData"},
    {"INFOGAIN_LOSS", "InfogainLoss"},
    {"INNER_PRODUCT", "InnerProduct"},
    {"LRN", "LRN"},
    {"MEMORY_DATA", "MemoryData"},
    {"MULTINOMIAL_LOGISTIC_LOSS", "MultinomialLogisticLoss"},
    {"MVN", "MVN"},
    {"POOLING", "Pooling"},
    {"POWER", "Power"},
    {"RELU", "ReLU"},
    {"SIGMOID", "Sigmoid"},
    {"SIGMOID_CROSS_ENTROPY_LOSS", "SigmoidCrossEntropyLoss"},
    {"SILENCE", "Silence"},
    {"SLICE", "Slice"},
    {"SOFTMAX", "Softmax"},
    {"SOFTMAX_LOSS", "SoftmaxWithLoss"},
    {"SPLIT", "Split"},
    {"TANH", "TanH"},
    {"THRESHOLD", "Threshold"},
    {"WINDOW_DATA", "WindowData"},
});

LayerRole roleOf(std::string_view type) {
  constexpr std::array<std::string_view, 7> data = {"Input",      "Data",       "ImageData", "HDF5Data",
                                                    "MemoryData", "WindowData", "DummyData"};
  constexpr std::array<std::string_view, 10> training = {
      "Accuracy",     "ContrastiveLoss",         "EuclideanLoss",           "HDF5Output",      "HingeLoss",
      "InfogainLoss", "MultinomialLogisticLoss", "SigmoidCrossEntropyLoss", "SoftmaxWithLoss", "Silence"};
  if (std::ranges::find(data, type) != data.end())
    return LayerRole::GivesData;
  return std::ranges::find(training, type) != training.end() ? LayerRole::Trains : LayerRole::Computes;
}

static NetState stateOf(Fields &net) {
  NetState state;
  for (const Message *message : net.messages("state")) {
    Fields fields(message);
    state.phase = fields.word("phase", "TEST");
    state.level = fields.integer("level", 0);
    for (const Scalar *stage : fields.scalars("stage"))
      state.stages.push_back(stage->text);
  }
  return state;
}

static bool meets(const NetState &state, const Message &rule) {
  Fields fields(&rule);
  bool met = fields.word("phase", state.phase) == state.phase &&
             fields.integer("min_level", state.level) <= state.level &&
             fields.integer("max_level", state.level) >= state.level;
  for (const Scalar *stage : fields.scalars("stage"))
    met = met && state.hasStage(stage);
  for (const Scalar *stage : fields.scalars("not_stage"))
    met = met && !state.hasStage(stage);
  if (!fields.unread().empty())
    throw Refusal{fmt::format("`{}` is no condition that is known", printable(fields.unread()[0]->name)),
                  fields.unread()[0]->nameSpan};
  return met;
}

static bool isIncluded(const NetState &state, const Message &layer) {
  Fields fields(&layer);
  auto include = fields.messages("include"), exclude = fields.messages("exclude");
  if (!include.empty() && !exclude.empty())
    throw Refusal{"it has conditions to be included and conditions to be excluded", exclude[0]->span};
  bool meetsOne = false;
  for (const Message *rule : include.empty() ? exclude : include)
    meetsOne = meets(state, *rule) || meetsOne;
  return include.empty() ? !meetsOne : meetsOne;
}

static NetLayer layerOf(const WrittenLayer &written) {
  const Message &message = written.message;
  Fields fields(&message);
  NetLayer layer{&message, fields.word("name", ""), "", message.span, fields.scalars("bottom"), fields.scalars("top")};
  if (written.isOld && fields.has("layer"))
    throw Refusal{
        "it is of the oldest form, a `layer` within `layers`, which Caffe's upgrade_net_proto_text makes newer",
        fields.placeOf("layer")};
  constexpr size_t most = 1000; // a layer of 1000 bottoms is a slip, and each top is looked for among them
  if (layer.bottoms.size() > most || layer.tops.size() > most)
    throw Refusal{
        fmt::format("it has {} bottoms and {} tops; {} is the most", layer.bottoms.size(), layer.tops.size(), most)};
  layer.type = fields.word("type", "");
  if (layer.type.empty())
    throw Refusal{"it has no type", message.span};
  layer.span = fields.placeOf("type");
  const auto *found = std::ranges::find(oldTypes, layer.type, &Pair::first);
  if (written.isOld && found != oldTypes.end())
    layer.type = found->second;
  return layer;
}

/// Inputs outside of layers: names, and for each a shape or four numbers.
static std::vector<NetInput> inputsOf(Fields &net) {
  std::vector<NetInput> inputs;
  auto names = net.scalars("input");
  auto shapes = net.messages("input_shape");
  auto dims = net.integers("input_dim");
  if ((!shapes.empty() && shapes.size() != names.size()) || dims.size() > 4 * names.size() || dims.size() % 4 != 0 ||
      (!shapes.empty() && !dims.empty()))
    throw Refusal{
        fmt::format("it has {} names of inputs, {} shapes and {} extents", names.size(), shapes.size(), dims.size()),
        names.empty() ? support::Span() : names[0]->span};
  for (size_t i = 0; i < names.size(); ++i) {
    NetInput input{names[i], {}};
    if (i < shapes.size())
      input.shape = Fields(shapes[i]).integers("dim");
    else if (4 * i < dims.size())
      input.shape.assign(dims.begin() + int64_t(4 * i), dims.begin() + int64_t(4 * i + 4));
    inputs.push_back(std::move(input));
  }
  return inputs;
}

static std::vector<const Message *> layersOf(Fields &net, const char *form, Refusals &refusals) {
  try {
    return net.messages(form);
  } catch (const Refusal &refusal) {
    refusals.add(namedUnit("", form, refusal.span), refusal);
    return {};
  }
}

/// Adds a layer if it is there in this state.
static void addLayer(Net &net, const NetState &state, const WrittenLayer &written, Refusals &refusals) {
  try {
    NetLayer layer = layerOf(written);
    if (isIncluded(state, written.message))
      net.layers.push_back(std::move(layer));
  } catch (const Refusal &refusal) {
    refusals.add(namedUnit("", written.isOld ? "layers" : "layer", written.message.span), refusal);
  }
}

Net readNet(const Message &file, Refusals &refusals) {
  Net net;
  Fields fields(&file);
  fields.ignore({"name", "force_backward", "debug_info"});
  NetState state;
  try {
    state = stateOf(fields);
    net.inputs = inputsOf(fields);
  } catch (const Refusal &refusal) {
    refusals.add(namedUnit("", "input", {}), refusal);
  }
  for (const Message *message : layersOf(fields, "layer", refusals))
    addLayer(net, state, {*message, false}, refusals);
  for (const Message *message : layersOf(fields, "layers", refusals))
    addLayer(net, state, {*message, true}, refusals);
  for (const Field *field : fields.unread())
    refusals.add(namedUnit("", field->name, field->nameSpan), {"no field of a network has this name"});
  return net;
}

} // namespace evenstride::interchange::caffe
