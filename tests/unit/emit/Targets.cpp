// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Libraries that hold code for several targets: which one runs, that it computes the bits of a library for it alone,
// and that all promises hold for each. An emulator stands in for lesser processors where it is installed.
#include "Process.h"
#include "RunPromises.h"
#include "TemporaryFolder.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace evenstride;
using test::CompiledText, test::programs, test::runCommand, test::runPromises;

namespace {

using Targets = std::vector<const support::Target *>;

/// Of this machine's kind of processor.
Targets allLevels() {
  Targets targets;
  for (const support::Target &target : support::allTargets())
    if (support::hostTarget() && target.triple == support::hostTarget()->triple)
      targets.push_back(&target);
  return targets;
}

/// Those that this machine runs: the weakest to its own.
Targets runnableLevels() {
  Targets targets = allLevels();
  targets.erase(std::ranges::find(targets, support::hostTarget()) + 1, targets.end());
  return targets;
}

void buildFor(CompiledText &network, const Targets &targets) {
  network.build([&](emit::BackendRequest &request) { request.targets = targets; });
}

const char *const text = R"(network levels(x: f32[3, 32, 32]) {
    return y: (x -> conv(20, 3x3, pad: 1) @conv1 -> relu -> conv(32, 3x3, pad: 1) @conv2 -> max_pool(2x2, stride: 2)
               -> depthwise_conv(3x3) @dw -> conv(10, 1x1) @conv3 -> softmax)
})";

/// programs/levels.c with the network's library for these targets, and its lines for some arguments.
class Program {
public:
  explicit Program(const Targets &targets) {
    CompiledText network(text);
    buildFor(network, targets);
    network.write(folder.path);
    const auto built = runCommand(folder.path, CC " -O1 -std=c11 -Wall -Werror -I. -I" RUNTIME_INCLUDE " " + programs +
                                                   "levels.c -o program liblevels.a -lm -lpthread");
    REQUIRE_MESSAGE(built.status == 0, built.output);
  }
  std::string run(const std::string &arguments, const std::string &emulator = "") const {
    return runCommand(folder.path, emulator + " ./program " + arguments).output;
  }

private:
  test::TemporaryFolder folder;
};

} // namespace

TEST_CASE("each level of a library computes the bits of a library for it alone") {
  const Program together(allLevels());
  for (const support::Target *target : runnableLevels()) {
    const std::string line = Program({target}).run("any");
    CHECK(line.starts_with(std::string(target->name) + " "));
    CHECK(together.run(std::string(target->name)) == line);
    if (target == support::hostTarget())
      CHECK(together.run("any") == line);
  }
  CHECK(together.run("x86-64") == "EVENSTRIDE_ERROR_TARGET\n");
}

TEST_CASE("a library takes the best that a lesser processor runs, or says that there is none") {
  if (runCommand(".", "command -v qemu-x86_64").status != 0) {
    MESSAGE("skipped: qemu-x86_64 is not installed (Debian's qemu-user)");
    return;
  }
  const Program program({support::findTarget("x86-64-avx2"), support::findTarget("x86-64-sse41")});
  const std::string native = program.run("x86-64-sse41");
  CHECK(program.run("any", "qemu-x86_64 -cpu Nehalem") == native);
  CHECK(program.run("x86-64-avx2 any", "qemu-x86_64 -cpu Nehalem") == "EVENSTRIDE_ERROR_CPU\n" + native);
  CHECK(program.run("any", "qemu-x86_64 -cpu core2duo") == "EVENSTRIDE_ERROR_CPU\n");
  const std::string better = program.run("any", "qemu-x86_64 -cpu max"); // has AVX2, and no AVX-512
  CHECK(better.starts_with("x86-64-avx2 "));
  if (support::hostTarget()->vectorFloats >= 8)
    CHECK(better == program.run("x86-64-avx2"));
}

TEST_CASE("all promises hold for each level of a library") {
  CompiledText network(R"(network several(x: f32[5, 24, 20], frame: u8[12, 10, 3] hwc) {
    let y = x -> conv(33, 3x3, pad: 1) @conv1 -> relu -> max_pool(2x2, stride: 2)
    return y, z: (concat(y, frame) -> conv(17, 3x3, pad: 1) @conv2 -> sigmoid)
})");
  buildFor(network, allLevels());
  for (const support::Target *target : runnableLevels()) {
    const std::string name(target->name);
    const test::Outcome outcome = runPromises(network, "-DTARGET='\"" + name + "\"'");
    CHECK_MESSAGE(outcome.output == "kept\n", name << ": " << outcome.output);
  }
}

TEST_CASE("weights of several targets are in one file, and each target finds its own") {
  CompiledText network(
      "network filed(x: f32[8, 9, 9]) { return y: (x -> conv(24, 3x3) @conv1 -> relu -> flatten -> dense(9) @fc) }");
  network.build([](emit::BackendRequest &request) {
    request.targets = allLevels();
    request.embedLimit = 0;
  });
  REQUIRE(network.files.weightsFile.size() == size_t(network.files.weightBytes) + 64);
  for (const support::Target *target : runnableLevels()) {
    const std::string name(target->name);
    const test::Outcome outcome =
        runPromises(network, "-DWEIGHTS_FILE='\"filed.weights\"' -DTARGET='\"" + name + "\"'");
    CHECK_MESSAGE(outcome.output == "kept\n", name << ": " << outcome.output);
  }
}

TEST_CASE("the report has a plan for each target, the most demanding first, and says what is shared") {
  CompiledText network(text);
  buildFor(network, allLevels());
  REQUIRE(network.files.plans.size() == allLevels().size());
  int64_t sum = 0;
  for (size_t i = 0; i < network.files.plans.size(); ++i) {
    const emit::PlanReport plan = network.files.plans[i];
    CHECK(plan.target == allLevels()[allLevels().size() - 1 - i]);
    sum += plan.weightBytes;
    CompiledText alone(text);
    buildFor(alone, {plan.target});
    CHECK(alone.plan().weightBytes == plan.weightBytes);
    CHECK(alone.plan().arenaBytes == plan.arenaBytes);
    CHECK(alone.plan().peak.alive.size() == plan.peak.alive.size());
  }
  CHECK(network.files.weightBytes <= sum);
  CHECK(network.files.weightBytes > network.plan().weightBytes);
}

TEST_CASE("another target in the library moves no weights to a file") {
  CompiledText network(text);
  buildFor(network, allLevels());
  int64_t most = 0;
  for (const emit::PlanReport &plan : network.files.plans)
    most = std::max(most, plan.weightBytes);
  CHECK(network.files.weightBytes > most);
  network.build([&](emit::BackendRequest &request) {
    request.targets = allLevels();
    request.embedLimit = most;
  });
  CHECK(network.files.weightsFile.empty());
}
