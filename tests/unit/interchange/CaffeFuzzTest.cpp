// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random damage to a sound Caffe network and its weights: the importer comes back with errors that point into the text,
// or with a program. Run under the sanitizers too.
#include "interchange/caffe/Import.h"
#include "unit/interchange/Attempt.h"
#include "unit/interchange/Damage.h"

#include <doctest/doctest.h>

#include <cstring>

using namespace evenstride;
using namespace evenstride::interchange;

namespace {

constexpr std::string_view network = R"(
name: "net"  # a comment
input: "x" input_dim: 1 input_dim: 2 input_dim: 9 input_dim: 8
layer { name: "c" type: "Convolution" bottom: "x" top: "c" convolution_param {
  num_output: 4 kernel_size: 3 stride: 2 pad: 1 group: 2 dilation: 1 bias_term: true } }
layer { name: "n" type: "BatchNorm" bottom: "c" top: "c" batch_norm_param { eps: 1e-05 } include { phase: TEST } }
layer { name: "s" type: "Scale" bottom: "c" top: "c" scale_param { bias_term: true } }
layer { name: "p" type: "Pooling" bottom: "c" top: "p" pooling_param { pool: AVE kernel_h: 3 kernel_w: 2 stride: 2 } }
layer { name: "h" type: "Slice" bottom: "p" top: "a" top: "b" slice_param { axis: 1 slice_point: 1 } }
layer { name: "j" type: "Concat" bottom: "b" bottom: "a" top: "j" }
layer { name: "e" type: "Eltwise" bottom: "j" bottom: "p" top: "e" eltwise_param { operation: SUM coeff: [1, -1] } }
layer { name: "r" type: "Reshape" bottom: "e" top: "r" reshape_param { shape { dim: 0 dim: -1 } } }
layer { name: "d" type: "InnerProduct" bottom: "r" top: "d" inner_product_param { num_output: 3 } }
layer { name: "l" type: "SoftmaxWithLoss" bottom: "d" bottom: "label" top: "l" }
)";

using Bytes = std::vector<uint8_t>;

void putVarint(Bytes &bytes, uint64_t value) {
  for (; value > 0x7F; value >>= 7)
    bytes.push_back(uint8_t(value) | 0x80);
  bytes.push_back(uint8_t(value));
}

void putField(Bytes &bytes, uint64_t number, const Bytes &content) {
  putVarint(bytes, number << 3 | 2);
  putVarint(bytes, content.size());
  bytes.insert(bytes.end(), content.begin(), content.end());
}

Bytes blob(const std::vector<uint64_t> &shape) {
  Bytes dims, shapeField, data, result;
  size_t count = 1;
  for (uint64_t extent : shape) {
    putVarint(dims, extent);
    count *= extent;
  }
  for (size_t i = 0; i < count; ++i) {
    float value = float(i % 5) + 1;
    data.resize(data.size() + sizeof(float));
    std::memcpy(data.data() + data.size() - sizeof(float), &value, sizeof(float));
  }
  putField(shapeField, 1, dims);
  putField(result, 7, shapeField);
  putField(result, 5, data);
  return result;
}

Bytes model() {
  const std::vector<std::pair<char, std::vector<std::vector<uint64_t>>>> layers = {
      {'c', {{4, 1, 3, 3}, {4}}}, {'n', {{4}, {4}, {1}}}, {'s', {{4}, {4}}}, {'d', {{3, 16}, {3}}}};
  Bytes result;
  for (const auto &[name, shapes] : layers) {
    Bytes layer;
    putField(layer, 1, {uint8_t(name)});
    for (const auto &shape : shapes)
      putField(layer, 7, blob(shape));
    putField(result, 100, layer);
  }
  return result;
}

constexpr TextFormat format = {caffe::importModel, "net.prototxt", "net.caffemodel"};

} // namespace

TEST_CASE("the sound network is imported") {
  Attempt sound(format, network, model());
  REQUIRE(sound.imported);
  CHECK(sound.sink.all().empty());
  CHECK(sound.imported->text.find("batch_norm @n") != std::string::npos);
  CHECK(sound.imported->weights.size() == 8);
}

TEST_CASE("damaged Caffe files are refused, or are networks") {
  std::mt19937 random(17);
  Fates fates;
  for (int round = 0; round < 6000; ++round) {
    std::string text(network);
    Bytes weights = model();
    if (random() % 3 != 0)
      damage(text, random);
    else
      damage(weights, random);
    fates.count({format, text, weights});
  }
  CHECK(fates.refused > 1000);
  CHECK(fates.imported > 100);
}
