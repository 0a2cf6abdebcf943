// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Access to a layer's parts.
#include "interchange/caffe/Layer.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::caffe {

Layer::Layer(const NetLayer &net, Progress &progress, std::vector<int> uses)
    : net(net), progress(progress), uses(std::move(uses)), own(net.message) {
  own.ignore({"name", "type", "bottom", "top", "include", "exclude", "phase", "param", "loss_weight",
              "propagate_down"});                              // the first ones are read by the network
  own.ignore({"blobs_lr", "weight_decay", "blob_share_mode"}); // of old files
}

Fields &Layer::parameters(std::string_view message) {
  auto known = inner.find(message);
  if (known != inner.end())
    return known->second;
  auto given = own.messages(message);
  if (given.size() > 1)
    throw Refusal{fmt::format("its `{}` is given twice", message), given[1]->span};
  return inner.emplace(message, Fields(given.empty() ? nullptr : given[0], &found)).first->second;
}

void Layer::expectBlobs(size_t bottomCount, size_t topCount) const {
  if (bottoms() != bottomCount || tops() != topCount)
    throw Refusal{fmt::format("it has {} and {}, and takes {} and {}", support::plural(int64_t(bottoms()), "bottom"),
                              support::plural(int64_t(tops()), "top"), bottomCount, topCount)};
}

bool Layer::isKnown(size_t index) const {
  auto found = progress.blobs.find(net.bottoms[index]->text);
  return found != progress.blobs.end() && std::holds_alternative<View>(found->second);
}

const View &Layer::bottom(size_t index) const {
  if (index >= bottoms())
    throw Refusal{fmt::format("its bottom {} is missing", index + 1)};
  return std::get<View>(progress.blobs.find(net.bottoms[index]->text)->second);
}

DraftValue Layer::imageOrRow(size_t index) {
  const View &view = bottom(index);
  return view.axes.size() == 2 ? rowOf(view, builder()) : imageOf(view, builder());
}

void Layer::set(size_t top, const View &view) {
  if (top >= tops())
    throw Refusal{fmt::format("its top {} is missing", top + 1)};
  auto [readers, isNew] = progress.readers.try_emplace(view.value, 0);
  readers->second += uses[top] - (isNew || top > 0 ? 0 : 1); // what renames a value reads it once
  progress.blobs[net.tops[top]->text] = view;
}

void Layer::setLike(size_t index, DraftValue value) {
  if (bottom(index).axes.size() == 2)
    setRow(value);
  else
    setImage(value);
}

void Layer::elementwise(std::string_view keyword, std::map<std::string, layers::Value, std::less<>> arguments) {
  expectBlobs(1, 1);
  View view = bottom(0);
  LayerRequest added = request(keyword, {view.value});
  added.arguments = std::move(arguments);
  view.value = builder().add(std::move(added));
  set(0, view);
}

LayerRequest Layer::request(std::string_view keyword, std::vector<DraftValue> operands) const {
  return {.keyword = keyword, .operands = std::move(operands), .unit = printable(net.name), .span = net.span};
}

std::string Layer::label() {
  std::string label = usableLabel(net.name);
  return label.empty() ? label : uniqueLabel(std::move(label), progress.labels);
}

std::vector<DraftWeight> Layer::weights(std::vector<DraftWeight> expected) {
  return progress.weights ? progress.weights->take(net.name, std::move(expected)) : std::vector<DraftWeight>();
}

std::span<const float> Layer::computed(std::vector<float> values) {
  spend(values.size());
  return progress.draft.computed.emplace_back(std::move(values));
}

bool Layer::takeOpenNorm(DraftValue value) {
  auto readers = progress.readers.find(value);
  bool wasOpen = progress.openNorms.erase(value) > 0;
  return wasOpen && readers != progress.readers.end() && readers->second == 1;
}

DraftLayer &Layer::producerOf(DraftValue value) {
  auto &layers = progress.draft.layers; // it is one of the last
  return *std::find_if(layers.rbegin(), layers.rend(), [&](const DraftLayer &each) { return each.result == value; });
}

void Layer::checkTops() const {
  for (size_t top = 0; top < tops(); ++top)
    if (isUsed(top) && std::holds_alternative<Unknown>(progress.blobs.find(net.tops[top]->text)->second))
      throw Refusal{fmt::format("it gives no `{}`", printable(net.tops[top]->text)), net.tops[top]->span};
}

std::vector<const Field *> Layer::unread() const {
  std::vector<const Field *> left = own.unread();
  for (const auto &each : inner)
    for (const Field *field : each.second.unread())
      left.push_back(field);
  return left;
}

} // namespace evenstride::interchange::caffe
