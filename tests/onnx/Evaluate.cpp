// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// onnx_evaluate MODEL COUNT OUT IN…: computes COUNT images with the layers' reference, without any compiled code: fp32
// values [C, H, W], image by image, from the files IN into OUT0, OUT1, …. COUNT 0: as many as the longest of them
// holds; one that holds a single image is read for each. For tests of importers and exporters. onnx_evaluate
// --operators, --ncnn-layers: what the importers know. onnx_evaluate --random-network SEED: a program.
#include "diagnostics/Render.h"
#include "driver/Reference.h"
#include "driver/Session.h"
#include "interchange/ncnn/Layer.h"
#include "interchange/onnx/Operators.h"
#include "support/RandomNetwork.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>

using namespace evenstride;

static std::vector<float> readFloats(const char *path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
  const auto *floats = reinterpret_cast<const float *>(bytes.data());
  return {floats, floats + bytes.size() / sizeof(float)};
}

namespace {

struct Network {
  driver::Session session; // diagnostics and spans point into it
  emit::WeightMap weights;
  const check::Graph &graph() const { return *session.graph; }
};

} // namespace

/// A model as all commands read it, with made-up weights where it has none; false after errors, which point into it.
static bool openNetwork(const std::string &path, Network &network, diagnostics::Sink &sink) {
  driver::NetworkOptions options;
  options.model = path;
  if (!driver::openSession(options, network.session, sink) ||
      !driver::findWeights(options, driver::WithoutWeights::MakeUp, network.session, sink) ||
      !network.session.weights->load(network.graph(), sink))
    return false;
  network.weights = network.session.weights->views();
  return true;
}

/// How many images the longest of the inputs holds.
static size_t imagesIn(const Network &network, const std::vector<std::vector<float>> &inputs) {
  size_t most = 0;
  for (size_t i = 0; i < inputs.size(); ++i)
    most =
        std::max(most, inputs[i].size() / size_t(network.graph().shapeOf(network.graph().inputs[i].value).elements()));
  return most;
}

/// Appends the outputs of image number `image` to `results`.
static void evaluateImage(const Network &network, size_t image, const std::vector<std::vector<float>> &inputs,
                          std::vector<std::vector<float>> &results) {
  std::vector<layers::Tensor> tensors;
  for (size_t i = 0; i < inputs.size(); ++i) {
    layers::Tensor tensor(network.graph().shapeOf(network.graph().inputs[i].value));
    size_t first = inputs[i].size() == tensor.data.size() ? 0 : image * tensor.data.size();
    for (size_t k = 0; k < tensor.data.size(); ++k)
      tensor.data[k] = inputs[i].at(first + k);
    tensors.push_back(std::move(tensor));
  }
  std::vector<layers::Tensor> outputs = driver::evaluate(network.graph(), network.weights, std::move(tensors));
  results.resize(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i)
    results[i].insert(results[i].end(), outputs[i].data.begin(), outputs[i].data.end());
}

/// Answers what tests ask beside a network's values; false where they ask for those.
static bool answer(int argc, char **argv) {
  std::string question = argc > 1 ? argv[1] : "";
  if (question == "--operators") {
    for (const auto &each : interchange::onnx::allOperators())
      std::cout << each.name << "\n";
  } else if (question == "--ncnn-layers") {
    for (const auto &each : interchange::ncnn::allLayerKinds())
      if (each.import)
        std::cout << each.type << "\n";
  } else if (question == "--random-network" && argc == 3) {
    std::cout << test::randomNetwork(std::stoull(argv[2]), {.largestExtent = 24, .severalNetworks = false});
  } else {
    return false;
  }
  return true;
}

int main(int argc, char **argv) {
  if (answer(argc, argv))
    return 0;
  if (argc < 4)
    return 2;
  diagnostics::Sink sink;
  Network network;
  bool isOpen = openNetwork(argv[1], network, sink);
  std::cerr << diagnostics::renderText(sink.all(), diagnostics::Color::Never);
  if (!isOpen)
    return 1;
  std::vector<std::vector<float>> inputs, results;
  for (int i = 4; i < argc; ++i)
    inputs.push_back(readFloats(argv[i]));
  if (inputs.size() != network.graph().inputs.size())
    return 3;
  size_t given = std::stoul(argv[2]), images = given == 0 ? imagesIn(network, inputs) : given;
  for (size_t image = 0; image < images; ++image)
    evaluateImage(network, image, inputs, results);
  for (size_t i = 0; i < results.size(); ++i) {
    std::ofstream file(argv[3] + std::to_string(i), std::ios::binary);
    file.write(reinterpret_cast<const char *>(results[i].data()), std::streamsize(results[i].size() * sizeof(float)));
  }
  return 0;
}
