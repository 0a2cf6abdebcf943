// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random graphs through all passes: the plan computes what the layers mean, in an arena where nothing that is alive is
// overwritten.
#include "build_ir/BuildIR.h"
#include "passes/Liveness.h"
#include "passes/Pipeline.h"
#include "unit/passes/PlanInterpreter.h"

#include "doctest/doctest.h"
#include "mlir/IR/MLIRContext.h"

#include <algorithm>
#include <cmath>

namespace evenstride::tests {

using layers::Tensor;

namespace {

// From its first write to its last read, by the ops that touch it; told apart from the pass's own notion on purpose.
struct Span {
  int64_t begin = 0, end = 0;    // bytes
  int64_t first = -1, last = -1; // steps
};

std::vector<Span> spansOf(plan::NetworkOp network) {
  std::map<const void *, Span> spans;
  int64_t step = 0;
  auto touch = [&](mlir::Operation *op) {
    for (mlir::Value operand : op->getOperands()) {
      while (auto view = operand.getDefiningOp<plan::ViewOp>())
        operand = view.getSource();
      auto buffer = operand.getDefiningOp<plan::BufferOp>();
      if (!buffer)
        continue;
      Span &span = spans[buffer.getAsOpaquePointer()];
      if (span.first < 0)
        span = {int64_t(*buffer.getOffset()), int64_t(*buffer.getOffset()) + buffer.getLayout().getBytes(), step, step};
      span.last = step;
    }
  };
  for (mlir::Operation &op : network.getBody().front()) {
    ++step; // a loop over strips is one
    op.walk([&](mlir::Operation *inner) {
      if (!mlir::isa<plan::ViewOp>(inner))
        touch(inner);
    });
  }
  std::vector<Span> result;
  for (const auto &[key, span] : spans)
    result.push_back(span);
  return result;
}

bool anyOverlap(const std::vector<Span> &spans) {
  for (size_t i = 0; i < spans.size(); ++i)
    for (size_t j = 0; j < i; ++j) {
      const Span &a = spans[i], &b = spans[j];
      if (a.first <= b.last && b.first <= a.last && a.begin < b.end && b.begin < a.end)
        return true;
    }
  return false;
}

// The largest difference in units of the larger of 1 and the value; infinite where one of both is not a number.
double worst(const Tensor &left, const Tensor &right) {
  double result = 0;
  for (size_t i = 0; i < left.data.size(); ++i) {
    double error = std::abs(left.data[i] - right.data[i]) / std::max(1.0, std::abs(right.data[i]));
    result = std::isnan(error) ? INFINITY : std::max(result, error);
  }
  return result;
}

// What the plans of a test made use of, lest a test of nothing passes.
struct Features {
  int views = 0, halos = 0, inPlace = 0, pools = 0, copies = 0, norms = 0, priors = 0;
  int strips = 0, inStrips = 0, slides = 0, cutOff = 0;

  void countStrips(plan::StripsOp loop) {
    ++strips;
    slides += int(llvm::range_size(loop.getBody().getOps<plan::SlideOp>()));
    for (plan::KernelOp kernel : loop.getBody().getOps<plan::KernelOp>()) {
      ++inStrips;
      cutOff += plan::turnsOf(kernel)[1] == plan::turnsOf(kernel)[0] + 1;
    }
  }

  void count(plan::NetworkOp network) {
    views += int(llvm::range_size(network.getBody().getOps<plan::ViewOp>()));
    halos += int(llvm::range_size(network.getBody().getOps<plan::ZeroHaloOp>()));
    for (plan::StripsOp loop : network.getBody().getOps<plan::StripsOp>())
      countStrips(loop);
    for (plan::KernelOp kernel : network.getBody().getOps<plan::KernelOp>()) {
      inPlace += kernel.getInPlace().has_value();
      pools += kernel.getPool().has_value();
      copies += kernel.getLayers().empty();
      norms += kernel.getWeights() && kernel.getWeights()->getNorm();
      priors += kernel.getWeights() && kernel.getWeights()->getPriorScale();
    }
  }
};

// A kernel computes the value of its last layer; of one that runs strip by strip the outputs tell.
Observer compareWith(const check::Graph &graph, const std::vector<Tensor> &expected) {
  return [&](plan::KernelOp kernel, const Tensor &result) {
    if (kernel.getLayers().empty() || plan::turnsOf(kernel))
      return;
    std::string path = mlir::cast<mlir::StringAttr>(kernel.getLayers().getValue().back()).str();
    auto node = std::ranges::find(graph.nodes, path, &check::Node::path);
    REQUIRE(node != graph.nodes.end());
    const Tensor &value = expected[size_t(node->result)];
    CAPTURE(path);
    REQUIRE(result.shape == value.shape);
    CHECK(worst(result, value) < 1e-9);
  };
}

void judge(const check::Graph &graph, const passes::PipelineOptions &options, unsigned seed, Features &features) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::OwningOpRef<mlir::ModuleOp> module = build_ir::buildIR(graph, context);
  REQUIRE(mlir::succeeded(passes::runPipeline(*module, options)));
  plan::NetworkOp network = *module->getOps<plan::NetworkOp>().begin();
  CHECK(mlir::succeeded(passes::verifyArena(network)));
  CHECK_FALSE(anyOverlap(spansOf(network)));
  features.count(network);

