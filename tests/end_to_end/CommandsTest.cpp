// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each command's results on small networks.
#include "driver/Array.h"
#include "support/Sandbox.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace evenstride;
using namespace evenstride::test;
using driver::Array;
namespace fs = std::filesystem;

namespace {

constexpr const char *halves = "network halves(image: f32[1, 4, 6]) {\n"
                               "    return image -> avg_pool(2x2, stride: 2)\n"
                               "}\n";
constexpr const char *small = "network small(image: f32[3, 16, 16]) {\n"
                              "    return image -> conv(8, 3x3) @stem -> relu -> conv(4, 3x3) @head\n"
                              "}\n";

void save(const Sandbox &sandbox, const std::string &name, const driver::BytesResult &result) {
  const auto &bytes = std::get<std::vector<char>>(result);
  sandbox.write(name, {bytes.data(), bytes.size()});
}

Array load(const Sandbox &sandbox, const std::string &name) {
  diagnostics::Sink sink;
  auto array = driver::readArray(sandbox.inside() / name, sink);
  REQUIRE(array);
  return *array;
}

CommandResult succeeds(const Sandbox &sandbox, const std::string &command) {
  CommandResult result = sandbox.run(command);
  CAPTURE(command);
  CAPTURE(result.errors);
  CHECK(result.exitCode == 0);
  return result;
}

bool contains(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

nlohmann::json lastObject(const CommandResult &result) {
  return nlohmann::json::parse(result.output.substr(result.output.rfind('\n', result.output.size() - 2) + 1));
}

Array counting(std::vector<int64_t> shape) {
  Array array{shape, {}};
  size_t elements = 1;
  for (int64_t extent : shape)
    elements *= size_t(extent);
  for (size_t i = 0; i < elements; ++i)
    array.values.push_back(float(i));
  return array;
}

} // namespace

TEST_CASE("run: arrays in, arrays out") {
  Sandbox sandbox;
  sandbox.write("halves.stride", halves);
  save(sandbox, "x.npy", driver::writeNpy(counting({1, 4, 6})));
  succeeds(sandbox, "evenstride run halves.stride --input x.npy --output y.npy");
  Array result = load(sandbox, "y.npy");
  CHECK(result.shape == std::vector<int64_t>{1, 2, 3});
  CHECK(result.values == std::vector<float>{3.5f, 5.5f, 7.5f, 15.5f, 17.5f, 19.5f});
}

TEST_CASE("run: batches, on several threads") {
  Sandbox sandbox;
  sandbox.write("halves.stride", halves);
  save(sandbox, "x.npy", driver::writeNpy(counting({3, 1, 4, 6})));
  succeeds(sandbox, "evenstride run halves.stride --input image=x.npy --output output=y.npy --threads 2");
  Array result = load(sandbox, "y.npy");
  CHECK(result.shape == std::vector<int64_t>{3, 1, 2, 3});
  CHECK(result.values[6] == 27.5f);
  CHECK(result.values[17] == 67.5f);
}

TEST_CASE("run: pictures in, pictures out") {
  Sandbox sandbox;
  sandbox.write("halves.stride", halves);
  Array picture{{1, 4, 6}, std::vector<float>(24)};
  for (size_t i = 0; i < 24; ++i)
    picture.values[i] = float(i / 2 % 3) / 2; // pairs of columns alike: 0, 1/2, 1
  save(sandbox, "x.png", driver::writePng(picture));
  succeeds(sandbox, "evenstride run halves.stride --input x.png --output y.png");
  Array result = load(sandbox, "y.png");
  CHECK(result.shape == std::vector<int64_t>{1, 2, 3});
  CHECK(result.values[0] == 0);
  CHECK(result.values[1] == doctest::Approx(128.0 / 255));
  CHECK(result.values[2] == 1);
}

TEST_CASE("run: bytes of pictures and arrays, to named outputs") {
  Sandbox sandbox;
  sandbox.write("camera.stride", "network camera(frame: u8[2, 3, 3] hwc) {\n"
                                 "    let red, green, blue = frame -> split(channels: 3)\n"
                                 "    return difference: red - blue, green, frame\n}\n");
  sandbox.write("frame.ppm", std::string("P6 3 2 255\n") + "abcdefghiABCDEFGHI");
  succeeds(sandbox, "evenstride run camera.stride --input frame.ppm --output green=g.npy --output frame=f.npy");
  CHECK(load(sandbox, "g.npy").values == std::vector<float>{'b', 'e', 'h', 'B', 'E', 'H'});
  Array frame = load(sandbox, "f.npy");
  CHECK(frame.shape == std::vector<int64_t>{3, 2, 3});
  CHECK(frame.values[6] == 'b');
  save(sandbox, "x.npy", driver::writeNpy(counting({4, 2, 3, 3})));
  CommandResult result = sandbox.run("evenstride run camera.stride --input x.npy --output difference=d.npy");
  CHECK(result.exitCode == 0);
  CHECK(load(sandbox, "d.npy").values == std::vector<float>(24, -2));
  result = sandbox.run("evenstride run camera.stride --input d.npy --output green=g.npy");
  CHECK(result.exitCode == 2);
  CHECK(contains(result.errors, "`frame` is [2, 3, 3], and the file holds [4, 1, 2, 3]"));
  CHECK(contains(succeeds(sandbox, "evenstride bench camera.stride --seconds 0.05").output, "median"));
  CHECK(contains(succeeds(sandbox, "evenstride verify camera.stride").output, "within its bound"));
}

TEST_CASE("run: several inputs and outputs; a summary where no file is asked for") {
  Sandbox sandbox;
  sandbox.write("two.stride",
                "network two(a: f32[1, 2, 2], b: f32[1, 2, 2]) {\n    return sum: a + b, rest: a - b\n}\n");
  save(sandbox, "a.npy", driver::writeNpy({{1, 2, 2}, {5, 6, 7, 8}}));
  save(sandbox, "b.npy", driver::writeNpy({{1, 2, 2}, {1, 2, 3, 5}}));
  CommandResult result =
      succeeds(sandbox, "evenstride run two.stride --input b=b.npy --input a=a.npy --output rest=rest.npy");
  CHECK(load(sandbox, "rest.npy").values == std::vector<float>{4, 4, 4, 3});
  CHECK(contains(result.output, "sum [1, 2, 2]: from 6 to 13, mean 9.25"));
}

TEST_CASE("run: the second time comes from the cache, and a damaged cache is mended") {
  Sandbox sandbox;
  sandbox.write("small.stride", small);
  save(sandbox, "x.npy", driver::writeNpy(counting({3, 16, 16})));
  std::string command = "evenstride run small.stride --random-weights 1 -v --input x.npy --output ";
  CHECK(contains(succeeds(sandbox, command + "first.npy").errors, "ms"));
  CommandResult again = succeeds(sandbox, command + "second.npy");
  CHECK(again.errors.empty());
  CHECK(contains(again.output, "made up"));
  CHECK(sandbox.read("first.npy") == sandbox.read("second.npy"));
  for (const auto &entry : fs::recursive_directory_iterator(sandbox.cache()))
    if (entry.is_regular_file())
      writeText(entry.path(), "damage");
  CHECK(contains(succeeds(sandbox, command + "third.npy").errors, "ms"));
  CHECK(sandbox.read("first.npy") == sandbox.read("third.npy"));
  succeeds(sandbox, "evenstride run small.stride --random-weights 2 --input x.npy --output other.npy");
  CHECK(sandbox.read("first.npy") != sandbox.read("other.npy"));
}

TEST_CASE("build: a library with its headers, and a shared one") {
  Sandbox sandbox;
  sandbox.write("small.stride", small);
  CommandResult built = succeeds(sandbox, "evenstride build small.stride --random-weights 1 -o out/deep --shared");
  std::vector<std::string> names;
  for (const auto &[name, content] : sandbox.files())
    names.push_back(name);
  CHECK(names == std::vector<std::string>{"out/deep/libsmall.a", "out/deep/libsmall.so", "out/deep/small.h",
                                          "out/deep/small.hpp", "small.stride"});
  CHECK(contains(built.output, "out/deep/libsmall.a"));
  CHECK(contains(built.output, "made up"));
  std::string first = sandbox.read("out/deep/libsmall.a");
  succeeds(sandbox, "evenstride build small.stride --random-weights 1 -o out/deep");
  CHECK(sandbox.read("out/deep/libsmall.a") == first);
}

TEST_CASE("build: --tune measures once, and gives the same library after that") {
  Sandbox sandbox;
  sandbox.write("wide.stride", "network wide(image: f32[16, 20, 20]) {\n"
                               "    return image -> conv(32, 3x3) @a -> relu -> conv(32, 3x3) @b\n"
                               "}\n");
  const std::string build = "evenstride build wide.stride --random-weights 1 -o out";
  CommandResult first = succeeds(sandbox, build + " --tune");
  CHECK(contains(first.output, "measured 2 kernels in "));
  const std::string library = sandbox.read("out/libwide.a");
  CommandResult second = succeeds(sandbox, build + " --tune");
  CHECK(contains(second.output, "all kernels were measured before"));
  CHECK(sandbox.read("out/libwide.a") == library);
  CommandResult times = succeeds(sandbox, "evenstride bench wide.stride --seconds 0.05 --exact --tune");
  CHECK(contains(times.output, "measured 2 kernels in "));
  succeeds(sandbox, build); // what was measured decides about `--tune` alone
  succeeds(sandbox, build + " --tune");
  CHECK(sandbox.read("out/libwide.a") == library);
}

TEST_CASE("build: --max-weights and `require weights` have kernels do with less") {
  auto network = [](const std::string &budget) {
    return "network wide(image: f32[64, 40, 40]) {\n" + budget +
           "    return image -> conv(64, 3x3) @a -> relu -> conv(64, 3x3) @b\n}\n";
  };
  Sandbox sandbox;
  sandbox.write("wide.stride", network(""));
  sandbox.write("frugal.stride", network("    require weights <= 300KiB\n"));
  auto packed = [&](const std::string &model) {
    const std::string text = succeeds(sandbox, "evenstride build " + model + " --random-weights 1 -o out").output;
    const size_t begin = text.rfind("packed weights ") + 15;
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  const std::string plain = "288.2 KiB", fast = packed("wide.stride"),
                    between = packed("wide.stride --max-weights 1MiB");
  CHECK(fast != plain);
  CHECK(between != plain);
  CHECK(between != fast);
  CHECK(packed("wide.stride --max-weights 300KiB") == plain);
  CHECK(packed("frugal.stride") == plain);
  CommandResult refused = sandbox.run("evenstride build wide.stride --random-weights 1 --max-weights 200KiB -o out");
  CHECK(refused.exitCode == 2);
  CHECK(contains(refused.errors, "error[E0019]: the packed weights of `wide` take 288.2 KiB"));
}

TEST_CASE("build: one library for several targets, however they are named") {
  Sandbox sandbox;
  sandbox.write("halves.stride", halves);
  const std::string said =
      succeeds(sandbox, "evenstride build halves.stride -o a --target x86-64-avx2,x86-64-sse41").output;
  CHECK(contains(said, "x86-64-avx2: 1 group, arena "));
  CHECK(said.find("x86-64-avx2: ") < said.find("x86-64-sse41: "));
  CHECK(contains(said, ", packed weights of all targets "));
  succeeds(sandbox, "evenstride build halves.stride -o b --target x86-64-sse41 --target x86-64-avx2,x86-64-sse41");
  CHECK(sandbox.read("a/libhalves.a") == sandbox.read("b/libhalves.a"));
  CHECK(contains(sandbox.read("a/halves.h"), "compiled by Evenstride for x86-64-avx2 and x86-64-sse41."));

  CHECK(contains(sandbox.run("evenstride build halves.stride --emit asm --target x86-64-avx2,x86-64-sse41").errors,
                 "prints the text of one target, and `--target` names 2"));
  succeeds(sandbox, "evenstride build halves.stride --emit stride --target x86-64-avx2,x86-64-sse41");
  CHECK(contains(sandbox.run("evenstride run halves.stride --target x86-64-avx2,x86-64-sse41").errors,
                 "`build` alone takes several"));
}

TEST_CASE("build: every stage as text") {
  Sandbox sandbox;
  sandbox.write("small.stride", small);
  const std::pair<const char *, const char *> stages[] = {{"ast", "stem"},
                                                          {"stride", "stride.conv"},
                                                          {"plan", "plan.kernel"},
                                                          {"llvm", "@small_run_image("},
                                                          {"asm", "small_run_image"}};
  for (const auto &[stage, expected] : stages) {
    CommandResult result = succeeds(sandbox, std::string("evenstride build small.stride --emit ") + stage);
    CAPTURE(stage);
    CAPTURE(result.output);
    CHECK(contains(result.output, expected));
  }
  CHECK(sandbox.files().size() == 1);
}

TEST_CASE("bench: the last line is one JSON object") {
  Sandbox sandbox;
  sandbox.write("small.stride", small);
  CommandResult result =
      succeeds(sandbox, "evenstride bench small.stride --seconds 0.05 --per-layer --json --output y.npy");
  CHECK(contains(result.output, "made up"));
  std::string text = result.output.substr(0, result.output.size() - 1);
  auto figures = nlohmann::json::parse(text.substr(text.rfind('\n') + 1));
  CHECK(figures["min_ms"] > 0);
  CHECK(figures["min_ms"] <= figures["median_ms"]);
  CHECK(figures["median_ms"] <= figures["p99_ms"]);
  CHECK(figures["macs"] == 8 * 27 * 14 * 14 + 4 * 72 * 12 * 12);
  CHECK(figures["gflops"].get<double>() ==
        doctest::Approx(2 * figures["macs"].get<double>() / figures["min_ms"].get<double>() / 1e6));
  CHECK(figures["share_of_peak"].get<double>() ==
        doctest::Approx(figures["gflops"].get<double>() / figures["peak_gflops"].get<double>()));
  int64_t macs = 0;
  for (const auto &group : figures["groups"])
    macs += group["macs"].get<int64_t>();
  CHECK(macs == figures["macs"]);
  CHECK(load(sandbox, "y.npy").shape == std::vector<int64_t>{4, 12, 12});
}

TEST_CASE("explain: a model's table and a code's page") {
  Sandbox sandbox;
  sandbox.write("small.stride", small);
  std::string table = succeeds(sandbox, "evenstride explain small.stride").output;
  CHECK(contains(table, "42.3 k"));
  CHECK(contains(table, "[8, 14, 14]"));
  CHECK(contains(succeeds(sandbox, "evenstride explain e0301").output, "# E0301"));
  CommandResult mixed = sandbox.run("evenstride explain E0301 --json");
  CHECK(mixed.exitCode == 2);
  CHECK(contains(mixed.errors, "E0016"));
}

TEST_CASE("explain: the plan") {
  Sandbox sandbox;
  sandbox.write("small.stride", small);
  std::string output = succeeds(sandbox, "evenstride explain small.stride --plan --json").output;
  CHECK(contains(output, "stem + relu1"));
  std::string last = output.substr(output.rfind('\n', output.size() - 2) + 1);
  nlohmann::json plan = nlohmann::json::parse(last)["plan"];
  CHECK(plan["groups"].size() == 2);
  CHECK(plan["groups"][0]["layers"] == nlohmann::json{"stem", "relu1"});
  CHECK(plan["arena_bytes"] > 0);
  CHECK(plan["weight_bytes"] >= 4 * (8 * 27 + 4 * 72));
}

TEST_CASE("layers of a large image run in strips unless told otherwise, and every command says so") {
  Sandbox sandbox;
  sandbox.write("wide.stride", "network wide(image: f32[1, 768, 1024]) {\n"
                               "    return image -> conv(32, 3x3, pad: 1) -> relu -> depthwise_conv(3x3, pad: 1)\n"
                               "        -> conv(1, 3x3, pad: 1)\n"
                               "}\n");
  std::string plan = succeeds(sandbox, "evenstride build wide.stride --emit plan").output;
  CHECK(contains(plan, "plan.strips"));
  CHECK(contains(plan, " rows at a time: "));
  CHECK_FALSE(
      contains(succeeds(sandbox, "evenstride build wide.stride --no-strips --emit plan").output, "plan.strips"));
  CHECK(contains(succeeds(sandbox, "evenstride explain wide.stride --plan").output, " strips: "));
  auto json = lastObject(succeeds(sandbox, "evenstride explain wide.stride --plan --json"));
  CHECK(json["plan"]["strips"].size() == 1);
  CHECK(json["plan"]["strips"][0]["count"] > 2);

  auto figures = lastObject(succeeds(sandbox, "evenstride bench wide.stride --per-layer --json --seconds 0.01"));
  double groups = 0;
  int64_t macs = 0;
  for (const nlohmann::json &group : figures["groups"]) {
    groups += double(group["min_ms"]);
    macs += int64_t(group["macs"]);
  }
  CHECK(macs == figures["macs"]);                  // counted once, though a first and last strip have their own kernels
  CHECK(groups > 0.1 * double(figures["min_ms"])); // of all strips; the shortest are one in sixty
  CHECK(contains(succeeds(sandbox, "evenstride verify wide.stride --random-weights 1").output, "within its bound"));
}

TEST_CASE("targets and cache") {
  Sandbox sandbox;
  sandbox.write("halves.stride", halves);
  CHECK(contains(succeeds(sandbox, "evenstride targets").output, "(this machine)"));
  CommandResult measured = succeeds(sandbox, "evenstride targets --measure --json");
  CHECK(contains(measured.output, " bytes a cycle\n"));
  CHECK(lastObject(measured)["targets"].size() == 4);
  CHECK(lastObject(measured)["costs"]["memory_bytes"] > 0);
  succeeds(sandbox, "evenstride bench halves.stride --seconds 0.01");
  CHECK(contains(succeeds(sandbox, "evenstride cache").output, "networks/"));
  CHECK(succeeds(sandbox, "evenstride cache path").output == sandbox.cache().string() + "/evenstride\n");
  CHECK(contains(succeeds(sandbox, "evenstride cache size").output, "of 4.0 GiB"));
  CHECK(contains(succeeds(sandbox, "evenstride cache clear").output, "freed"));
  CHECK(succeeds(sandbox, "evenstride cache list").output.empty());
}
