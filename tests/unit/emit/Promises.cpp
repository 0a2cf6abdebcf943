// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whole libraries: compiled from text, linked into small programs (programs/) and held to what they promise.
#include "Process.h"
#include "RunPromises.h"
#include "TemporaryFolder.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace evenstride;
using test::CompiledText, test::programs, test::runCommand, test::runPromises, test::writeAll, test::writeFloats;

namespace {

void checkPromises(const std::string &text, const support::Target &target = *support::hostTarget()) {
  CAPTURE(target.name);
  const auto toolchain = test::toolchainFor(target);
  if (!toolchain) {
    MESSAGE("skipped: this machine neither runs nor emulates " << target.name);
    return;
  }
  CompiledText network(text);
  network.build([&](emit::BackendRequest &request) { request.targets = {&target}; });
  const test::Outcome outcome = runPromises(network, *toolchain);
  CHECK_MESSAGE(outcome.output == "kept\n", network.graph.name << ": " << outcome.output);
}

void checkPromisesEverywhere(const std::string &text) {
  for (const support::Target &target : support::allTargets())
    checkPromises(text, target);
}

} // namespace

TEST_CASE("convolutions, pools and a dense layer keep the promises") {
  checkPromises(R"(network digits(image: f32[1, 8, 8]) {
    let scores = image -> conv(16, 3x3, pad: 1) @conv1 -> relu -> conv(19, 3x3, pad: 1) @conv2 -> relu
        -> max_pool(2x2, stride: 2) -> conv(32, 3x3, pad: 1) @conv3 -> relu -> flatten -> dense(10) @classifier
    return scores
})");
}

TEST_CASE("strides, groups, depthwise layers, batch norm and softmax keep the promises") {
  checkPromisesEverywhere(R"(network mobile(image: f32[3, 17, 23]) {
    let y = image
        -> conv(18, 3x3, stride: 2, bias: false) @conv1 -> batch_norm @bn1 -> relu6
        -> depthwise_conv(3x3, pad: 1, bias: false) @dw -> batch_norm @bn2 -> leaky_relu(0.1)
        -> conv(40, 1x1, groups: 2) @pw -> tanh
        -> avg_pool(2x2, stride: 1) -> batch_norm @bn3 -> sigmoid
        -> global_avg_pool -> flatten -> dense(5) @fc -> softmax
    return y
})");
}

TEST_CASE("bytes, deconvolutions, slices, pads and upsamplings keep the promises on every target") {
  checkPromisesEverywhere(R"(network camera(frame: u8[13, 18, 3] hwc, planes: u8[2, 6, 9], x: f32[33, 6, 9]) {
    let a = frame -> conv(20, 3x3, stride: 2, pad: (0, 0, 0, 1)) @a -> relu
    let b, c = a -> deconv(34, 3x3, stride: 2, pad: (1, 0, 0, 1)) @b -> split(channels: 2)
    let d = concat(planes, x -> slice(channels: 16..33) -> channel_shuffle(17)) -> upsample(2, mode: bilinear)
    let e = x -> pad(top: 1, right: 2, value: -3) -> upsample(3)
    return b, c -> pixel_unshuffle(1) -> conv(3, 1x1) @c, d, e
})");
}

TEST_CASE("branches, concatenation, crops, shuffles, several inputs and outputs keep the promises on every target") {
  checkPromisesEverywhere(R"(network branches(x: f32[4, 12, 10], y: f32[16, 12, 10]) {
    let a = x -> conv(16, 3x3, pad: 1) @a -> relu
    let b = (y -> conv(16, 1x1) @b) + a
    let c = concat(a, b, y) -> conv(12, 3x3, dilation: 2) @c
    let d = c -> pixel_shuffle(2)
    let e = (b - y) -> crop(top: 1, left: 2)
    return up: d, rest: e, sum: b
})");
}

TEST_CASE("the program that checks the promises notices a wrong result") {
  CompiledText network("network one(x: f32[5, 6, 7]) { return y: (x -> relu) }");
  network.build();
  network.graph.nodes[0].kind = layers::findLayer("tanh"); // so the reference differs from what was compiled
  CHECK(runPromises(network).output.starts_with("broken: output 0 is off by"));
}

TEST_CASE("groups report their results while the network runs") {
  CompiledText network(R"(network watched(x: f32[8, 9, 9]) {
    let y = x -> conv(24, 3x3) @conv1 -> relu -> conv(8, 3x3) @conv2
    return y
})");
  network.build([](emit::BackendRequest &request) { request.instrument = true; });
  const auto found = std::ranges::find(network.plan().groups, "conv1 + relu1", &emit::GroupReport::name);
  REQUIRE(found != network.plan().groups.end());
  const emit::GroupReport &group = *found;
  const layers::Tensor first = network.referenceOf("relu1", network.inputs());
  test::TemporaryFolder folder;
  writeAll(network, folder.path);
  writeFloats(folder.path / "first.bin", {first.data.begin(), first.data.end()});
  const int64_t inside = group.resultHaloTop * group.resultRowPitch + group.resultHaloLeft;
  auto define = [](const char *name, int64_t value) { return " -D" + std::string(name) + "=" + std::to_string(value); };
  const auto built = runCommand(
      folder.path, CC " -O1 -std=c11 -Wall -Werror -I. -I" RUNTIME_INCLUDE " " + programs +
                       "watch.c -o program libwatched.a -lm -lpthread" +
                       define("OFFSET", group.resultOffset + inside * group.resultBlock * 4) +
                       define("GROUP", found - network.plan().groups.begin()) + define("BLOCK", group.resultBlock) +
                       define("ROW_PITCH", group.resultRowPitch) + define("PLANE_PITCH", group.resultPlanePitch));
  REQUIRE_MESSAGE(built.status == 0, built.output);
  std::string numbers;
  for (size_t i = 0; i < network.plan().groups.size(); ++i)
    numbers += std::to_string(i) + "\n";
  CHECK(runCommand(folder.path, "./program").output == numbers);
}

