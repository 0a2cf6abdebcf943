// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Networks: types of inputs, the body, names of outputs; and blocks that nobody calls.
#include "check/Unroller.h"

#include "check/BodyUnroller.h"
#include "check/Budgets.h"
#include "check/Layouts.h"
#include "check/NamedSizes.h"
#include "check/SizeFormulas.h"
#include "geometry/Checked.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using layers::Shape;

namespace {

class NetworkUnroller {
public:
  NetworkUnroller(const ast::Network &network, Session session)
      : network(network), reporter(session.reporter), values(session.values),
        flow(std::make_unique<Flow>(&network, session.purpose)), unroller(*flow, session) {
    flow->graph.name = network.name.name;
  }

  std::unique_ptr<Flow> unroll() {
    Scope scope;
    for (const ast::SizeRange &size : network.sizes)
      declareSize(size, scope);
    for (const ast::NetworkInput &input : network.inputs)
      declareInput(input, scope);
    if (network.inputs.empty())
      reporter.report(Code::E0221, "a network needs an input",
                      {network.name.span, "`" + network.name.name + "(image: f32[3, 224, 224])`"});
    for (const VariableSize &size : flow->sizes.variables())
      if (size.named)
        flow->graph.sizes.push_back(
            {size.name, size.value, size.isSet || size.count == 1, size.first, size.step, size.last()});
    Frame frame;
    Tensors results = unroller.body(network.body, network.name.span, {scope, frame});
    readBudgets(network, scope, flow->graph, reporter);
    if (const ast::Return *node = BodyUnroller::returnOf(network.body))
      nameOutputs(*node, results);
    addFormulas(*flow);
    return std::move(flow);
  }

private:
  void declareSize(const ast::SizeRange &size, Scope &scope) {
    Binding binding{Unknown(), size.name.span};
    if (std::optional<VariableSize> range = rangeOf(size, values, scope, reporter))
      binding.value = NamedSize{flow->sizes.addVariable(std::move(*range))};
    scope.declare(size.name, binding, reporter);
  }

  void declareInput(const ast::NetworkInput &input, Scope &scope) {
    Tensor tensor;
    if (std::optional<InputShape> shape = shapeOf(input, scope))
      tensor.id =
          flow->addInput({.name = input.name.name, .format = formatOf(input.type)}, shape->shape, shape->extents);
    flow->graph.mention(input.name.span, tensor.id);
    scope.declare(input.name, {tensor, input.name.span}, reporter);
  }

  struct InputShape {
    Shape shape;
    ExtentPair extents;
  };

  std::optional<InputShape> shapeOf(const ast::NetworkInput &input, const Scope &scope) {
    const ast::TensorType &type = input.type;
    if (!checkFormat(type))
      return std::nullopt;
    InputShape result;
    bool fits = true;
    for (Axis axis : allAxes) {
      std::optional<SizeExpression> size = valueOf(*sizeOf(type, axis), axis, scope);
      fits = fits && size;
      extent(result.shape, axis) = size ? size->value : 1;
      if (fits && axis != Channels)
        (axis == Rows ? result.extents.rows : result.extents.columns) = extentOfInput(input, axis, *size);
    }
    const Shape &shape = result.shape;
    geometry::Checked elements =
        geometry::checkedMultiply(geometry::checkedMultiply(shape.channels, shape.height), shape.width);
    if (fits && *elements > geometry::maxElements) {
      reporter.report(Code::E0304, "this input is too large",
                      {type.span, "holds more than " + std::to_string(geometry::maxElements) + " numbers"});
      return std::nullopt;
    }
    return fits ? std::optional(result) : std::nullopt;
  }

  /// A size without a name is a variable of one value, which those who look for other sizes may change.
  ExtentId extentOfInput(const ast::NetworkInput &input, Axis axis, const SizeExpression &size) {
    if (size.extent != unknownExtent)
      return size.extent;
    std::string name = input.name.name + (axis == Rows ? ".height" : ".width");
    SizeVariable variable = flow->sizes.addVariable(
        {.name = name, .value = size.value, .first = size.value, .axis = axis, .span = sizeOf(input.type, axis)->span});
    return flow->sizes.variable(variable, axis);
  }

  static InputFormat formatOf(const ast::TensorType &type) {
    return {.bytes = type.element.name == "u8", .interleaved = type.layout && type.layout->name == "hwc"};
  }

