// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The bound of verify holds for plain fp32, and does not hold for wrong results.
#include "driver/GroupCheck.h"
#include "driver/Model.h"
#include "interchange/WeightStore.h"
#include "support/Sandbox.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace evenstride;
using namespace evenstride::driver;

namespace {

/// A network from text with made-up weights.
struct Network {
  test::Sandbox sandbox;
  diagnostics::Sink sink;
  Model model;
  interchange::WeightStore store;
  emit::WeightMap weights;

  explicit Network(const std::string &body) {
    sandbox.write("net.stride", "network net(x: f32[3, 9, 9]) {\n    return " + body + "\n}\n");
    auto loaded = loadModel({sandbox.inside() / "net.stride"}, sink);
    REQUIRE(loaded);
    REQUIRE_FALSE(sink.hasErrors());
    model = std::move(*loaded);
    store = interchange::WeightStore::random(graph(), 1);
    for (const auto &[name, values] : store.views())
      weights[name] = {values};
  }
  const check::Graph &graph() const { return model.graphs.front(); }
};

layers::Tensor randomTensor(layers::Shape shape) {
  layers::Tensor tensor(shape);
  uint32_t state = 1;
  for (double &value : tensor.data)
    value = double(float(int32_t(state = state * 1664525 + 1013904223)) * 0x1p-31f);
  return tensor;
}

/// The first layer of `net`, a convolution without padding, in fp32 with sums in order.
std::vector<float> plainConv(const Network &net, const layers::Tensor &input, const layers::Shape &result) {
  auto weight = net.weights.at("conv1.weight").values, bias = net.weights.at("conv1.bias").values;
  std::vector<float> values;
  for (int64_t o = 0; o < result.channels; ++o)
    for (int64_t y = 0; y < result.height; ++y)
      for (int64_t x = 0; x < result.width; ++x) {
        float sum = bias[size_t(o)];
        for (int64_t i = 0; i < 27; ++i)
          sum += weight[size_t(o * 27 + i)] * float(input.at(i / 9, y + i / 3 % 3, x + i % 3));
        values.push_back(sum);
      }
  return values;
}

} // namespace

TEST_CASE("fp32 keeps the bound, and a wrong tap breaks it") {
  Network net("x -> conv(8, 3x3)");
  layers::Tensor input = randomTensor({3, 9, 9});
  Reference reference(net.graph(), net.weights);
  reference.know(net.graph().inputs[0].value, input);
  Bounded expected = reference.compute(net.graph().outputs[0].value);
  std::vector<float> computed = plainConv(net, input, expected.value.shape);
  double share = 0;
  for (size_t i = 0; i < computed.size(); ++i)
    share = std::max(share, std::fabs(computed[i] - expected.value.data[i]) /
                                (expected.terms * 0x1p-24 * expected.magnitude.data[i]));
  CHECK(share > 0);
  CHECK(share < 1);
  // One input left out of 27 is far outside.
  double tap = std::fabs(net.weights.at("conv1.weight").values[0] * input.at(0, 0, 0));
  CHECK(tap > expected.terms * 0x1p-24 * expected.magnitude.data[0] * 100);
}

