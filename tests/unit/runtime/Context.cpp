// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Contexts: every error code of create and run, batches, mapped weights, scratch, observers. The network is written by
// hand here, in the form that the compiler generates.
#include "evenstride/runtime.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

extern "C" void *evenstride_halide_malloc(void *, size_t);
extern "C" void evenstride_halide_free(void *, void *);

namespace {

/// output[i] = weights[0] * input[i], by way of the arena; three floats per image.
int32_t scaleThree(evenstride_context *context, uint8_t *arena, const uint8_t *weights, const void *const *inputs,
                   float *const *outputs) {
  auto *copy = reinterpret_cast<float *>(arena);
  std::memcpy(copy, inputs[0], 3 * sizeof(float));
  for (int i = 0; i < 3; ++i)
    outputs[0][i] = reinterpret_cast<const float *>(weights)[0] * copy[i];
  evenstride_group_done(context, 5, arena, outputs);
  return copy[0] == 666 ? 1 : 0;
}

alignas(64) constexpr float factor[16] = {2};
constexpr size_t three[] = {3};
constexpr uint8_t four[] = {4}, one[] = {1};

constexpr evenstride_level anywhere = {.target = "anywhere",
                                       .cpu_features = 0,
                                       .scratch_slots = 2,
                                       .arena_bytes = 128,
                                       .scratch_bytes = 1000,
                                       .shared_bytes = 8192,
                                       .run = scaleThree};

constexpr evenstride_network embedded = {.abi = EVENSTRIDE_ABI,
                                         .level_count = 1,
                                         .name = "scale",
                                         .levels = &anywhere,
                                         .weights_bytes = sizeof factor,
                                         .weights = factor,
                                         .weights_id = 77,
                                         .inputs = 1,
                                         .outputs = 1,
                                         .input_elements = three,
                                         .input_bytes = four,
                                         .output_floats = three};

constexpr evenstride_network withFile = [] {
  evenstride_network network = embedded;
  network.weights = nullptr;
  return network;
}();

struct ContextDeleter {
  void operator()(evenstride_context *context) const { evenstride_destroy(context); }
};
using ContextPointer = std::unique_ptr<evenstride_context, ContextDeleter>;

ContextPointer make(const evenstride_network &network = embedded, evenstride_options options = {}) {
  evenstride_context *context = nullptr;
  REQUIRE(evenstride_create(&network, &options, &context) == EVENSTRIDE_OK);
  REQUIRE(context != nullptr);
  return ContextPointer(context);
}

evenstride_status createStatus(const evenstride_network &network, evenstride_options options) {
  evenstride_context *context = reinterpret_cast<evenstride_context *>(1);
  evenstride_status status = evenstride_create(&network, &options, &context);
  if (status == EVENSTRIDE_OK)
    evenstride_destroy(context);
  else
    CHECK(context == nullptr);
  return status;
}

constexpr uint32_t noCpuHasThis = 1u << 31;

constexpr evenstride_level demanding(uint32_t features, size_t arenaBytes) {
  evenstride_level level = anywhere;
  level.target = "demanding";
  level.cpu_features = features;
  level.arena_bytes = arenaBytes;
  return level;
}

/// The level must outlive the network.
evenstride_network withLevel(const evenstride_level &level) {
  evenstride_network network = embedded;
  network.levels = &level;
  return network;
}

evenstride_options inArena(void *arena, size_t size) {
  evenstride_options options = {};
  options.arena = arena;
  options.arena_size = size;
  return options;
}

evenstride_status runOne(evenstride_context *context, const void *in, float *out) {
  return evenstride_run(context, 1, &in, nullptr, &out, nullptr);
}

/// A weights file in memory, on 64 bytes.
struct alignas(64) WeightsImage {
  evenstride_weights_header header = {};
  float values[16] = {3};

  WeightsImage() {
    std::memcpy(header.magic, EVENSTRIDE_WEIGHTS_MAGIC, sizeof header.magic);
    header.version = EVENSTRIDE_ABI;
    header.id = 77;
    header.bytes = sizeof values;
  }
  evenstride_options options() const {
    return {.arena = nullptr,
            .arena_size = 0,
            .weights = this,
            .weights_size = sizeof *this,
            .pool = nullptr,
            .target = nullptr};
  }
};
static_assert(sizeof(evenstride_weights_header) == 64);

} // namespace

