// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Generated headers: they compile without a warning as C99 and C++20, whatever the network's names are, and buffers of
// the wrong size do not. CC, CXX and RUNTIME_INCLUDE come from CMake.
#include "emit/Headers.h"

#include "Process.h"
#include "TemporaryFolder.h"
#include "emit/Names.h"

#include <doctest/doctest.h>

using namespace evenstride;
using test::runCommand, test::writeFile;

namespace {

emit::Program networkOf(std::string name, std::vector<emit::Port> inputs, std::vector<emit::Port> outputs) {
  emit::Program program;
  program.name = std::move(name);
  program.target = support::findTarget("x86-64-sse41");
  program.inputs = std::move(inputs);
  program.outputs = std::move(outputs);
  return program;
}

void writeHeaders(const std::filesystem::path &folder, const emit::Program &program, bool embed = true) {
  writeFile(folder / (program.name + ".h"), emit::cHeader({program, {program.target}, embed}));
  writeFile(folder / (program.name + ".hpp"), emit::cppHeader({program, {program.target}, embed}));
}

const std::string warnings = " -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I" RUNTIME_INCLUDE " -I. ";

test::Outcome compileC(const std::filesystem::path &folder, const std::string &code) {
  writeFile(folder / "user.c", code);
  return runCommand(folder, CC " -std=c99" + warnings + "user.c");
}
test::Outcome compileCpp(const std::filesystem::path &folder, const std::string &code) {
  writeFile(folder / "user.cpp", code);
  return runCommand(folder, CXX " -std=c++20" + warnings + "user.cpp");
}

} // namespace

TEST_CASE("names that C or C++ would not have get an underscore") {
  CHECK(emit::identifier("denoise") == "denoise");
  CHECK(emit::identifier("class") == "class_");
  CHECK(emit::identifier("int") == "int_");
  CHECK(emit::identifier("alignas") == "alignas_"); // first and last of the sorted list
  CHECK(emit::identifier("xor_eq") == "xor_eq_");
  CHECK(emit::identifier("pool") == "pool_");
  CHECK(emit::parameterNames({"a", "class", "a", "a_"}) == std::vector<std::string>{"a", "class_", "a_", "a__"});
}

TEST_CASE("the headers of an ordinary network compile and say its shapes") {
  test::TemporaryFolder folder;
  const auto program =
      networkOf("denoise", {{"noisy", {1, 321, 481}}, {"level", {3, 1, 1}}}, {{"result", {1, 321, 481}}});
  writeHeaders(folder.path, program);
  CHECK(emit::cHeader({program, {program.target}}).find("input  noisy [1, 321, 481]") != std::string::npos);

  auto c = compileC(folder.path, R"(#include "denoise.h"
int sizes[denoise_input_noisy_size == 321 * 481 && denoise_input_level_channels == 3 ? 1 : -1];
int use(const float *noisy, const float *level, float *result) {
  denoise_options options = {0};
  denoise_context *context;
  const void *inputs[] = {noisy, level};
  float *outputs[] = {result};
  if (denoise_create(&options, &context) != EVENSTRIDE_OK || denoise_arena_bytes() == 0 || denoise_weights_bytes() == 0)
    return 1;
  if (denoise_run(context, noisy, level, result) || denoise_run_batch(context, 2, inputs, 0, outputs, 0))
    return 2;
  denoise_destroy(context);
  return 0;
}
)");
  CHECK_MESSAGE(c.status == 0, c.output);

  auto cpp = compileCpp(folder.path, R"(#include "denoise.hpp"
#include <array>
#include <type_traits>
static_assert(evenstride::denoise::input_noisy::size == 321 * 481 && evenstride::denoise::output_result::height == 321);
static_assert(!std::is_copy_constructible_v<evenstride::denoise> && std::is_move_constructible_v<evenstride::denoise>);
void use(const std::array<float, evenstride::denoise::input_noisy::size> &in,
         std::array<float, evenstride::denoise::output_result::size> &out) {
  evenstride::pool pool(2);
  evenstride::denoise net({.arena = {}, .weights = {}, .pool = pool.get()});
  std::array<float, 3> level = {};
  net.run(in, level, out);
  net.run(1, {in.data(), 0}, {level.data(), 0}, {out.data(), out.size()});
  evenstride::denoise other = std::move(net);
  if (!net.context())
    net = evenstride::denoise();
}
)");
  CHECK_MESSAGE(cpp.status == 0, cpp.output);
}