TEST_CASE("kernels that share their work among threads keep the promises") {
  const std::string text = R"(network large(x: f32[3, 97, 131]) {
    let y = x -> conv(32, 3x3, pad: 1) @conv1 -> relu -> conv(40, 3x3, pad: 1) @conv2 -> leaky_relu(0.1)
        -> max_pool(3x3, stride: 2) -> depthwise_conv(3x3, pad: 1) @dw -> conv(64, 1x1) @pw
    return y, flat: (y -> global_avg_pool)
})";
  checkPromises(text);
  CompiledText network(text);
  test::TemporaryFolder folder;
  network.build();
  network.write(folder.path);
  // Without loops for the pool the numbers of threads above would all have been one.
  CHECK(runCommand(folder.path, NM " liblarge.a | grep -c 'U evenstride_halide_do_par_for'").output != "0\n");
}

TEST_CASE("tiles of Winograd's convolution in groups and all at once keep the promises") {
  const std::string text = R"(network tiles(x: f32[32, 61, 45]) {
    let y = x -> conv(64, 3x3, pad: 1) @conv1 -> relu -> max_pool(2x2, stride: 2, round: down)
        -> conv(96, 3x3, pad: 1) @conv2 -> crop(bottom: 12, right: 4)
    let z = y -> conv(96, 3x3, pad: 1) @conv3
    return y + z
})";
  checkPromisesEverywhere(text);
  CompiledText network(text);
  network.build();
  std::string schedules;
  for (const emit::GroupReport &group : network.plan().groups) {
    schedules += group.schedule + "\n";
    CHECK((group.summation == emit::Summation::Tiles) == group.schedule.starts_with("winograd"));
  }
  CHECK(schedules.find("winograd") != std::string::npos);
  CHECK(schedules.find(" at once") != std::string::npos);
  network.build([](emit::BackendRequest &request) { request.exact = true; });
  for (const emit::GroupReport &group : network.plan().groups)
    CHECK(group.summation == emit::Summation::Plain);
}

TEST_CASE("Strassen's algorithm, at once and by panels, keeps the promises") {
  const std::string text = R"(network halves(x: f32[128, 28, 28]) {
    let y = x -> conv(256, 1x1) @conv1 -> relu -> conv(256, 1x1, stride: 3) @conv2
    return y, z: (y -> conv(256, 1x1) @conv3 -> relu)
})";
  checkPromisesEverywhere(text);
  CompiledText network(text);
  network.build();
  std::string schedules;
  for (const emit::GroupReport &group : network.plan().groups) {
    schedules += group.schedule + "\n";
    CHECK((group.summation == emit::Summation::Halves) == group.schedule.starts_with("strassen"));
  }
  CHECK(schedules.find("strassen") != std::string::npos);
  network.build([](emit::BackendRequest &request) { request.exact = true; });
  for (const emit::GroupReport &group : network.plan().groups)
    CHECK(group.summation == emit::Summation::Plain);
}

TEST_CASE("vectors whose length fits the registers keep the promises wherever they lie") {
  checkPromises(R"(network vectors(x: f32[32, 4, 4]) {
    let a = x -> global_avg_pool
    let b = a -> flatten -> dense(64) @fc1 -> relu -> dense(32) @fc2
    return sum: (b + a), scores: (b -> softmax), shuffled: (x -> pixel_shuffle(2)), planes: (x -> conv(16, 1x1) @last)
})");
}

TEST_CASE("a network of one layer keeps the promises") {
  checkPromises("network one(x: f32[5, 6, 7]) { return y: (x -> relu) }");
}

TEST_CASE("weights in a file keep the promises") {
  CompiledText network(R"(network filed(x: f32[8, 9, 9]) {
    let y = x -> conv(24, 3x3) @conv1 -> relu -> conv(8, 3x3) @conv2
    return y
})");
  network.build([](emit::BackendRequest &request) { request.embedLimit = 0; });
  REQUIRE(network.files.weightsFile.size() == size_t(network.plan().weightBytes) + 64);
  const test::Outcome outcome = runPromises(network, "-DWEIGHTS_FILE='\"filed.weights\"'");
  CHECK_MESSAGE(outcome.output == "kept\n", outcome.output);
}

TEST_CASE("two networks link into one program and share a pool") {
  test::TemporaryFolder folder;
  for (std::string name : {"first", "second"}) {
    CompiledText network("network " + name + "(x: f32[3, 9, 9]) { return y: (x -> conv(" +
                         (name == "first" ? "7" : "9") + ", 3x3, pad: 1) @conv1 -> relu -> conv(8, 3x3) @conv2) }");
    network.build();
    network.write(folder.path);
  }
  const auto built = runCommand(folder.path, CXX " -O1 -std=c++20 -Wall -Werror -I. -I" RUNTIME_INCLUDE " " + programs +
                                                 "two.cpp -o program libfirst.a libsecond.a -lm -lpthread");
  REQUIRE_MESSAGE(built.status == 0, built.output);
  const auto ran = runCommand(folder.path, "./program");
  CHECK_MESSAGE(ran.status == 0, ran.output);
}
