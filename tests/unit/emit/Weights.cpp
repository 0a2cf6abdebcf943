// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folding of batch normalisations, through whole networks: numbers that random weights (mean 0, variance 1) would not
// tell apart.
#include "emit/Weights.h"
#include "CompiledText.h"
#include "kernels/Kernels.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace evenstride;

namespace {

/// A call that packs a 1x1 convolution of two channels to two.
emit::Program smallConvolution(emit::WeightNames names) {
  emit::KernelCall call;
  call.spec.family = kernels::Family::Conv;
  call.spec.inputs = {{.channels = 2, .height = 1, .width = 1, .rowPitch = 1, .planePitch = 1}};
  call.spec.output = call.spec.inputs[0];
  call.spec.hasBias = true;
  call.spec.target = support::findTarget("x86-64-sse41");
  call.weights = std::move(names);
  call.layers = {"conv1"};
  emit::Program program;
  program.name = "small";
  program.target = call.spec.target;
  program.steps.emplace_back(std::in_place_type<emit::KernelCall>, std::move(call));
  return program;
}

struct Tensors {
  std::map<std::string, std::vector<float>> values = {{"conv1.weight", {1, 2, 3, 4}},   {"conv1.bias", {0.5f, -1}},
                                                      {"bn1.weight", {2, -3}},          {"bn1.bias", {10, 20}},
                                                      {"bn1.running_mean", {0.25f, 4}}, {"bn1.running_var", {3, 15}}};
  emit::WeightMap views() const {
    emit::WeightMap map;
    for (const auto &[name, tensor] : values)
      map[name] = {tensor};
    return map;
  }
};

/// What packWeights gives for these weights and bias: the folded tensors must pack to the same.
void checkPacksAs(const emit::PackedNetwork &network, const emit::Program &program, std::vector<float> weights,
                  std::vector<float> bias) {
  const auto expected = kernels::packWeights(program.calls()[0]->spec, weights, bias);
  REQUIRE(network.programs[0].ofCall.size() == 1);
  auto floatsAt = [&](int64_t offset, size_t count) {
    CHECK(offset % 64 == 0);
    const auto *floats = reinterpret_cast<const float *>(network.packed().data() + offset);
    return std::vector<float>(floats, floats + count);
  };
  CHECK(floatsAt(network.programs[0].ofCall[0].weights, expected.weights.size()) == expected.weights);
  CHECK(floatsAt(network.programs[0].ofCall[0].bias, expected.bias.size()) == expected.bias);
}

} // namespace

TEST_CASE("a batch normalisation is folded into weights and bias, in double") {
  const auto program = smallConvolution({.weight = "conv1.weight", .bias = "conv1.bias", .norm = "bn1", .epsilon = 1});
  const Tensors tensors;
  auto packed = emit::packNetwork({&program, 1}, tensors.views(), 1);
  REQUIRE(bool(packed));
  // scales 2 / sqrt(3 + 1) = 1 and -3 / sqrt(15 + 1) = -0.75
  checkPacksAs(*packed, program, {1, 2, -2.25f, -3}, {10.25f, 23.75f});
}

TEST_CASE("without a bias of its own the convolution gets that of the normalisation") {
  const auto program = smallConvolution({.weight = "conv1.weight", .bias = "", .norm = "bn1", .epsilon = 1});
  auto packed = emit::packNetwork({&program, 1}, Tensors().views(), 1);
  REQUIRE(bool(packed));
  checkPacksAs(*packed, program, {1, 2, -2.25f, -3}, {9.75f, 23});
}

TEST_CASE("without a normalisation nothing changes") {
  const auto program = smallConvolution({.weight = "conv1.weight", .bias = "conv1.bias", .norm = "", .epsilon = 0});
  auto packed = emit::packNetwork({&program, 1}, Tensors().views(), 1);
  REQUIRE(bool(packed));
  checkPacksAs(*packed, program, {1, 2, 3, 4}, {0.5f, -1});
}

