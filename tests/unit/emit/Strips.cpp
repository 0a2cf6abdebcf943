// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Networks whose layers run strip by strip: the same bits as on whole images where kernels are plain sums, the same
// promises as all networks, and little memory.
#include "RunPromises.h"
#include "TemporaryFolder.h"

#include <doctest/doctest.h>

#include <optional>
#include <random>

using namespace evenstride;
using test::CompiledText;

namespace {

/// Chains of layers that work in strips. Equal seeds give equal texts.
class Writer {
public:
  explicit Writer(unsigned seed) : random(seed) {}

  std::string body() {
    std::string text =
        "(x: f32[" + number(1, 18) + ", " + number(24, 41) + ", " + number(9, 30) + "]) {\n    let y = x";
    for (int layers = 2 + below(3); layers > 0; --layers)
      text += " -> " + layer();
    text += "\n    let a = y -> conv(16, 3x3, pad: 1) -> relu\n    let b = a";
    if (below(2) == 0)
      text += " + (a -> conv(16, 3x3, pad: 1) -> tanh)";
    text += "\n    let z = b";
    for (int layers = 1 + below(3); layers > 0; --layers)
      text += " -> " + layer();
    return text + "\n    return z\n}\n";
  }

private:
  int below(int bound) { return int(random() % unsigned(bound)); }
  std::string number(int from, int to) { return std::to_string(from + below(to - from + 1)); }

  std::string layer() {
    switch (below(10)) {
    case 0:
      return "conv(" + number(1, 33) + ", 5x3, pad: (2, 1, 2, 1)) -> relu";
    case 1:
      return "conv(" + number(1, 33) + ", 1x1) -> leaky_relu(0.2)";
    case 2:
      return "conv(" + number(1, 33) + ", 3x3, stride: 2, pad: (" + number(0, 1) + ", 1, " + number(0, 1) +
             ", 1), round: down)";
    case 3:
      return "conv(" + number(1, 33) + ", 3x3, dilation: 2, pad: 2)";
    case 4:
      return "depthwise_conv(3x3, pad: 1) -> relu";
    case 5:
      return "max_pool(2x2, stride: 2, round: down)";
    case 6:
      return "avg_pool(3x3, stride: 1, pad: (0, 1, 0, 1))";
    case 7:
      return "conv(20, 3x3, pad: 1) -> pixel_shuffle(2)";
    case 8:
      return "upsample(2) -> conv(17, 3x3, pad: 1)";
    default:
      return "conv(" + number(8, 33) + ", 3x3, pad: 1) -> relu";
    }
  }

  std::mt19937 random;
};

std::optional<CompiledText> tryText(const std::string &text) {
  try {
    return CompiledText(text);
  } catch (const std::runtime_error &) { // a pool of an image that has become too small, most often
    return std::nullopt;
  }
}

/// "same", or what the program of the two says.
std::string compareBits(const CompiledText &first, const CompiledText &second) {
  test::TemporaryFolder folder;
  first.write(folder.path);
  second.write(folder.path);
  const std::string a = first.graph.name, b = second.graph.name;
  const auto built = test::runCommand(folder.path, CC " -O1 -std=c11 -Wall -Werror -DFIRST=" + a + " -DSECOND=" + b +
                                                       " -I" RUNTIME_INCLUDE " " + test::programs +
                                                       "same.c -o program lib" + a + ".a lib" + b + ".a -lm -lpthread");
  return built.status ? built.output : test::runCommand(folder.path, "./program").output;
}

void checkPromisesInStrips(const std::string &text, int64_t rows) {
  CompiledText network(text);
  network.build([&](emit::BackendRequest &request) { request.stripRows = rows; });
  REQUIRE_FALSE(network.plan().strips.empty());
  const test::Outcome outcome = test::runPromises(network);
  CHECK_MESSAGE(outcome.output == "kept\n", network.graph.name << ": " << outcome.output);
}

/// Of the plan's text: "… arena 123 {".
int64_t arenaOf(const CompiledText &network, emit::Strips strips, const support::MachineCosts &costs = {}) {
  const emit::BackendResult result = network.request([&](emit::BackendRequest &request) {
    request.stage = emit::Stage::PlanIR;
    request.strips = strips;
    request.costs = costs;
    request.targets = {support::findTarget("x86-64-avx512")};
  });
  const std::string &text = std::get<std::string>(result);
  return std::stoll(text.substr(text.find(" arena ") + 7));
}

} // namespace

