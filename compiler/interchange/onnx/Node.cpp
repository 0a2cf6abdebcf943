// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Access to a node's parts.
#include "interchange/onnx/Node.h"
#include "interchange/Labels.h"

#include "onnx.pb.h"

#include <fmt/format.h>

namespace evenstride::interchange::onnx {

using ::onnx::AttributeProto;

const std::string &Node::op() const { return proto.op_type(); }

std::string Node::title() const {
  if (!proto.name().empty())
    return printable(proto.name());
  return proto.output_size() > 0 ? printable(proto.output(0)) : "";
}

const AttributeProto *Node::attribute(std::string_view name) const {
  for (const AttributeProto &attribute : proto.attribute())
    if (attribute.name() == name)
      return &attribute;
  return nullptr;
}

static void expect(const AttributeProto &attribute, bool holds) {
  if (!attribute.ref_attr_name().empty() || !holds)
    throw Refusal{fmt::format("its attribute `{}` is of another type", attribute.name())};
}

int64_t Node::integer(std::string_view name, int64_t otherwise) const {
  const AttributeProto *found = attribute(name);
  if (!found)
    return otherwise;
  expect(*found, found->has_i());
  return found->i();
}

double Node::number(std::string_view name, double otherwise) const {
  const AttributeProto *found = attribute(name);
  if (!found)
    return otherwise;
  expect(*found, found->has_f());
  return shortNumber(double(found->f()));
}

std::string Node::word(std::string_view name, std::string_view otherwise) const {
  const AttributeProto *found = attribute(name);
  if (!found)
    return std::string(otherwise);
  expect(*found, found->has_s());
  return printable(found->s());
}

std::optional<std::vector<int64_t>> Node::integers(std::string_view name) const {
  const AttributeProto *found = attribute(name);
  if (!found)
    return std::nullopt;
  expect(*found, !found->has_i() && !found->has_f() && !found->has_s());
  return std::vector<int64_t>(found->ints().begin(), found->ints().end());
}

std::optional<std::vector<float>> Node::numbers(std::string_view name) const {
  const AttributeProto *found = attribute(name);
  if (!found)
    return std::nullopt;
  expect(*found, !found->has_i() && !found->has_f() && !found->has_s());
  return std::vector<float>(found->floats().begin(), found->floats().end());
}

size_t Node::inputs() const { return size_t(proto.input_size()); }
size_t Node::outputs() const { return size_t(proto.output_size()); }

const std::string *Node::inputName(size_t index) const {
  if (index >= inputs() || proto.input(int(index)).empty())
    return nullptr;
  return &proto.input(int(index));
}

bool Node::has(size_t index) const { return inputName(index) != nullptr; }

const Value &Node::value(size_t index) const {
  const std::string *name = inputName(index);
  if (!name)
    throw Refusal{fmt::format("its input {} is missing", index + 1)};
  return state.values.find(*name)->second;
}

bool Node::isConstant(size_t index) const { return has(index) && std::holds_alternative<Constant>(value(index)); }

const View &Node::view(size_t index) const {
  if (const auto *found = std::get_if<View>(&value(index)))
    return *found;
  throw Refusal{fmt::format("its input {} is a constant", index + 1)};
}

const Constant &Node::constant(size_t index) const {
  if (const auto *found = std::get_if<Constant>(&value(index)))
    return *found;
  throw Refusal{fmt::format("its input {} is computed, and has to be a constant", index + 1)};
}

const Constant &Node::floats(size_t index) const {
  const Constant &found = constant(index);
  if (!found.isFloat)
    throw Refusal{fmt::format("its input {} holds integers", index + 1)};
  return found;
}

std::vector<int64_t> Node::integersAt(size_t index) const {
  const Constant &found = constant(index);
  if (found.isFloat)
    throw Refusal{fmt::format("its input {} holds no integers", index + 1)};
  return found.integers;
}

double Node::scalarAt(size_t index) const {
  const Constant &found = constant(index);
  if (found.size() != 1)
    throw Refusal{fmt::format("its input {} is more than one number", index + 1)};
  return shortNumber(found.at(0));
}

/// The axis that lines lack, of those of an image.
static int64_t missingAxis(bool isUpright) { return isUpright ? 3 : 2; }

DraftValue Node::imageOf(View tensor) {
  if (tensor.axes.size() == 2)
    return rowOf(tensor, state.builder);
  if (tensor.axes.size() == 3)
    tensor.axes.insert(tensor.axes.begin() + missingAxis(isUpright()), Axis());
  return interchange::imageOf(tensor, state.builder);
}

View Node::imageView(DraftValue value, size_t rank) const {
  View image = plainView(value, shapeOf(value), batch(), rank == 2 ? 2 : 4);
  if (rank == 3)
    image.axes.erase(image.axes.begin() + missingAxis(isUpright()));
  return image;
}

PlainTensor Node::plainOf(const View &given) {
  if (auto tensor = plainTensor(given, shapeOf(given.value), state.reading))
    return *tensor;
  size_t rank = given.axes.size();
  if (rank < 2 || rank > 4)
    throw Refusal{fmt::format("the tensor {} is in an order that no layer gives", shapeText(given.shape()))};
  DraftValue value = imageOf(given);
  return *plainTensor(imageView(value, rank), shapeOf(value), state.reading);
}

std::optional<std::vector<int64_t>> Node::integersFrom(std::string_view attribute, size_t input) const {
  if (auto given = integers(attribute))
    return given;
  return has(input) ? std::optional(integersAt(input)) : std::nullopt;
}

bool Node::isOnlyUser(DraftValue value) const {
  auto found = state.readers.find(value);
  return found != state.readers.end() && found->second == 1;
}

bool Node::isUsed(size_t output) const {
  return output < outputs() && !proto.output(int(output)).empty() && state.uses.contains(proto.output(int(output)));
}

void Node::set(size_t output, Value value) {
  if (output >= outputs() || proto.output(int(output)).empty())
    return;
  const std::string &name = proto.output(int(output));
  if (const auto *view = std::get_if<View>(&value)) {
    auto [readers, isNew] = state.readers.try_emplace(view->value, 0);
    auto uses = state.uses.find(name);
    readers->second += (uses == state.uses.end() ? 0 : uses->second) - (isNew ? 0 : 1);
  }
  state.values[name] = std::move(value);
}

void Node::elementwise(std::string_view keyword, std::map<std::string, layers::Value, std::less<>> arguments) {
  View result = view(0);
  result.value = state.builder.add({.keyword = keyword, .operands = {result.value}, .arguments = std::move(arguments)});
  set(std::move(result));
}

std::string Node::label(size_t weightInput) {
  const std::string *weight = inputName(weightInput);
  return chooseLabel(
      {weight ? *weight : "", proto.name(), proto.output_size() > 0 ? proto.output(0) : "", op(), state.isOurs},
      state.labels);
}

void Node::spendFolding(int64_t count) {
  constexpr int64_t most = int64_t(1) << 28; // 1 GiB of floats
  if (count < 0 || count > most - state.foldedElements)
    throw Refusal{fmt::format("folding its constants makes more than {} numbers", most)};
  state.foldedElements += count;
}

} // namespace evenstride::interchange::onnx