  NamedTensors weights = randomWeights(graph, seed);
  std::mt19937 random(seed);
  std::vector<Tensor> inputs;
  for (const check::NetworkInput &input : graph.inputs)
    inputs.push_back(randomTensor(graph.shapeOf(input.value), random));
  std::vector<Tensor> expected = evaluate(graph, inputs, weights);
  std::vector<Tensor> outputs = interpret(network, inputs, weights, compareWith(graph, expected));
  REQUIRE(outputs.size() == graph.outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    const Tensor &value = expected[size_t(graph.outputs[i].value)];
    REQUIRE(outputs[i].shape == value.shape);
    CHECK(worst(outputs[i], value) < 1e-9);
  }
}

} // namespace

TEST_CASE("plans of random graphs compute what their layers mean") {
  Features features;
  for (unsigned seed = 0; seed < 400; ++seed) {
    check::Graph graph = randomGraph(seed);
    for (const support::Target &target : support::allTargets()) {
      CAPTURE(seed);
      CAPTURE(target.name);
      judge(graph, {.target = &target}, seed, features);
    }
  }
  for (int count : {features.views, features.halos, features.inPlace, features.pools, features.copies, features.norms,
                    features.priors})
    CHECK(count > 30);
}

TEST_CASE("random graphs compute the same strip by strip") {
  Features features;
  const auto targets = support::allTargets();
  for (unsigned seed = 0; seed < 800; ++seed) {
    CAPTURE(seed);
    const int64_t rows = 1 + seed % 4;
    judge(randomGraph(seed), {.target = &targets[seed % targets.size()], .strips = {.rows = rows}}, seed, features);
  }
  for (int count : {features.strips, features.slides, features.cutOff})
    CHECK(count > 100);
  CHECK(features.inStrips > 3 * features.strips);
}

TEST_CASE("each layer alone is planned, as the only one and with its input returned beside it") {
  Features features;
  for (const layers::LayerKind *kind : layers::allLayers())
    for (int64_t channels : {1, 4, 16, 33})
      for (bool returnsInput : {false, true}) {
        if (kind->shorthand)
          continue;
        GraphMaker maker;
        maker.graph.name = "net";
        check::ValueId x = maker.input("x", {channels, 6, 6});
        std::map<std::string, layers::Value> arguments = {{"filters", int64_t(8)},
                                                          {"outputs", int64_t(8)},
                                                          {"kernel", std::vector<int64_t>{3, 3}},
                                                          {"stride", std::vector<int64_t>{1, 1}},
                                                          {"pad", std::vector<int64_t>{1, 1, 1, 1}},
                                                          {"factor", int64_t(channels % 4 == 0 ? 2 : 1)},
                                                          {"slope", 0.1},
                                                          {"groups", int64_t(1)},
                                                          {"channels", std::vector<int64_t>{channels / 2, channels}},
                                                          {"low", -0.5},
                                                          {"size", int64_t(3)},
                                                          {"high", 0.75},
                                                          {"bottom", int64_t(2)}};
        if (kind->keyword == "upsample")
          arguments["factor"] = std::vector<int64_t>{2, 1};
        auto y = maker.add(kind->keyword, arguments, std::vector<check::ValueId>(size_t(kind->minOperands), x));
        CAPTURE(kind->keyword);
        CAPTURE(channels);
        REQUIRE(y);
        maker.output("y", *y);
        if (returnsInput)
          maker.output("x", x);
        judge(maker.graph, {.target = support::findTarget("x86-64-avx512")}, 1, features);
      }
}

} // namespace evenstride::tests