TEST_CASE("plain sums have the same bits strip by strip") {
  constexpr int wanted = 8;
  int found = 0;
  for (unsigned seed = 1; found < wanted && seed < 1000; ++seed) {
    const std::string body = Writer(seed).body();
    auto strips = tryText("network strips" + body), whole = tryText("network whole" + body);
    if (!strips || !whole)
      continue;
    strips->build([&](emit::BackendRequest &request) {
      request.exact = true;
      request.stripRows = 2 * (1 + seed % 4);
    });
    whole->build([](emit::BackendRequest &request) {
      request.exact = true;
      request.strips = emit::Strips::Never;
    });
    if (strips->plan().strips.empty())
      continue;
    ++found;
    CAPTURE(body);
    CHECK(compareBits(*strips, *whole) == "same\n");
  }
  CHECK(found == wanted);
}

TEST_CASE("a denoiser with Winograd's convolutions keeps the promises strip by strip") {
  checkPromisesInStrips(R"(network denoise(image: f32[1, 45, 50]) {
    let noise = image -> repeat i in 1..=3 { conv(32, 3x3, pad: 1) @"conv{i}" -> relu } -> conv(1, 3x3, pad: 1) @last
    return clean: (image - noise)
})",
                        6);
}

TEST_CASE("strides, pools, shuffles and bytes keep the promises strip by strip") {
  checkPromisesInStrips(R"(network camera(frame: u8[33, 41, 3] hwc) {
    let a = frame -> conv(18, 3x3, stride: 2) @a -> relu -> depthwise_conv(3x3, pad: 1) @b -> relu6
    let c = a -> conv(20, 1x1) @c
    let d = c + (c -> conv(20, 3x3, dilation: 2, pad: 2) @d -> tanh)
    return small: (d -> max_pool(2x2, stride: 2)), large: (d -> pixel_shuffle(2) -> conv(3, 3x3, pad: 1) @e)
})",
                        4);
}

TEST_CASE("a denoiser of a large picture needs strips of memory, not images") {
  const CompiledText network(R"(network denoise(image: f32[1, 2048, 2048]) {
    let noise = image -> repeat i in 1..=16 { conv(64, 3x3, pad: 1) @"conv{i}" -> relu } -> conv(1, 3x3, pad: 1) @last
    return image - noise
})");
  constexpr int64_t image = int64_t(64) * 2048 * 2048 * 4;
  CHECK(arenaOf(network, emit::Strips::Never) >= 2 * image);
  CHECK(arenaOf(network, emit::Strips::WherePays) < image / 6);
}

TEST_CASE("strips follow the caches of the machine") {
  const CompiledText network(R"(network enlarge(image: f32[1, 1024, 1024]) {
    return image -> conv(64, 5x5, pad: 2) @a -> tanh -> conv(32, 3x3, pad: 1) @b -> tanh -> conv(9, 3x3, pad: 1) @c
                 -> pixel_shuffle(3)
})");
  support::MachineCosts large;
  large.thirdLevel = 256 << 20;
  const int64_t byDefault = arenaOf(network, emit::Strips::WherePays);
  const int64_t inLargeCache = arenaOf(network, emit::Strips::WherePays, large);
  CHECK(byDefault < inLargeCache);
  CHECK(inLargeCache < arenaOf(network, emit::Strips::Never));
}