TEST_CASE("a tensor that is missing or of the wrong size is named") {
  const auto program = smallConvolution({.weight = "conv1.weight", .bias = "conv1.bias", .norm = "bn1", .epsilon = 1});
  for (const char *name :
       {"conv1.weight", "conv1.bias", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var"}) {
    Tensors tensors;
    tensors.values.erase(name);
    std::string missing = llvm::toString(emit::packNetwork({&program, 1}, tensors.views(), 1).takeError());
    CHECK_MESSAGE(missing.find(name) != std::string::npos, missing);
    tensors.values[name] = {1, 2, 3};
    missing = llvm::toString(emit::packNetwork({&program, 1}, tensors.views(), 1).takeError());
    CHECK_MESSAGE(missing.find(name) != std::string::npos, missing);
  }
}

TEST_CASE("vectors of channelwise steps") {
  emit::Program program = smallConvolution({.weight = "conv1.weight", .bias = "conv1.bias", .norm = "", .epsilon = 0});
  auto &call = std::get<emit::KernelCall>(program.steps[0]);
  using Part = emit::VectorSource::Part;
  call.vectors = {{Part::Tensor, "slopes", 0, {}}, {Part::Tensor, "slope", 0, {}},  {Part::Values, "", 0, {1.5}},
                  {Part::Values, "", 0, {1, -1}},  {Part::NormScale, "bn1", 1, {}}, {Part::NormShift, "bn1", 1, {}}};
  for (int i = 0; i < 6; ++i)
    call.spec.epilogue.push_back({kernels::StepKind::ChannelScale, i});
  Tensors tensors;
  tensors.values["slopes"] = {0.5f, 0.25f};
  tensors.values["slope"] = {0.125f};
  auto packed = emit::packNetwork({&program, 1}, tensors.views(), 1);
  REQUIRE(bool(packed));
  const std::vector<std::vector<float>> expected = {{0.5f, 0.25f}, {0.125f, 0.125f}, {1.5f, 1.5f},
                                                    {1, -1},       {1, -0.75f},      {9.75f, 23}};
  REQUIRE(packed->programs[0].ofCall[0].vectors.size() == expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    CHECK(packed->programs[0].ofCall[0].vectors[i] % 64 == 0);
    const auto *floats =
        reinterpret_cast<const float *>(packed->packed().data() + packed->programs[0].ofCall[0].vectors[i]);
    CHECK(std::vector<float>(floats, floats + 2) == expected[i]);
    CHECK(floats[2] == 0); // rounded up to four lanes
    CHECK(floats[3] == 0);
  }
  const auto offsets = emit::placeWeights(program);
  CHECK(offsets[0].vectors.size() == expected.size());
  for (size_t i = 1; i < offsets[0].vectors.size(); ++i)
    CHECK(offsets[0].vectors[i] >= offsets[0].vectors[i - 1] + 16);
  tensors.values["slopes"] = {1, 2, 3};
  std::string missing = llvm::toString(emit::packNetwork({&program, 1}, tensors.views(), 1).takeError());
  CHECK_MESSAGE(missing.find("slopes") != std::string::npos, missing);
}

TEST_CASE("a normalisation before the layer is folded into weights and bias") {
  emit::WeightNames names{.weight = "conv1.weight", .bias = "conv1.bias", .norm = "bn1", .epsilon = 1};
  using Part = emit::VectorSource::Part;
  names.priorScale = {Part::Values, "", 0, {2, 0.5}};
  names.priorShift = {Part::Values, "", 0, {1, -1}};
  const auto program = smallConvolution(names);
  auto packed = emit::packNetwork({&program, 1}, Tensors().views(), 1);
  REQUIRE(bool(packed));
  // (1 2 / 3 4) becomes (2 1 / 6 2), the bias (0.5 + 1 - 2, -1 + 3 - 4); then the scales 1 and -0.75 behind it
  checkPacksAs(*packed, program, {2, 1, -4.5f, -1.5f}, {9.25f, 24.5f});
}

TEST_CASE("offsets for texts do not overlap and are aligned") {
  const auto program = smallConvolution({.weight = "conv1.weight", .bias = "conv1.bias", .norm = "", .epsilon = 0});
  const auto offsets = emit::placeWeights(program);
  const auto sizes = kernels::packedSizes(program.calls()[0]->spec);
  REQUIRE(offsets.size() == 1);
  CHECK(offsets[0].weights == 0);
  CHECK(offsets[0].bias % 64 == 0);
  CHECK(offsets[0].bias >= sizes.weights * 4);
}
