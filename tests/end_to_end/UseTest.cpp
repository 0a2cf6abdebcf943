// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Programs of several files and networks through every command: used blocks, budgets, names of networks and outputs.
#include "driver/Array.h"
#include "support/Sandbox.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace evenstride;
using namespace evenstride::test;

namespace {

constexpr const char *blocks = "block down(x, filters: int) {\n"
                               "    return x -> conv(filters, 3x3, stride: 2, pad: 1) -> relu\n"
                               "}\n";
constexpr const char *net = "use \"lib/blocks.stride\"\n"
                            "network net(x: f32[2, 9, 9]) {\n"
                            "    return x -> down(4) @first -> down(8)\n"
                            "}\n";
constexpr const char *two = "network first(x: f32[1, 4, 4]) {\n"
                            "    let a = x -> relu\n"
                            "    return logits: a, mask: x -> sigmoid\n"
                            "}\n"
                            "network second(x: f32[1, 4, 4]) {\n"
                            "    let kept = x -> relu\n"
                            "    return kept, x -> tanh, x -> sigmoid\n"
                            "}\n";

bool contains(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

CommandResult run(const Sandbox &sandbox, const std::string &command, int exitCode = 0) {
  CommandResult result = sandbox.run("evenstride " + command);
  CAPTURE(command);
  CAPTURE(result.errors);
  CHECK(result.exitCode == exitCode);
  return result;
}

void writeProgram(const Sandbox &sandbox, const std::string &model) {
  std::filesystem::create_directories(sandbox.inside() / "lib");
  sandbox.write("lib/blocks.stride", blocks);
  sandbox.write("net.stride", model);
}

std::string uneven() { return std::string(net).replace(std::string(net).find("9, 9"), 4, "8, 8"); }

void writeInput(const Sandbox &sandbox, std::vector<int64_t> shape) {
  driver::Array array{shape, {}};
  for (int64_t i = 0; i < shape[0] * shape[1] * shape[2]; ++i)
    array.values.push_back(float(i % 7) - 3);
  auto bytes = std::get<std::vector<char>>(driver::writeNpy(array));
  sandbox.write("x.npy", {bytes.data(), bytes.size()});
}

} // namespace

TEST_CASE("every command takes a file that uses another") {
  Sandbox sandbox;
  writeProgram(sandbox, net);
  writeInput(sandbox, {2, 9, 9});
  CHECK(run(sandbox, "check net.stride").errors.empty());
  CHECK(contains(run(sandbox, "explain net.stride").output, "first.conv1"));
  run(sandbox, "fix net.stride");
  run(sandbox, "verify net.stride --random-weights 1");
  run(sandbox, "bench net.stride --random-weights 1 --seconds 0.01");
  run(sandbox, "build net.stride --random-weights 1 -o out --depfile net.d");
  CHECK(std::filesystem::exists(sandbox.inside() / "out/libnet.a"));
  std::string rule = sandbox.read("net.d");
  CHECK(contains(rule, "out/libnet.a: \\\n"));
  CHECK(contains(rule, "/net.stride"));
  CHECK(contains(rule, "/lib/blocks.stride"));
  // From another folder, the paths are still those that lie beside the file.
  CHECK(sandbox.run("sh -c 'cd lib && evenstride check ../net.stride'").exitCode == 0);
}

TEST_CASE("run sees that a used file has changed") {
  Sandbox sandbox;
  writeProgram(sandbox, net);
  writeInput(sandbox, {2, 9, 9});
  const std::string command = "run net.stride --random-weights 1 --input x.npy --output y.npy";
  run(sandbox, command);
  std::string before = sandbox.read("y.npy");
  run(sandbox, command);
  CHECK(sandbox.read("y.npy") == before);
  sandbox.write("lib/blocks.stride", std::string(blocks).replace(std::string(blocks).find("relu"), 4, "tanh"));
  run(sandbox, command);
  CHECK(sandbox.read("y.npy") != before);
}

TEST_CASE("diagnostics name the file that they are about") {
  Sandbox sandbox;
  writeProgram(sandbox, uneven());
  CHECK(contains(run(sandbox, "check net.stride", 1).errors, "--> lib/blocks.stride:2:"));
  auto json = nlohmann::json::parse(run(sandbox, "check net.stride --format json", 1).output);
  const auto &found = json["diagnostics"][0];
  CHECK(found["file"] == "lib/blocks.stride");
  CHECK(found["line"] == 2);
  CHECK(found["labels"][1]["file"] == "net.stride");
  auto sarif = nlohmann::json::parse(run(sandbox, "check net.stride --format sarif", 1).output);
  const auto &place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "lib/blocks.stride");
  std::string ide = run(sandbox, "build net.stride --random-weights 1 --diagnostics ide", 1).errors;
  CHECK(contains(ide, "lib/blocks.stride:2:36: error: "));
}