TEST_CASE("magnitudes never fall below values, whatever the layers") {
  for (const char *body : {"x -> conv(4, 3x3, pad: 1) -> relu6",
                           "x -> conv(4, 3x3) -> leaky_relu(0.1)",
                           "x -> conv(5, 1x1) -> softmax",
                           "x -> depthwise_conv(3x3) -> sigmoid",
                           "x -> elu(2)",
                           "x -> conv(4, 3x3) -> prelu",
                           "x -> pad(1, 1, 1, 1, value: -3)",
                           "x -> pad(1, 2, 2, 1, mode: reflect)",
                           "x -> pad(1, 1, 3, 1, mode: replicate)",
                           "x -> batch_norm",
                           "x -> scale((1, 2, 3), 0.5)",
                           "x -> lrn(2, alpha: 0.5, k: 0.25)",
                           "x -> hard_sigmoid(alpha: 0.2)",
                           "x -> conv(4, 3x3) -> hard_swish",
                           "x -> silu",
                           "x -> mish",
                           "x -> gelu",
                           "x -> gelu(approximate: tanh)",
                           "x -> clip(0.2, 0.3)",
                           "x -> dropout -> conv(4, 3x3)",
                           "(x -> tanh) - (x -> relu)",
                           "(x -> sigmoid) * x",
                           "x -> max_pool(3x3, stride: 2)",
                           "x -> avg_pool(3x3, stride: 3)",
                           "x -> global_avg_pool -> dense(4)",
                           "concat(x, x -> relu) -> crop(top: 1, left: 2)",
                           "x -> conv(4, 3x3, pad: 1) -> pixel_shuffle(2)"}) {
    CAPTURE(body);
    Network net(body);
    Reference reference(net.graph(), net.weights);
    reference.know(net.graph().inputs[0].value, randomTensor({3, 9, 9}));
    Bounded result = reference.compute(net.graph().outputs[0].value);
    CHECK(result.terms > 1);
    CHECK(evaluate(net.graph(), net.weights, {randomTensor({3, 9, 9})})[0].data == result.value.data);
    for (size_t i = 0; i < result.value.data.size(); ++i)
      CHECK(result.magnitude.data[i] >= std::fabs(result.value.data[i]));
  }
}

TEST_CASE("a group is judged on its own inputs, out of its own layout") {
  Network net("x -> relu @first -> relu6 @second");
  std::vector<emit::GroupReport> reports(2);
  reports[0].name = "first";
  reports[0].layers = {"first"};
  reports[0].resultOffset = 64;
  reports[0].resultShape = {3, 9, 9};
  reports[0].resultBlock = 4;
  reports[0].resultHaloTop = reports[0].resultHaloLeft = 1;
  reports[0].resultRowPitch = 11;
  reports[0].resultPlanePitch = 121;
  reports[1] = reports[0];
  reports[1].name = "second";
  reports[1].layers = {"second"};
  reports[1].resultOutput = 0;
  reports[1].resultBlock = 1;
  reports[1].resultHaloTop = reports[1].resultHaloLeft = 0;
  reports[1].resultRowPitch = 9;
  reports[1].resultPlanePitch = 81;

  Batch batch = randomInputs(net.graph(), 1, -1);
  for (float damage : {0.0f, 0.5f}) {
    std::vector<float> arena(16 + 121 * 4, 99.0f);
    for (int c = 0; c < 3; ++c)
      for (int y = 0; y < 9; ++y)
        for (int x = 0; x < 9; ++x) {
          float value = std::max(0.0f, batch.inputs[0][size_t(c * 81 + y * 9 + x)]);
          arena[size_t(16 + ((y + 1) * 11 + x + 1) * 4 + c)] = value + damage;
          batch.outputs[0][size_t(c * 81 + y * 9 + x)] = value + damage; // right for what came in
        }
    GroupCheck check(net.graph(), net.weights, reports);
    auto outputs = batch.outputPointers();
    check.begin(batch);
    GroupCheck::groupDone(&check, 0, reinterpret_cast<const uint8_t *>(arena.data()), outputs.data());
    GroupCheck::groupDone(&check, 1, reinterpret_cast<const uint8_t *>(arena.data()), outputs.data());
    check.end();
    CHECK((check.errors()[0].shareOfBound <= 1) == (damage == 0));
    CHECK(check.errors()[0].largest == doctest::Approx(damage).epsilon(0.001));
    CHECK(check.errors()[1].shareOfBound == 0);
    CHECK_FALSE(check.errors()[1].allAlike);
    EndToEnd outcome = compareOutputs(net.graph(), net.weights, batch);
    CHECK(outcome.error == doctest::Approx(damage).epsilon(0.001));
  }
}
