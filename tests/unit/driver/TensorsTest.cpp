// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arrays in files to the inputs of a network, and back.
#include "driver/Tensors.h"
#include "support/Sandbox.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace evenstride;
using namespace evenstride::driver;

namespace {

/// Two inputs [1, 2, 3] named a and b, and one output [2, 1, 1] named y.
check::Graph twoInputs() {
  check::Graph graph;
  graph.name = "net";
  graph.values = {{{1, 2, 3}, -1}, {{1, 2, 3}, -1}, {{2, 1, 1}, -1}};
  graph.inputs = {{"a", 0}, {"b", 1}};
  graph.outputs = {{"y", 2}};
  return graph;
}

struct Files : test::Sandbox {
  std::string save(const std::string &name, const Array &array) const {
    auto bytes = std::get<std::vector<char>>(writeNpy(array));
    write(name, {bytes.data(), bytes.size()});
    return inside() / name;
  }
};

} // namespace

TEST_CASE("files go to the inputs that they are named for") {
  Files files;
  std::string ones = files.save("ones.npy", {{1, 2, 3}, std::vector<float>(6, 1)});
  std::string twos = files.save("twos.npy", {{2, 3}, std::vector<float>(6, 2)});
  diagnostics::Sink sink;
  auto batch = readInputs(twoInputs(), {"b=" + ones, "a=" + twos}, sink);
  REQUIRE(batch);
  CHECK(batch->count == 1);
  CHECK(batch->inputs[0] == std::vector<float>(6, 2));
  CHECK(batch->inputs[1] == std::vector<float>(6, 1));
  CHECK(batch->outputs[0].size() == 2);
}

TEST_CASE("a fourth axis is a batch, of the same length everywhere, and results get it too") {
  Files files;
  std::string three = files.save("three.npy", {{3, 1, 2, 3}, std::vector<float>(18, 1)});
  std::string one = files.save("one.npy", {{1, 2, 3}, std::vector<float>(6, 1)});
  diagnostics::Sink sink;
  CHECK_FALSE(readInputs(twoInputs(), {"a=" + three, "b=" + one}, sink));
  CHECK(sink.errorCount() == 1);
  auto batch = readInputs(twoInputs(), {"a=" + three, "b=" + three}, sink);
  REQUIRE(batch);
  CHECK(batch->count == 3);
  batch->outputs[0] = {1, 2, 3, 4, 5, 6};
  std::string path = files.inside() / "y.npy";
  REQUIRE(writeOutputs(twoInputs(), *batch, {path}, sink));
  auto again = readArray(path, sink);
  REQUIRE(again);
  CHECK(again->shape == std::vector<int64_t>{3, 2, 1, 1});
  CHECK(again->values == batch->outputs[0]);
}

namespace {
check::Graph camera(check::InputFormat format) {
  check::Graph graph;
  graph.name = "net";
  graph.values = {{{3, 1, 2}, -1}};
  graph.inputs = {{"frame", 0, format}};
  graph.outputs = {{"frame", 0}};
  return graph;
}
} // namespace

TEST_CASE("bytes go in as a network wants them") {
  Files files;
  diagnostics::Sink sink;
  check::Graph last = camera({.bytes = true, .interleaved = true}), planes = camera({.bytes = true});
  std::string array = files.save("hwc.npy", {{1, 2, 3}, {1, 2, 3, 4, 5, 255}});
  auto batch = readInputs(last, {array}, sink);
  REQUIRE(batch);
  CHECK(batch->bytes[0] == std::vector<uint8_t>{1, 2, 3, 4, 5, 255});
  CHECK(batch->inputs[0] == std::vector<float>{1, 4, 2, 5, 3, 255});
  CHECK(batch->inputPointers()[0] == batch->bytes[0].data());
  CHECK_FALSE(readInputs(planes, {array}, sink)); // channels first there
  array = files.save("chw.npy", {{2, 3, 1, 2}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}});
  batch = readInputs(planes, {array}, sink);
  REQUIRE(batch);
  CHECK(batch->bytes[0] == std::vector<uint8_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  for (float wrong : {-1.0f, 256.0f, 0.5f})
    CHECK_FALSE(readInputs(last, {files.save("wrong.npy", {{1, 2, 3}, {1, 2, 3, 4, 5, wrong}})}, sink));

  // A picture gives its bytes, and 0 to 1 elsewhere.
  files.write("picture.ppm", std::string("P6 2 1 255\n") + "abcABC");
  std::string picture = files.inside() / "picture.ppm";
  CHECK(readInputs(last, {picture}, sink)->bytes[0] == std::vector<uint8_t>{'a', 'b', 'c', 'A', 'B', 'C'});
  CHECK(readInputs(planes, {picture}, sink)->bytes[0] == std::vector<uint8_t>{'a', 'A', 'b', 'B', 'c', 'C'});
  batch = readInputs(camera({}), {picture}, sink);
  CHECK(batch->bytes[0].empty());
  CHECK(batch->inputs[0][0] == float('a') / 255);

  batch = randomInputs(last, 3, -1);
  CHECK(batch->bytes[0].size() == 6);
  CHECK(batch->inputs[0][1] == batch->bytes[0][3]);
}

TEST_CASE("outputs are written all or none") {
  Files files;
  diagnostics::Sink sink;
  Batch batch = randomInputs(twoInputs(), 1, 0);
  CHECK_FALSE(writeOutputs(twoInputs(), batch, {files.inside() / "y.png"}, sink)); // two channels are no picture
  CHECK_FALSE(writeOutputs(twoInputs(), batch, {files.inside() / "y.txt"}, sink));
  CHECK(files.files().empty());
  CHECK(sink.errorCount() == 2);
}

TEST_CASE("random inputs depend on the seed alone, and fill their range") {
  check::Graph graph = twoInputs();
  CHECK(randomInputs(graph, 1, -1).inputs == randomInputs(graph, 1, -1).inputs);
  CHECK(randomInputs(graph, 1, -1).inputs != randomInputs(graph, 2, -1).inputs);
  graph.values[0].shape = {1, 100, 100};
  std::vector<float> values = randomInputs(graph, 1, -1).inputs[0];
  auto [least, largest] = std::minmax_element(values.begin(), values.end());
  CHECK(*least >= -1);
  CHECK(*least < -0.99f);
  CHECK(*largest < 1);
  CHECK(*largest > 0.99f);
}