TEST_CASE("fix mends a used file where it is") {
  Sandbox sandbox;
  writeProgram(sandbox, uneven());
  CHECK(contains(run(sandbox, "fix net.stride", 1).output, "--- lib/blocks.stride\n+++ lib/blocks.stride\n"));
  CHECK(sandbox.read("lib/blocks.stride") == blocks);
  CommandResult applied = run(sandbox, "fix net.stride --apply bit-identical --json");
  auto json = nlohmann::json::parse(applied.output.substr(applied.output.find("{\"applied\"")));
  CHECK(json["files"] == nlohmann::json{"lib/blocks.stride"});
  CHECK(sandbox.read("net.stride") == uneven());
  CHECK(contains(sandbox.read("lib/blocks.stride"), "pad: (1, 1, 0, 0)"));
  CHECK(run(sandbox, "check net.stride").errors.empty());
}

TEST_CASE("files that cannot be used") {
  Sandbox sandbox;
  writeProgram(sandbox, net);
  std::filesystem::create_directory(sandbox.inside() / "folder.stride");
  sandbox.write("a.stride", "use \"folder.stride\"\n" + std::string(two));
  CHECK(contains(run(sandbox, "check a.stride", 1).errors, "`folder.stride` cannot be read: it is a directory"));
  REQUIRE(sandbox.run("mkfifo pipe.stride").exitCode == 0); // nobody ever writes into it
  sandbox.write("e.stride", "use \"pipe.stride\"\nuse \"/dev/zero\"\n" + std::string(two));
  CHECK(contains(run(sandbox, "check e.stride", 1).errors, "it is not a regular file"));
  sandbox.write("large.stride", std::string((16 << 20) + 1, ' '));
  sandbox.write("f.stride", "use \"large.stride\"\n" + std::string(two));
  CHECK(contains(run(sandbox, "check f.stride", 1).errors, "16.0 MiB"));
  sandbox.write("b.stride", "use \"nowhere/../lib/bloks.stride\"\n" + std::string(two));
  CHECK(contains(run(sandbox, "check b.stride", 1).errors, "did you mean `blocks.stride`?"));
  sandbox.write("zero.stride", std::string_view("block\0a", 7));
  sandbox.write("c.stride", "use \"zero.stride\"\n" + std::string(two));
  CHECK(contains(run(sandbox, "check c.stride", 2).errors, "zero.stride:1:6"));
  std::filesystem::create_directory_symlink(".", sandbox.inside() / "loop");
  sandbox.write("d.stride", "use \"loop/loop/d.stride\"\n" + std::string(two));
  CHECK(contains(run(sandbox, "check d.stride", 1).errors, "E0226"));
}

TEST_CASE("files of blocks alone check, and what two models see in one is said once") {
  Sandbox sandbox;
  writeProgram(sandbox, net);
  run(sandbox, "check lib/blocks.stride");
  CHECK(contains(run(sandbox, "build lib/blocks.stride", 2).errors, "`lib/blocks.stride` declares no network"));
  CHECK(contains(run(sandbox, "explain lib/blocks.stride", 2).errors, "E0003"));
  sandbox.write("other.stride", net);
  sandbox.write("lib/blocks.stride", "block down(x, filters: int) { return x -> nothing(filters) }\n");
  CHECK(contains(run(sandbox, "check net.stride other.stride lib/blocks.stride", 1).errors, "\n1 error"));
}

