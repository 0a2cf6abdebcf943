// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the backend answers besides code that runs: stages, reports, progress, the cache, shared kernels and weights.
#include "CompiledText.h"
#include "TemporaryFolder.h"
#include "evenstride/runtime.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <set>

using namespace evenstride;
using emit::Stage;
using test::CompiledText;

namespace {

const char *const chain = R"(network chain(x: f32[16, 12, 12]) {
    let y = x -> conv(16, 3x3, pad: 1) @conv1 -> relu -> conv(16, 3x3, pad: 1) @conv2 -> relu
        -> conv(16, 3x3, pad: 1) @conv3 -> relu -> conv(16, 3x3, pad: 1) @conv4 -> relu
    return y
})";

std::string stageText(const CompiledText &network, Stage stage) {
  auto result = network.request([&](emit::BackendRequest &request) {
    request.stage = stage;
    request.weights = nullptr; // no stage but the library needs them
  });
  REQUIRE(std::holds_alternative<std::string>(result));
  return std::get<std::string>(result);
}

bool contains(const std::string &text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("each stage prints its text") {
  CompiledText network(chain);
  CHECK(contains(stageText(network, Stage::StrideIR), "stride.network @chain"));
  CHECK(contains(stageText(network, Stage::PlanIR), "plan.kernel conv"));
  const std::string ir = stageText(network, Stage::LlvmIR);
  CHECK(contains(ir, "define hidden i32 @chain_run_image(ptr"));
  CHECK(contains(ir, "call i32 @chain_k0(ptr"));
  CHECK(contains(ir, "target triple"));
  CHECK(contains(stageText(network, Stage::Assembly), "chain_run_image:"));
}

TEST_CASE("a library without weights is refused, not guessed") {
  CompiledText network(chain);
  auto result = network.request([](emit::BackendRequest &request) { request.weights = nullptr; });
  CHECK(std::holds_alternative<emit::BackendError>(result));

  network.weights.erase("conv3.weight");
  result = network.request();
  REQUIRE(std::holds_alternative<emit::BackendError>(result));
  CHECK(contains(std::get<emit::BackendError>(result).message, "conv3.weight"));
  std::vector<float> tooFew(10);
  network.weights["conv3.weight"] = {tooFew};
  CHECK(std::holds_alternative<emit::BackendError>(network.request()));
}

TEST_CASE("a network cannot take the runtime's names") {
  for (const char *name : {"evenstride", "evenstride_pool"}) {
    CompiledText network(std::string("network ") + name + "(x: f32[1, 2, 2]) { return y: (x -> relu) }");
    CHECK(std::holds_alternative<emit::BackendError>(network.request()));
  }
}

TEST_CASE("the report tells of each group") {
  CompiledText network(chain);
  const emit::LibraryFiles &files = network.build();
  std::vector<std::string> layers;
  for (const emit::GroupReport &group : network.plan().groups)
    layers.insert(layers.end(), group.layers.begin(), group.layers.end());
  CHECK(layers == std::vector<std::string>{"conv1", "relu1", "conv2", "relu2", "conv3", "relu3", "conv4", "relu4"});
  const auto found = std::ranges::find(network.plan().groups, "conv1 + relu1", &emit::GroupReport::name);
  REQUIRE(found != network.plan().groups.end());
  const emit::GroupReport &first = *found, &last = network.plan().groups.back();
  CHECK(first.layers == std::vector<std::string>{"conv1", "relu1"});
  CHECK(first.family == "conv");
  CHECK_FALSE(first.schedule.empty());
  CHECK(first.macs == 16 * 16 * 9 * 12 * 12);
  CHECK(first.resultOutput == -1);
  CHECK(first.resultOffset >= 0);
  CHECK(first.resultShape == layers::Shape{16, 12, 12});
  CHECK(first.resultRowPitch >= 12);
  CHECK(last.resultOutput == 0);
  CHECK(last.resultOffset == -1);
  CHECK(network.plan().arenaBytes > 16 * 12 * 12 * 4);
  CHECK(files.weightBytes >= 4 * 16 * 16 * 9 * 4);
  CHECK(files.weightsFile.empty());
}

TEST_CASE("equal kernels are compiled once, and found in the cache next time") {
  CompiledText network(chain);
  test::TemporaryFolder folder;
  std::vector<std::string> kernels, passes;
  int last = 0;
  auto withCache = [&](emit::BackendRequest &request) {
    request.cacheDirectory = folder.path / "kernels";
    request.progress = [&](const emit::Progress &progress) {
      (progress.total ? kernels : passes).push_back(progress.what);
      CHECK((progress.total == 0 || progress.done == ++last));
    };
  };
  const emit::LibraryFiles cold = network.build(withCache);
  CHECK(cold.kernelsCompiled < int(cold.plans.front().groups.size())); // conv2 and conv3 are one kernel
  CHECK(cold.kernelsCompiled >= 2);
  CHECK(cold.kernelsFromCache == 0);
  CHECK(kernels.size() == size_t(cold.kernelsCompiled));
  CHECK(std::ranges::count(passes, "pass fuse-groups") == 1);
  last = 0;
  const emit::LibraryFiles warm = network.build(withCache);
  CHECK(warm.kernelsCompiled == 0);
  CHECK(warm.kernelsFromCache == cold.kernelsCompiled);
  CHECK(warm.archive == cold.archive);
}

TEST_CASE("the same network gives the same bytes, however many threads compile it") {
  CompiledText network(chain);
  const std::vector<char> one = network.build([](emit::BackendRequest &request) { request.jobs = 1; }).archive;
  const std::vector<char> three = network.build([](emit::BackendRequest &request) { request.jobs = 3; }).archive;
  CHECK(one == three);
}

TEST_CASE("equal weights are stored once") {
  CompiledText different(chain), same(chain);
  const auto first = same.weights.find("conv2.weight")->second.values;
  same.setWeight("conv3.weight", {first.begin(), first.end()});
  auto plainly = [](emit::BackendRequest &request) { request.exact = true; }; // else they are stored transformed
  CHECK(different.build(plainly).weightBytes - same.build(plainly).weightBytes == 16 * 16 * 9 * 4);
}

TEST_CASE("weights above the limit go to a file that says whose it is") {
  CompiledText network(chain);
  const int64_t bytes = network.build().weightBytes;
  network.build([&](emit::BackendRequest &request) { request.embedLimit = bytes; });
  CHECK(network.files.weightsFile.empty());
  const size_t embedded = network.files.archive.size();
  network.build([&](emit::BackendRequest &request) { request.embedLimit = bytes - 1; });
  CHECK(embedded - network.files.archive.size() >= size_t(bytes));
  REQUIRE(network.files.weightsFile.size() == sizeof(evenstride_weights_header) + size_t(bytes));
  evenstride_weights_header header;
  std::memcpy(&header, network.files.weightsFile.data(), sizeof header);
  CHECK(std::string(header.magic, 8) == EVENSTRIDE_WEIGHTS_MAGIC);
  CHECK(header.bytes == uint64_t(bytes));

  std::vector<float> other(16, 1.0f);
  network.setWeight("conv1.bias", other);
  network.build([&](emit::BackendRequest &request) { request.embedLimit = 0; });
  evenstride_weights_header changed;
  std::memcpy(&changed, network.files.weightsFile.data(), sizeof changed);
  CHECK(changed.id != header.id);
}
