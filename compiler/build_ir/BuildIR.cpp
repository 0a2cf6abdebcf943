// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Graph to IR, generic over the parameter tables: a new layer needs nothing here.
#include "build_ir/BuildIR.h"

#include "dialect/Stride.h"

#include "mlir/IR/Builders.h"

namespace evenstride::build_ir {

using namespace mlir;

namespace {

class Builder {
public:
  Builder(const check::Graph &graph, MLIRContext &context)
      : graph(graph), builder(&context), values(graph.values.size()) {}

  OwningOpRef<ModuleOp> build() {
    OwningOpRef<ModuleOp> module = ModuleOp::create(builder.getUnknownLoc());
    builder.setInsertionPointToEnd(module->getBody());
    openNetwork();
    for (const check::Node &node : graph.nodes)
      build(node);
    SmallVector<Value> results;
    for (const check::NetworkOutput &output : graph.outputs)
      results.push_back(values[size_t(output.value)]);
    builder.create<stride::ReturnOp>(builder.getUnknownLoc(), results);
    return module;
  }

private:
  void openNetwork() {
    SmallVector<Attribute> inputNames, outputNames;
    for (const check::NetworkInput &input : graph.inputs)
      inputNames.push_back(builder.getStringAttr(input.name));
    for (const check::NetworkOutput &output : graph.outputs)
      outputNames.push_back(builder.getStringAttr(output.name));
    Location location = builder.getUnknownLoc();
    auto network = builder.create<stride::NetworkOp>(location, graph.name, builder.getArrayAttr(inputNames),
                                                     builder.getArrayAttr(outputNames), formats());
    Block &block = network.getBody().emplaceBlock();
    for (const check::NetworkInput &input : graph.inputs)
      values[size_t(input.value)] =
          block.addArgument(stride::tensorType(builder.getContext(), graph.shapeOf(input.value)), location);
    builder.setInsertionPointToEnd(&block);
  }

  // Nothing where all inputs are planar fp32.
  ArrayAttr formats() {
    SmallVector<Attribute> texts;
    for (const check::NetworkInput &input : graph.inputs)
      texts.push_back(builder.getStringAttr(std::string(input.format.bytes ? "u8" : "f32") +
                                            (input.format.interleaved ? " hwc" : "")));
    bool usual = llvm::all_of(graph.inputs, [](const auto &input) { return input.format == check::InputFormat(); });
    return usual ? ArrayAttr() : builder.getArrayAttr(texts);
  }

  // The layer's path at the place of its text; the path alone where there is no text (an imported network).
  Location locationOf(const check::Node &node) {
    auto path = builder.getStringAttr(node.path);
    if (!node.span.valid())
      return NameLoc::get(path);
    support::LineColumn place = node.span.file->lineColumn(node.span.begin);
    return NameLoc::get(path,
                        FileLineColLoc::get(builder.getContext(), node.span.file->path(), place.line, place.column));
  }

  void build(const check::Node &node) {
    OperationState state(locationOf(node), llvm::Twine("stride.").concat(StringRef(node.kind->keyword)).str());
    for (check::ValueId operand : node.operands)
      state.operands.push_back(values[size_t(operand)]);
    state.addTypes(stride::tensorType(builder.getContext(), graph.shapeOf(node.result)));
    state.addAttribute("path", builder.getStringAttr(node.path));
    // A parameter that the op does not have has been resolved by the check (`round`).
    ArrayRef<StringAttr> known = state.name.getAttributeNames();
    for (const auto &[name, value] : node.arguments.values)
      if (llvm::is_contained(known, builder.getStringAttr(name)))
        state.addAttribute(name, stride::attributeOf(builder, value));
    values[size_t(node.result)] = builder.create(state)->getResult(0);
  }

  const check::Graph &graph;
  OpBuilder builder;
  std::vector<Value> values; // by check::ValueId
};

} // namespace

OwningOpRef<ModuleOp> buildIR(const check::Graph &graph, MLIRContext &context) {
  context.loadDialect<stride::StrideDialect>();
  return Builder(graph, context).build();
}

} // namespace evenstride::build_ir
