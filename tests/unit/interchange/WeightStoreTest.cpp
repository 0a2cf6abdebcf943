// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Binding of weights to layers, and made-up weights.
#include "interchange/WeightStore.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace evenstride;
using namespace evenstride::interchange;
using diagnostics::Code;

namespace {

/// image [3, 8, 8] -> conv(4, 3x3) @stem, whose weights are [4, 3, 3, 3] and [4].
check::Graph convGraph() {
  const layers::LayerKind *conv = layers::findLayer("conv");
  check::Graph graph;
  graph.name = "net";
  graph.values = {{{3, 8, 8}, -1}, {{4, 6, 6}, 0}};
  graph.inputs = {{"image", 0}};
  graph.outputs = {{"output", 1}};
  check::Node node;
  node.kind = conv;
  node.path = "stem";
  for (const layers::Parameter &parameter : conv->parameters)
    if (parameter.byDefault)
      node.arguments.values[std::string(parameter.name)] = *parameter.byDefault;
  node.arguments.values["filters"] = int64_t(4);
  node.arguments.values["kernel"] = std::vector<int64_t>{3, 3};
  node.operands = {0};
  node.result = 1;
  graph.nodes = {node};
  return graph;
}

struct Bound {
  std::vector<uint8_t> bytes;
  diagnostics::Sink sink;
  std::optional<WeightStore> store;

  explicit Bound(std::vector<TensorToWrite> tensors) : bytes(writeSafetensors(tensors)) {
    auto file = Safetensors::read(bytes, "net.safetensors", sink);
    REQUIRE(file);
    store = WeightStore::bind(convGraph(), *file, "net.safetensors", sink);
  }
  const diagnostics::Diagnostic &only(Code code) const {
    REQUIRE(sink.all().size() == 1);
    CHECK(diagnostics::name(sink.all()[0].code) == diagnostics::name(code));
    return sink.all()[0];
  }
};

const std::vector<float> weight(108, 0.5f), bias(4, 0.25f);

} // namespace

TEST_CASE("weights are found by path") {
  Bound bound({{"stem.weight", {4, 3, 3, 3}, weight}, {"stem.bias", {4}, bias}});
  CHECK(bound.sink.all().empty());
  REQUIRE(bound.store->views().size() == 2);
  auto found = bound.store->views().at("stem.bias");
  CHECK(std::vector<float>(found.begin(), found.end()) == bias);
}

TEST_CASE("a missing tensor names the nearest one and its shape") {
  Bound bound({{"stem.weigth", {4, 3, 3, 3}, weight}, {"stem.bias", {4}, bias}});
  REQUIRE(bound.sink.all().size() == 2);
  const auto &missing = bound.sink.all()[0];
  CHECK(missing.code == Code::E0410);
  CHECK(missing.message.find("`stem`") != std::string::npos);
  CHECK(missing.primary.message.find("[4, 3, 3, 3]") != std::string::npos);
  REQUIRE(missing.help.size() == 1);
  CHECK(missing.help[0].find("`stem.weigth`, of shape [4, 3, 3, 3]") != std::string::npos);
  CHECK(bound.sink.all()[1].code == Code::W0412);
}

TEST_CASE("a wrong shape names both") {
  Bound bound({{"stem.weight", {3, 4, 3, 3}, weight}, {"stem.bias", {4}, bias}});
  const auto &wrong = bound.only(Code::E0411);
  CHECK(wrong.primary.message.find("[4, 3, 3, 3]") != std::string::npos);
  REQUIRE(wrong.notes.size() == 1);
  CHECK(wrong.notes[0].find("[3, 4, 3, 3]") != std::string::npos);
}

TEST_CASE("a surplus tensor is a warning, a batch norm's counter is passed over") {
  Bound bound({{"stem.weight", {4, 3, 3, 3}, weight},
               {"stem.bias", {4}, bias},
               {"stem.num_batches_tracked", {}, std::span(bias).first(1)},
               {"head.bias", {4}, bias}});
  CHECK(bound.only(Code::W0412).message.find("`head.bias`") != std::string::npos);
  CHECK_FALSE(bound.sink.hasErrors());
}

TEST_CASE("weights that are not finite are refused with their place") {
  for (float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> values = weight;
    values[1 * 27 + 2 * 9 + 1 * 3 + 2] = bad;
    Bound bound({{"stem.weight", {4, 3, 3, 3}, values}, {"stem.bias", {4}, bias}});
    CHECK(bound.only(Code::E0409).message.find("[1, 2, 1, 2]") != std::string::npos);
  }
}

TEST_CASE("made-up weights: equal seeds, equal bits; He's spread; biases 0") {
  WeightStore first = WeightStore::random(convGraph(), 1), again = WeightStore::random(convGraph(), 1);
  WeightStore other = WeightStore::random(convGraph(), 2);
  auto values = first.views().at("stem.weight");
  REQUIRE(values.size() == 108);
  CHECK(std::equal(values.begin(), values.end(), again.views().at("stem.weight").begin()));
  CHECK_FALSE(std::equal(values.begin(), values.end(), other.views().at("stem.weight").begin()));
  double squares = 0;
  for (float value : values)
    squares += double(value) * value;
  CHECK(squares / 108 == doctest::Approx(2.0 / 27).epsilon(0.3));
  for (float value : first.views().at("stem.bias"))
    CHECK(value == 0);
}

TEST_CASE("made-up weights are the documented numbers") {
  // SplitMix64 of 1 + FNV-1a("stem.weight"), times sqrt(6 / 27), computed apart in Python with whole numbers.
  WeightStore store = WeightStore::random(convGraph(), 1);
  auto values = store.views().at("stem.weight");
  CHECK(values[0] == 0x1.8b88320000000p-2f);
  CHECK(values[107] == -0x1.3a714c0000000p-2f);
}