TEST_CASE("every status has its own name and text") {
  std::set<std::string> names;
  std::set<std::string> texts;
  for (int status = EVENSTRIDE_OK; status <= EVENSTRIDE_ERROR_TARGET; ++status) {
    names.insert(evenstride_status_name(evenstride_status(status)));
    texts.insert(evenstride_status_text(evenstride_status(status)));
  }
  CHECK(names.size() == EVENSTRIDE_ERROR_TARGET + 1);
  CHECK(texts.size() == EVENSTRIDE_ERROR_TARGET + 1);
  CHECK(texts.count(evenstride_status_text(evenstride_status(99))) == 0);
  CHECK(names.count("EVENSTRIDE_ERROR_ARENA_SIZE") == 1);
  CHECK(names.count("unknown status") == 0);
  CHECK(evenstride_status_name(evenstride_status(99)) == std::string("unknown status"));
}

TEST_CASE("create checks what it is given") {
  evenstride_context *context = nullptr;
  CHECK(evenstride_create(nullptr, nullptr, &context) == EVENSTRIDE_ERROR_NULL);
  CHECK(evenstride_create(&embedded, nullptr, nullptr) == EVENSTRIDE_ERROR_NULL);
  CHECK(evenstride_create(&embedded, nullptr, &context) == EVENSTRIDE_OK);
  evenstride_destroy(context);
  evenstride_destroy(nullptr);

  alignas(64) static std::byte arena[256];
  CHECK(createStatus(embedded, inArena(arena, 128)) == EVENSTRIDE_OK);
  CHECK(createStatus(embedded, inArena(arena, 127)) == EVENSTRIDE_ERROR_ARENA_SIZE);
  CHECK(createStatus(embedded, inArena(arena + 32, 224)) == EVENSTRIDE_ERROR_ALIGNMENT);

  evenstride_network other = embedded;
  other.abi = EVENSTRIDE_ABI + 1;
  CHECK(createStatus(other, {}) == EVENSTRIDE_ERROR_INTERNAL);
  evenstride_level level = anywhere;
  level.arena_bytes = SIZE_MAX / 4;
  CHECK(createStatus(withLevel(level), {}) == EVENSTRIDE_ERROR_MEMORY);
}