  /// Whether the words of a type mean something, and it has three sizes.
  bool checkFormat(const ast::TensorType &type) {
    bool interleaved = formatOf(type).interleaved;
    if (type.element.name != "f32" && type.element.name != "u8")
      reporter.report(Code::E0221, "`" + type.element.name + "` is not a type of numbers here",
                      {type.element.span, "numbers are `f32`, and `u8` where bytes come in"});
    else if (type.layout && !interleaved && type.layout->name != "chw")
      reporter.report(Code::E0221, "`" + type.layout->name + "` is not a layout",
                      {type.layout->span, "`hwc` is channels last, and `chw`, which need not be said, channels first"});
    else if (interleaved && type.element.name == "f32")
      reporter.report(Code::E0344, "channels come last in inputs of bytes alone",
                      {type.layout->span, "write `f32[channels, rows, columns]`, or `u8` for bytes"});
    else if (type.dims.size() != allAxes.size())
      reportSizeCount(type);
    else
      return true;
    return false;
  }

  void reportSizeCount(const ast::TensorType &type) {
    bool interleaved = formatOf(type).interleaved;
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = Code::E0221;
    diagnostic.message = std::string("a tensor has three sizes: ") +
                         (interleaved ? "rows, columns, channels" : "channels, rows, columns");
    diagnostic.primary = {type.span, support::plural(int64_t(type.dims.size()), "size") + " given"};
    helpWithSizes(type, diagnostic);
    reporter.report(std::move(diagnostic));
  }

  std::optional<SizeExpression> valueOf(const ast::Expr &expression, Axis axis, const Scope &scope) {
    std::optional<SizeExpression> size = evaluateSize(expression, axis, scope, flow->sizes, reporter);
    if (!size)
      return size;
    if (axis == Channels && size->extent != unknownExtent)
      reporter.report(Code::E0316, "channels are a number", {expression.span, "weights fit one number of channels"});
    else if (size->value < 1)
      reporter.report(Code::E0221, "a size is at least 1", {expression.span, "there would be nothing in this tensor"});
    else if (size->value > geometry::maxExtent)
      reporter.report(Code::E0304, "this size is too large",
                      {expression.span, "at most " + std::to_string(geometry::maxExtent)});
    else
      return size;
    return std::nullopt;
  }

  void nameOutputs(const ast::Return &node, const Tensors &results) {
    std::map<std::string, support::Span> names;
    for (size_t i = 0; i < node.values.size(); ++i) {
      const ast::ReturnValue &value = node.values[i];
      const auto *own = std::get_if<ast::Name>(&value.value->node);
      std::string name = value.name ? value.name->name
                         : own      ? own->name
                                    : "output" + (node.values.size() > 1 ? std::to_string(i + 1) : "");
      support::Span span = value.name ? value.name->span : value.value->span;
      auto [earlier, isNew] = names.try_emplace(name, span);
      if (!isNew) {
        diagnostics::Diagnostic diagnostic;
        diagnostic.code = Code::E0222;
        diagnostic.message = "two outputs are called `" + name + "`";
        diagnostic.primary = {span, "name it: `return other_name: …`"};
        diagnostic.labels.push_back({earlier->second, "the first one"});
        reporter.report(std::move(diagnostic));
      }
      Tensor result = i < results.values.size() ? results.values[i] : Tensor();
      if (result.known())
        flow->graph.outputs.push_back({name, result.id});
    }
  }

  const ast::Network &network;
  Reporter &reporter;
  const SizeValues &values;
  std::unique_ptr<Flow> flow;
  BodyUnroller unroller;
};

} // namespace

std::unique_ptr<Flow> unrollNetwork(const ast::Network &network, Session session) {
  return NetworkUnroller(network, session).unroll();
}

void checkUncalledBlock(const ast::Block &block, Session session) {
  Flow flow(nullptr, session.purpose);
  Scope scope;
  for (const ast::BlockParameter &parameter : block.parameters) {
    Binding binding{Tensor(), parameter.name.span};
    if (parameter.isInteger)
      binding.value = Number();
    scope.declare(parameter.name, binding, session.reporter);
  }
  Frame frame;
  BodyUnroller(flow, session).body(block.body, block.name.span, {scope, frame});
}

} // namespace evenstride::check
