// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `evenstride sizes`, and `--set` in the commands that take a model.
#include "support/Sandbox.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace evenstride;
using namespace evenstride::test;

namespace {

constexpr const char *stem =
    "network stem(image: f32[3, H, W]) where H in 227..=1023 step 4, W in 227..=1023 step 4 {\n"
    "    return image -> conv(8, 3x3, stride: 2) -> relu -> max_pool(3x3, stride: 2) @pool\n"
    "}\n";

nlohmann::json lastLine(const CommandResult &done) {
  std::string text = done.output.substr(0, done.output.find_last_not_of('\n') + 1);
  return nlohmann::json::parse(text.substr(text.rfind('\n') + 1));
}

bool mentions(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("sizes tells the class of each named size, and who brings it") {
  Sandbox sandbox;
  sandbox.write("stem.stride", stem);
  const CommandResult done = sandbox.run("evenstride sizes stem.stride --near 480x640 --json");
  CHECK(done.exitCode == 0);
  CHECK(done.errors == "");
  nlohmann::json expected = nlohmann::json::parse(R"({"axes": {
    "H": {"modulus": 4, "residue": 3, "least": 227, "near": [479, 483],
          "factors": [{"layer": "conv1", "factor": 2}, {"layer": "pool", "factor": 2}]},
    "W": {"modulus": 4, "residue": 3, "least": 227, "near": [639, 643],
          "factors": [{"layer": "conv1", "factor": 2}, {"layer": "pool", "factor": 2}]}}})");
  CHECK(lastLine(done) == expected);
  CHECK(mentions(done.output, "H: 3 more than a multiple of 4, from 227 on: 227, 231, 235, …"));
  CHECK(mentions(done.output, "near 480: 479 and 483"));
}

TEST_CASE("sizes answers for files that do not check") {
  Sandbox sandbox;
  sandbox.write("range.stride",
                "network n(x: f32[3, H, 31]) where H in 20..=99 { return x -> conv(8, 3x3, stride: 2) }\n");
  const CommandResult range = sandbox.run("evenstride sizes range.stride --near 64 --json");
  CHECK(range.exitCode == 0);
  CHECK(lastLine(range)["axes"]["H"]["modulus"] == 2);
  CHECK(lastLine(range)["axes"]["H"]["least"] == 21);
  CHECK(lastLine(range)["axes"]["H"]["near"] == nlohmann::json({63, 65}));
  CHECK(lastLine(range)["axes"]["x.width"]["least"] == 3);
  CHECK(mentions(range.output, "does not check as it is"));

  sandbox.write("fixed.stride",
                "network n(x: f32[3, 28, 28]) { return x -> pixel_unshuffle(8) -> conv(8, 2x2, stride: 2) }\n");
  const CommandResult fixed = sandbox.run("evenstride sizes fixed.stride --near 28x28 --json");
  CHECK(lastLine(fixed)["axes"]["x.height"]["modulus"] == 16);
  CHECK(lastLine(fixed)["axes"]["x.height"]["near"] == nlohmann::json({16, 32}));
}

TEST_CASE("sizes knows that weights may fit one size") {
  Sandbox sandbox;
  sandbox.write("net.stride",
                "network n(x: f32[1, 28, 28]) { return x -> conv(4, 5x5) -> relu -> flatten -> dense(10) }\n");
  const CommandResult done = sandbox.run("evenstride sizes net.stride --json");
  CHECK(lastLine(done)["axes"]["x.height"]["modulus"] == 0);
  CHECK(lastLine(done)["axes"]["x.height"]["least"] == 28);
}

TEST_CASE("sizes names two layers that exclude each other") {
  Sandbox sandbox;
  sandbox.write("net.stride", "network n(x: f32[3, 64, 64]) { return x -> upsample(2) -> conv(8, 3x3, stride: 2) }\n");
  const CommandResult done = sandbox.run("evenstride sizes net.stride --json");
  CHECK(done.exitCode == 1);
  CHECK(mentions(done.errors, "error[E0317]: no size of `x.height` fits: `upsample1` and `conv1` exclude each other"));
  CHECK(lastLine(done)["axes"]["x.height"]["conflict"] == nlohmann::json({"upsample1", "conv1"}));
}

TEST_CASE("commands that need one size ask for it, and take it from --set") {
  Sandbox sandbox;
  sandbox.write("stem.stride", stem);
  const CommandResult asked = sandbox.run("evenstride build stem.stride --set H=231");
  CHECK(asked.exitCode == 2);
  CHECK(mentions(asked.errors, "error[E0017]: `W` has no value"));
  CHECK(mentions(asked.errors, "`W` may be 227, 231, …, 1023"));
  CHECK(mentions(asked.errors, "`--set W=227`"));
  CHECK(mentions(sandbox.run("evenstride explain stem.stride").errors, "E0017"));
  const CommandResult explained = sandbox.run("evenstride explain stem.stride --set H=231 --set W=227");
  CHECK(explained.exitCode == 0);
  CHECK(mentions(explained.output, "57"));
}

TEST_CASE("values that do not fit are refused") {
  Sandbox sandbox;
  sandbox.write("stem.stride", stem);
  const CommandResult between = sandbox.run("evenstride check stem.stride --set H=480");
  CHECK(between.exitCode != 0);
  CHECK(mentions(between.errors, "error[E0018]: `H` may not be 480"));
  CHECK(mentions(between.errors, "the sizes next to it are 479 and 483"));
  CHECK(mentions(sandbox.run("evenstride check stem.stride --set H=1027").errors, "from 227 to 1023"));
  CHECK(mentions(sandbox.run("evenstride check stem.stride --set K=227").errors,
                 "error[E0018]: there is no size called `K`"));
  CHECK(mentions(sandbox.run("evenstride check stem.stride --set H").errors, "error[E0016]"));
  CHECK(sandbox.run("evenstride check stem.stride --set H=227 --set W=231").exitCode == 0);
}
