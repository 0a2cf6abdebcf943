// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Graphs become IR: every layer kind has its op and passes its verifier, arguments become attributes, spans locations.
#include "build_ir/BuildIR.h"

#include "dialect/Stride.h"
#include "unit/passes/GraphMaker.h"

#include "doctest/doctest.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"

namespace evenstride::tests {

using check::ValueId;
using List = std::vector<int64_t>;

namespace {

// One layer of every kind in layers.def, each over the same input.
check::Graph everyLayer() {
  GraphMaker maker;
  maker.graph.name = "all";
  ValueId x = maker.input("x", {4, 6, 6});
  std::map<std::string, layers::Value> arguments = {{"filters", int64_t(8)},
                                                    {"outputs", int64_t(10)},
                                                    {"kernel", List{3, 2}},
                                                    {"stride", List{1, 2}},
                                                    {"pad", List{0, 1, 1, 1}},
                                                    {"slope", 0.25},
                                                    {"size", int64_t(3)},
                                                    {"mean", std::vector<double>{1, 2, 3, 4}},
                                                    {"low", -0.5},
                                                    {"high", 0.75},
                                                    {"approximate", std::string("tanh")},
                                                    {"epsilon", 0.5},
                                                    {"groups", int64_t(2)},
                                                    {"top", int64_t(1)},
                                                    {"output_pad", List{1, 0}},
                                                    {"border", std::string("zero")},
                                                    {"bias", false}};
  for (const layers::LayerKind *kind : layers::allLayers()) {
    if (kind->shorthand)
      continue;
    arguments["factor"] = int64_t(2);
    if (kind->keyword == "upsample")
      arguments["factor"] = List{2, 3};
    arguments["mode"] = std::string(kind->keyword == "pad" ? "reflect" : "bilinear");
    arguments.erase("channels");
    if (kind->keyword == "slice")
      arguments["channels"] = List{1, 3};
    auto y = maker.add(kind->keyword, arguments, std::vector<ValueId>(size_t(kind->minOperands), x));
    CAPTURE(kind->keyword);
    REQUIRE(y);
    maker.output("y" + std::to_string(*y), *y);
  }
  return std::move(maker.graph);
}

} // namespace

TEST_CASE("every layer of layers.def has its op, which holds all its arguments") {
  check::Graph graph = everyLayer();
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  auto module = build_ir::buildIR(graph, context);
  REQUIRE(mlir::succeeded(mlir::verify(*module)));
  auto network = *module->getOps<stride::NetworkOp>().begin();
  auto node = graph.nodes.begin();
  for (mlir::Operation &op : network.getBody().front().without_terminator()) {
    CAPTURE(node->path);
    CHECK(stride::kindOf(&op) == node->kind);
    CHECK(stride::pathOf(&op).str() == node->path);
    CHECK(stride::shapeOf(op.getResult(0)) == graph.shapeOf(node->result));
    CHECK(stride::macsOf(&op) == graph.macsOf(*node));
    layers::Arguments arguments = stride::argumentsOf(&op);
    for (const auto &[name, value] : node->arguments.values) {
      CAPTURE(name);
      CHECK(arguments.values.find(name)->second == value);
    }
    ++node;
  }
  CHECK(node == graph.nodes.end());
}

TEST_CASE("a location is the path of the layer at the place of its text") {
  support::SourceFile file("net.stride", "network n(x: f32[1, 4, 4]) {\n    return x -> relu\n}\n");
  GraphMaker maker;
  maker.graph.name = "n";
  ValueId x = maker.input("x", {1, 4, 4});
  ValueId y = *maker.add("relu", {}, {x});
  uint32_t place = uint32_t(file.text().find("relu"));
  maker.graph.nodes[0].span = {&file, place, place + 4};
  maker.output("output", *maker.add("tanh", {}, {y}));
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  auto module = build_ir::buildIR(maker.graph, context);
  auto network = *module->getOps<stride::NetworkOp>().begin();
  auto relu = *network.getBody().getOps<stride::ReluOp>().begin();
  auto name = mlir::cast<mlir::NameLoc>(relu.getLoc());
  CHECK(name.getName().str() == "relu_0");
  auto at = mlir::cast<mlir::FileLineColLoc>(name.getChildLoc());
  CHECK(at.getFilename().str() == "net.stride");
  CHECK(at.getLine() == 2);
  CHECK(at.getColumn() == 17);
  auto tanh = *network.getBody().getOps<stride::TanhOp>().begin(); // no text, as in an imported network
  CHECK(mlir::isa<mlir::UnknownLoc>(mlir::cast<mlir::NameLoc>(tanh.getLoc()).getChildLoc()));
}

} // namespace evenstride::tests