TEST_CASE("a network of several is named behind a colon") {
  Sandbox sandbox;
  sandbox.write("two.stride", two);
  writeInput(sandbox, {1, 4, 4});
  run(sandbox, "check two.stride");
  run(sandbox, "check two.stride:second");
  run(sandbox, "check two.stride:third", 2);
  for (const char *command : {"fix", "explain", "bench --seconds 0.01", "verify"})
    run(sandbox, std::string(command) + " two.stride:second");
  CHECK(contains(run(sandbox, "explain two.stride").output, "first"));
  run(sandbox, "build two.stride:second -o out");
  CHECK(std::filesystem::exists(sandbox.inside() / "out/second.h"));
  CHECK_FALSE(std::filesystem::exists(sandbox.inside() / "out/first.h"));
  run(sandbox, "run two.stride:first --input x.npy --output mask=m.npy --output logits=l.npy");
  CHECK(sandbox.read("m.npy") != sandbox.read("l.npy"));
}

TEST_CASE("outputs have the names that return gives them") {
  Sandbox sandbox;
  sandbox.write("two.stride", two);
  run(sandbox, "build two.stride:first -o out");
  CHECK(contains(sandbox.read("out/first.hpp"), "output_logits"));
  CHECK(contains(sandbox.read("out/first.hpp"), "output_mask"));
  CHECK(contains(sandbox.read("out/first.h"), "mask"));
  run(sandbox, "build two.stride:second -o out");
  for (const char *name : {"output_kept", "output_output2", "output_output3"})
    CHECK(contains(sandbox.read("out/second.hpp"), name));
}

TEST_CASE("budgets on the arena and the weights hold in build") {
  Sandbox sandbox;
  std::string text = "network net(x: f32[4, 32, 32]) {\n"
                     "    require arena <= 1kB, weights <= 100B\n"
                     "    let a = x -> conv(16, 3x3, pad: 1) @wide -> relu\n"
                     "    let b = a -> conv(16, 3x3, pad: 1) @deep -> relu\n"
                     "    return (a + b) -> conv(4, 1x1) -> max_pool(2) -> conv(4, 3x3, pad: 1)\n"
                     "}\n";
  sandbox.write("net.stride", text);
  CHECK(run(sandbox, "check net.stride").errors.empty());
  std::string errors = run(sandbox, "build net.stride --random-weights 1 -o out", 1).errors;
  CHECK(contains(errors, "error[E0350]: `net` takes an arena of "));
  CHECK(contains(errors, ", and its budget is 1000 B"));
  CHECK(contains(errors, "the parts: `relu1` "));
  CHECK(contains(errors, "most of it is in use while `deep"));
  CHECK(contains(errors, "error[E0350]: the packed weights of `net` take "));
  CHECK(contains(errors, "has the largest part"));
  CHECK_FALSE(std::filesystem::exists(sandbox.inside() / "out/libnet.a"));
  errors = run(sandbox, "build net.stride --random-weights 1 -o out --target x86-64-sse41,x86-64-avx2", 1).errors;
  CHECK(contains(errors, "this is the figure for the target `x86-64-sse41`"));
  CHECK(contains(errors, "this is the figure for the target `x86-64-avx2`"));
  CommandResult plan = run(sandbox, "explain net.stride --plan", 1);
  CHECK(contains(plan.output, "packed weights"));
  CHECK(contains(plan.errors, "E0350"));
  sandbox.write("net.stride", text.replace(text.find("1kB"), 3, "1MB").replace(text.find("100B"), 4, "1MB"));
  run(sandbox, "build net.stride --random-weights 1 -o out");
  CHECK(std::filesystem::exists(sandbox.inside() / "out/libnet.a"));
}