TEST_CASE("the CPU's features are what the compiler's own builtin finds") {
#if defined(__x86_64__)
  auto supports = [](uint32_t feature) {
    const evenstride_level level = demanding(feature, 64);
    return createStatus(withLevel(level), {}) == EVENSTRIDE_OK;
  };
  CHECK(supports(EVENSTRIDE_CPU_SSE41) == bool(__builtin_cpu_supports("sse4.1")));
  CHECK(supports(EVENSTRIDE_CPU_AVX2_FMA) == (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")));
  CHECK(supports(EVENSTRIDE_CPU_AVX512) == bool(__builtin_cpu_supports("x86-64-v4")));
#endif
}

TEST_CASE("of several levels the first that the CPU runs is taken, or the one asked for") {
  const evenstride_level levels[] = {demanding(noCpuHasThis, 512),
                                     anywhere,
                                     {.target = "slower",
                                      .cpu_features = 0,
                                      .scratch_slots = 0,
                                      .arena_bytes = 256,
                                      .scratch_bytes = 0,
                                      .shared_bytes = 0,
                                      .run = scaleThree}};
  evenstride_network network = embedded;
  network.levels = levels;
  network.level_count = 3;
  CHECK(evenstride_target(make(network).get()) == std::string("anywhere"));
  CHECK(evenstride_arena_bytes(&network, nullptr) == 128);

  evenstride_options options = {};
  options.target = "slower";
  const ContextPointer slower = make(network, options);
  CHECK(evenstride_target(slower.get()) == std::string("slower"));
  CHECK(evenstride_arena_bytes(&network, "slower") == 256);
  std::array<float, 3> in = {1, 2, 3}, out = {};
  CHECK(runOne(slower.get(), in.data(), out.data()) == EVENSTRIDE_OK);
  CHECK(out == std::array<float, 3>{2, 4, 6});
  alignas(64) static std::byte arena[256];
  options = inArena(arena, 255);
  CHECK(createStatus(network, options) == EVENSTRIDE_OK);
  options.target = "slower";
  CHECK(createStatus(network, options) == EVENSTRIDE_ERROR_ARENA_SIZE);
}

TEST_CASE("targets that the CPU does not run, or that are not there, have their codes") {
  const evenstride_level levels[] = {demanding(noCpuHasThis, 512), anywhere};
  evenstride_network network = embedded;
  network.levels = levels;
  network.level_count = 2;
  evenstride_options options = {};
  options.target = "demanding";
  CHECK(createStatus(network, options) == EVENSTRIDE_ERROR_CPU);
  CHECK(evenstride_arena_bytes(&network, "demanding") == 0);
  options.target = "anywher";
  CHECK(createStatus(network, options) == EVENSTRIDE_ERROR_TARGET);
  CHECK(evenstride_arena_bytes(&network, "anywher") == 0);
  network.level_count = 1; // no level that this CPU has
  CHECK(createStatus(network, {}) == EVENSTRIDE_ERROR_CPU);
  CHECK(evenstride_arena_bytes(&network, nullptr) == 0);
  CHECK(evenstride_arena_bytes(nullptr, nullptr) == 0);
  network.abi = EVENSTRIDE_ABI - 1;
  CHECK(evenstride_arena_bytes(&network, nullptr) == 0);
  CHECK(evenstride_target(nullptr) == std::string());
}

TEST_CASE("weights in a file must be those of the network") {
  CHECK(createStatus(withFile, {}) == EVENSTRIDE_ERROR_WEIGHTS);
  WeightsImage image;
  CHECK(createStatus(withFile, image.options()) == EVENSTRIDE_OK);

  evenstride_options options = image.options();
  options.weights_size -= 1;
  CHECK(createStatus(withFile, options) == EVENSTRIDE_ERROR_WEIGHTS);
  options.weights_size = 63;
  CHECK(createStatus(withFile, options) == EVENSTRIDE_ERROR_WEIGHTS);
  options = image.options();
  options.weights = reinterpret_cast<const std::byte *>(&image) + 4;
  CHECK(createStatus(withFile, options) == EVENSTRIDE_ERROR_ALIGNMENT);

  for (auto change : {+[](WeightsImage &i) { i.header.id ^= 1; }, +[](WeightsImage &i) { i.header.magic[7] = '?'; },
                      +[](WeightsImage &i) { ++i.header.version; }, +[](WeightsImage &i) { ++i.header.bytes; }}) {
    WeightsImage changed;
    change(changed);
    CHECK(createStatus(withFile, changed.options()) == EVENSTRIDE_ERROR_WEIGHTS);
  }
}

TEST_CASE("a weights file is mapped and used") {
  auto path = std::filesystem::temp_directory_path() / ("evenstride-weights-" + std::to_string(getpid()));
  WeightsImage image;
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char *>(&image), sizeof image);
  evenstride_weights weights;
  REQUIRE(evenstride_map_weights(path.c_str(), &weights) == EVENSTRIDE_OK);
  std::filesystem::remove(path);
  CHECK(weights.size == sizeof image);
  {
    evenstride_options options = {};
    options.weights = weights.data;
    options.weights_size = weights.size;
    ContextPointer context = make(withFile, options);
    std::array<float, 3> in = {1, 2, 3}, out = {};
    CHECK(runOne(context.get(), in.data(), out.data()) == EVENSTRIDE_OK);
    CHECK(out == std::array<float, 3>{3, 6, 9});
  }
  evenstride_unmap_weights(&weights);
  CHECK(weights.data == nullptr);
  evenstride_unmap_weights(&weights);
  evenstride_unmap_weights(nullptr);
}

TEST_CASE("files that cannot be mapped have their codes") {
  evenstride_weights weights;
  CHECK(evenstride_map_weights("/nowhere/at/all", &weights) == EVENSTRIDE_ERROR_FILE);
  CHECK(weights.data == nullptr);
  CHECK(evenstride_map_weights(std::filesystem::temp_directory_path().c_str(), &weights) == EVENSTRIDE_ERROR_FILE);
  CHECK(evenstride_map_weights("/dev/null", &weights) == EVENSTRIDE_ERROR_FILE);
  CHECK(evenstride_map_weights(nullptr, &weights) == EVENSTRIDE_ERROR_NULL);
  CHECK(evenstride_map_weights("x", nullptr) == EVENSTRIDE_ERROR_NULL);
  auto path = std::filesystem::temp_directory_path() / ("evenstride-short-" + std::to_string(getpid()));
  std::ofstream(path) << "too short";
  CHECK(evenstride_map_weights(path.c_str(), &weights) == EVENSTRIDE_ERROR_WEIGHTS);
  std::filesystem::remove(path);
}

TEST_CASE("run checks tensors before it writes any") {
  ContextPointer owner = make();
  evenstride_context *context = owner.get();
  alignas(64) float memory[8] = {1, 2, 3, -1, -1, -1, -1, -1};
  CHECK(runOne(nullptr, memory, memory + 3) == EVENSTRIDE_ERROR_NULL);
  CHECK(runOne(context, nullptr, memory + 3) == EVENSTRIDE_ERROR_NULL);
  CHECK(runOne(context, memory, nullptr) == EVENSTRIDE_ERROR_NULL);
  float *out = memory + 3;
  const void *in = memory;
  CHECK(evenstride_run(context, 1, nullptr, nullptr, &out, nullptr) == EVENSTRIDE_ERROR_NULL);
  CHECK(evenstride_run(context, 1, &in, nullptr, nullptr, nullptr) == EVENSTRIDE_ERROR_NULL);
  auto *odd = reinterpret_cast<float *>(reinterpret_cast<std::byte *>(memory) + 2);
  CHECK(runOne(context, odd, memory + 4) == EVENSTRIDE_ERROR_ALIGNMENT);
  CHECK(runOne(context, memory, odd + 4) == EVENSTRIDE_ERROR_ALIGNMENT);
  CHECK(runOne(context, memory, memory) == EVENSTRIDE_ERROR_OVERLAP);
  CHECK(runOne(context, memory, memory + 2) == EVENSTRIDE_ERROR_OVERLAP);
  CHECK(memory[3] == -1);
  CHECK(runOne(context, memory, memory + 3) == EVENSTRIDE_OK); // next to each other is apart
  CHECK(memory[3] == 2);
  CHECK(memory[6] == -1);
}

namespace {
/// output[i] = input[i], three bytes per image.
int32_t widenThree(evenstride_context *, uint8_t *, const uint8_t *, const void *const *inputs, float *const *outputs) {
  for (int i = 0; i < 3; ++i)
    outputs[0][i] = static_cast<const uint8_t *>(inputs[0])[i];
  return 0;
}
} // namespace

TEST_CASE("inputs of bytes lie anywhere, and their strides count bytes") {
  evenstride_network network = embedded;
  network.input_bytes = one;
  evenstride_level level = anywhere;
  level.run = widenThree;
  network.levels = &level;
  ContextPointer owner = make(network);
  const uint8_t bytes[] = {9, 1, 2, 3, 255, 4, 5, 6};
  float out[6] = {};
  const void *in[] = {bytes + 1};
  float *outputs[] = {out};
  size_t four[] = {4};
  CHECK(evenstride_run(owner.get(), 2, in, four, outputs, nullptr) == EVENSTRIDE_OK);
  CHECK(out[2] == 3);
  CHECK(out[3] == 4);
  CHECK(out[5] == 6);
  const void *inside[] = {reinterpret_cast<uint8_t *>(out) + 11}; // the last byte of the first output
  CHECK(evenstride_run(owner.get(), 2, inside, nullptr, outputs, nullptr) == EVENSTRIDE_ERROR_OVERLAP);
}

TEST_CASE("batches follow their strides") {
  ContextPointer owner = make();
  std::vector<float> in(20), out(20, -1);
  for (size_t i = 0; i < in.size(); ++i)
    in[i] = float(i);
  const void *inputs[] = {in.data()};
  float *outputs[] = {out.data()};
  size_t inStride[] = {4}, outStride[] = {5};
  CHECK(evenstride_run(owner.get(), 3, inputs, inStride, outputs, outStride) == EVENSTRIDE_OK);
  for (size_t image = 0; image < 3; ++image)
    for (size_t i = 0; i < 5; ++i)
      CHECK(out[image * 5 + i] == (i < 3 ? 2 * in[image * 4 + i] : -1));

  CHECK(evenstride_run(owner.get(), 6, inputs, nullptr, outputs, nullptr) == EVENSTRIDE_OK);
  for (size_t i = 0; i < 18; ++i)
    CHECK(out[i] == 2 * in[i]);

  size_t zero[] = {0};
  CHECK(evenstride_run(owner.get(), 2, inputs, zero, outputs, nullptr) == EVENSTRIDE_OK);
  CHECK(out[4] == 2 * in[1]);
  CHECK(evenstride_run(owner.get(), 0, nullptr, nullptr, nullptr, nullptr) == EVENSTRIDE_OK);
}

TEST_CASE("counts and strides out of range have their code") {
  ContextPointer owner = make();
  std::vector<float> in(8), out(8);
  const void *inputs[] = {in.data()};
  float *outputs[] = {out.data()};
  size_t two[] = {2}, huge[] = {SIZE_MAX / 4};
  CHECK(evenstride_run(owner.get(), 2, inputs, nullptr, outputs, two) == EVENSTRIDE_ERROR_COUNT);
  CHECK(evenstride_run(owner.get(), 1, inputs, nullptr, outputs, two) == EVENSTRIDE_OK); // no second image
  CHECK(evenstride_run(owner.get(), 5, inputs, huge, outputs, nullptr) == EVENSTRIDE_ERROR_COUNT);
  CHECK(evenstride_run(owner.get(), 2, inputs, nullptr, outputs, huge) == EVENSTRIDE_ERROR_COUNT);
  CHECK(evenstride_run(owner.get(), SIZE_MAX, inputs, nullptr, outputs, nullptr) == EVENSTRIDE_ERROR_COUNT);
}

TEST_CASE("an image in the middle of a batch that overlaps is found before any runs") {
  ContextPointer owner = make();
  std::vector<float> memory(32, -1);
  const void *inputs[] = {memory.data()};
  float *outputs[] = {memory.data() + 9};
  size_t inStride[] = {6}, outStride[] = {3}; // inputs at 0, 6, 12, 18; outputs at 9, 12, 15, 18
  CHECK(evenstride_run(owner.get(), 4, inputs, inStride, outputs, outStride) == EVENSTRIDE_ERROR_OVERLAP);
  CHECK(memory == std::vector<float>(32, -1));
}

TEST_CASE("a kernel's failure becomes the internal error") {
  ContextPointer owner = make();
  std::array<float, 3> in = {666, 0, 0}, out = {};
  CHECK(runOne(owner.get(), in.data(), out.data()) == EVENSTRIDE_ERROR_INTERNAL);
}

TEST_CASE("observers see each group") {
  ContextPointer owner = make();
  std::vector<int32_t> seen;
  evenstride_observe(
      owner.get(),
      [](void *data, int32_t group, const uint8_t *arena, float *const *outputs) {
        CHECK(reinterpret_cast<const float *>(arena)[1] * 2 == outputs[0][1]);
        static_cast<std::vector<int32_t> *>(data)->push_back(group);
      },
      &seen);
  std::array<float, 3> in = {1, 2, 3}, out = {};
  CHECK(runOne(owner.get(), in.data(), out.data()) == EVENSTRIDE_OK);
  CHECK(seen == std::vector<int32_t>{5});
  evenstride_observe(owner.get(), nullptr, nullptr);
  CHECK(runOne(owner.get(), in.data(), out.data()) == EVENSTRIDE_OK);
  CHECK(seen.size() == 1);
  evenstride_observe(nullptr, nullptr, nullptr);
}

TEST_CASE("scratch buffers are apart, aligned, used again, and never run out") {
  ContextPointer owner = make();
  std::vector<void *> buffers;
  for (int i = 0; i < 4; ++i) { // two slots, the shared one, then beyond what was asked for
    void *buffer = evenstride_halide_malloc(owner.get(), 1000);
    REQUIRE(buffer != nullptr);
    CHECK(reinterpret_cast<uintptr_t>(buffer) % 64 == 0);
    std::memset(buffer, i, 1000);
    buffers.push_back(buffer);
  }
  for (int i = 0; i < 4; ++i)
    CHECK(static_cast<unsigned char *>(buffers[size_t(i)])[999] == i);
  CHECK(std::set<void *>(buffers.begin(), buffers.end()).size() == 4);
  for (void *buffer : buffers)
    evenstride_halide_free(owner.get(), buffer);
  CHECK(evenstride_halide_malloc(owner.get(), 10) == buffers[0]);
  void *shared = evenstride_halide_malloc(owner.get(), 8192); // the one that is larger than a slot
  CHECK(shared == buffers[2]);
  evenstride_halide_free(owner.get(), shared);
  CHECK(evenstride_halide_malloc(owner.get(), 8192) == shared);
  evenstride_halide_free(owner.get(), shared);
  void *large = evenstride_halide_malloc(owner.get(), 1 << 20);
  REQUIRE(large != nullptr);
  evenstride_halide_free(owner.get(), large);
  evenstride_halide_free(owner.get(), buffers[0]);
  evenstride_halide_free(owner.get(), nullptr);
}