TEST_CASE("inputs of bytes are bytes in C and C++") {
  test::TemporaryFolder folder;
  const auto program = networkOf(
      "camera", {{.name = "frame", .shape = {3, 48, 64}, .bytes = true, .interleaved = true}, {"x", {1, 2, 2}}},
      {{"y", {2, 1, 1}}});
  writeHeaders(folder.path, program);
  CHECK(emit::cHeader({program, {program.target}}).find("input  frame uint8_t [48, 64, 3], channels last") !=
        std::string::npos);

  auto c = compileC(folder.path, R"(#include "camera.h"
int use(camera_context *context, const uint8_t *frame, const float *x, float *y) {
  const void *inputs[] = {frame, x};
  float *outputs[] = {y};
  if (camera_run_batch(context, 1, inputs, 0, outputs, 0))
    return camera_input_frame_size == 48 * 64 * 3;
  return camera_run(context, frame, x, y);
}
)");
  CHECK_MESSAGE(c.status == 0, c.output);

  auto cpp = compileCpp(folder.path, R"(#include "camera.hpp"
#include <array>
#include <type_traits>
using evenstride::camera;
static_assert(std::is_same_v<camera::input_frame::element, std::uint8_t> && camera::input_frame::size == 9216);
static_assert(std::is_same_v<camera::output_y::element, float>);
template <typename Frame>
constexpr bool runs = requires(camera &net, Frame &frame, std::array<float, 4> &x, std::array<float, 2> &y) {
  net.run(frame, x, y);
};
static_assert(runs<std::array<std::uint8_t, 9216>> && runs<const std::array<std::uint8_t, 9216>>);
static_assert(!runs<std::array<float, 9216>> && !runs<std::array<std::uint8_t, 9215>>);
void use(camera &net, const std::uint8_t *frames, const float *x, float *y) {
  net.run(2, {frames, 9216}, {x, 4}, {y, 2});
}
)");
  CHECK_MESSAGE(cpp.status == 0, cpp.output);
}

TEST_CASE("a buffer of the wrong size, or a constant output, does not compile") {
  test::TemporaryFolder folder;
  writeHeaders(folder.path, networkOf("tiny", {{"x", {1, 2, 2}}}, {{"y", {1, 2, 2}}}));
  const auto outcome = compileCpp(folder.path, R"(#include "tiny.hpp"
#include <array>
#include <vector>
template <typename In, typename Out>
constexpr bool runs = requires(evenstride::tiny &net, In &in, Out &out) { net.run(in, out); };
template <std::size_t n> using floats = std::array<float, n>;
static_assert(runs<floats<4>, floats<4>> && runs<const floats<4>, floats<4>>);
static_assert(runs<std::span<const float, 4>, std::span<float, 4>>);
static_assert(!runs<floats<3>, floats<4>> && !runs<floats<5>, floats<4>>);
static_assert(!runs<floats<4>, floats<3>> && !runs<floats<4>, floats<5>>);
static_assert(!runs<floats<4>, const floats<4>>);
static_assert(!runs<std::array<double, 4>, floats<4>>);
static_assert(!runs<std::vector<float>, floats<4>> && !runs<floats<4>, float *>);
)");
  CHECK_MESSAGE(outcome.status == 0, outcome.output);
}

TEST_CASE("awkward names compile too") {
  test::TemporaryFolder folder;
  for (std::string name : {"class", "pool", "options", "target", "arena_bytes"}) {
    writeHeaders(folder.path, networkOf(name, {{"int", {1, 1, 1}}, {"context", {1, 1, 1}}, {"same", {1, 1, 1}}},
                                        {{"same", {2, 1, 1}}, {"delete", {1, 1, 1}}, {"inputs", {1, 1, 1}}}));
    auto c = compileC(folder.path,
                      "#include \"" + name + ".h\"\nint use(void) { return (int)" + name + "_arena_bytes(); }\n");
    CHECK_MESSAGE(c.status == 0, c.output);
    auto cpp =
        compileCpp(folder.path, "#include \"" + name + ".hpp\"\nstd::size_t n = evenstride::" + emit::identifier(name) +
                                    "::output_same::channels;\n");
    CHECK_MESSAGE(cpp.status == 0, cpp.output);
  }
}

TEST_CASE("a network whose weights are in a file must be given them") {
  test::TemporaryFolder folder;
  writeHeaders(folder.path, networkOf("large", {{"x", {1, 1, 1}}}, {{"y", {1, 1, 1}}}), false);
  const std::string begin = "#include \"large.hpp\"\nvoid use() { ";
  auto given =
      compileCpp(folder.path, begin + "evenstride::mapped_weights weights(\"large.weights\");\n"
                                      "evenstride::large net({.arena = {}, .weights = weights.bytes(), .pool = "
                                      "nullptr}); }\n");
  CHECK_MESSAGE(given.status == 0, given.output);
  CHECK(compileCpp(folder.path, begin + "evenstride::large net; }\n").status != 0);
}
