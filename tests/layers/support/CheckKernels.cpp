// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "layers/support/CheckKernels.h"

#include "kernels/Kernels.h"
#include "layers/support/EmulatedKernels.h"
#include "layers/support/KernelLibrary.h"
#include "layers/support/Reference.h"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>
#include <random>
#include <set>

namespace evenstride::layertest {

using kernels::KernelSpec;
using kernels::Layout;

namespace {

constexpr float laneJunk = 3.0e9f; // finite, and ruins any sum that it gets into
constexpr auto untouched = std::bit_cast<float>(0x7fedcba9u);

size_t indexOf(const Layout &l, int64_t c, int64_t y, int64_t x) {
  return ((c / l.block * l.planePitch + (y + l.haloTop) * l.rowPitch + x + l.haloLeft) * l.block) + c % l.block;
}

class Randomness {
public:
  Randomness(const Comparison &comparison, unsigned seed) : comparison(comparison), generator(seed) {}

  Plain tensor(const Layout &l) {
    Plain plain(l.channels, l.height, l.width);
    for (double &value : plain.values)
      value = l.bytes ? byte() : spoilt() ? nan() : finite(4);
    return plain;
  }
  std::vector<float> vector(size_t size) {
    std::vector<float> values(size);
    for (float &value : values)
      value = static_cast<float>(comparison.numbers == Numbers::Reals ? finite(1) / 4 : finite(3));
    return values;
  }

private:
  bool spoilt() {
    return comparison.nanShare > 0 && std::uniform_real_distribution<>(0, 1)(generator) < comparison.nanShare;
  }
  double nan() { return std::copysign(std::numeric_limits<double>::quiet_NaN(), generator() & 1 ? -1.0 : 1.0); }

  double byte() { return std::uniform_int_distribution<>(0, 255)(generator); }

  // Integers are never zero, so that results seldom are.
  double finite(int most) {
    if (comparison.numbers == Numbers::Reals)
      return static_cast<float>(std::normal_distribution<>(0, most)(generator));
    if (comparison.numbers == Numbers::Extremes)
      return extreme();
    const int magnitude = std::uniform_int_distribution<>(1, most)(generator);
    return generator() & 1 ? magnitude : -magnitude;
  }

  double extreme() {
    static constexpr std::array ends = {INFINITY, 3e38f, 1e30f, 90.0f, 87.5f,  20.5f,  14.0f,
                                        9.5f,     3.0f,  0.5f,  1e-4f, 1e-30f, 1e-40f, 0.0f};
    const float end = ends[std::uniform_int_distribution<size_t>(0, ends.size() - 1)(generator)];
    return generator() & 1 ? end : -end;
  }

  const Comparison &comparison;
  std::mt19937 generator;
};

// Everything around the elements: what kernels may read as zero, and what they must not use.
void place(const Layout &l, const Plain &plain, float halo, std::span<float> memory) {
  std::fill(memory.begin(), memory.end(), std::numeric_limits<float>::quiet_NaN()); // gaps
  const int64_t lanes = l.blocks() * l.block;
  for (int64_t c = 0; c < lanes; ++c)
    for (int64_t y = -l.haloTop; y < l.height + l.haloBottom; ++y)
      for (int64_t x = -l.haloLeft; x < l.width + l.haloRight; ++x) {
        const bool inside = plain.holds(y, x);
        const float value = c >= l.channels ? laneJunk : static_cast<float>(inside ? plain.at(c, y, x) : 0);
        memory[indexOf(l, c, y, x)] = inside ? value : halo;
      }
}

// The same of bytes, which have no halo.
void placeBytes(const Layout &l, const Plain &plain, std::span<std::byte> memory) {
  for (int64_t c = 0; c < l.channels; ++c)
    for (int64_t y = 0; y < l.height; ++y)
      for (int64_t x = 0; x < l.width; ++x)
        memory[indexOf(l, c, y, x)] = static_cast<std::byte>(plain.at(c, y, x));
}

bool same(float a, float b) { return std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b); }

// Planes may be a user's, who promises no more than the alignment of a float; blocks are always aligned to themselves.
Fence fenceOf(const Layout &layout, Fence fence) {
  return fence == Fence::Apart && layout.block > 1 ? Fence::Before : fence;
}

using RunKernel = std::function<int(std::span<const GuardedBuffer>, std::span<float *const>)>;

// One case on one target: its numbers, and runs with fences on either side.
class Run {
public:
  Run(const KernelSpec &spec, const Comparison &comparison, unsigned seed)
      : spec(spec), comparison(comparison), expected(0, 0, 0), bound(0, 0, 0) {
    Randomness random(comparison, seed);
    for (const Layout &layout : spec.inputs)
      inputs.push_back(random.tensor(layout));
    if (spec.hasWeights()) {
      const int64_t outputs = spec.output.channels;
      const Layout &in = spec.inputs[0];
      int64_t each = spec.window.kernel[0] * spec.window.kernel[1];
      each *= spec.family == kernels::Family::DepthwiseConv ? 1 : in.channels / spec.groups;
      if (spec.family == kernels::Family::Dense)
        each = in.channels * in.height * in.width;
      parameters.weights = random.vector(outputs * each);
      if (spec.hasBias)
        parameters.bias = random.vector(outputs);
      packed = kernels::packWeights(spec, parameters.weights, parameters.bias);
      const auto sizes = kernels::packedSizes(spec);
      CHECK(sizes.weights == static_cast<int64_t>(packed.weights.size()));
      CHECK(sizes.bias == static_cast<int64_t>(packed.bias.size()));
    }
    for (int i = 0; i < spec.vectors(); ++i)
      parameters.vectors.push_back(random.vector(spec.vectorFloats()));
    expected = reference(spec, inputs, parameters);
    if (comparison.ofBound > 0)
      bound = spec.algorithm == kernels::Algorithm::Strassen ? strassenBound(spec, inputs, parameters)
                                                             : winogradBound(spec, inputs, parameters);
  }

  /// Runs the kernel between fences of this kind and compares.
  void with(const RunKernel &runKernel, Fence fence) {
    std::vector<GuardedBuffer> buffers;
    std::vector<float *> pointers;
    const bool readsHalo = spec.family == kernels::Family::Conv || spec.family == kernels::Family::DepthwiseConv ||
                           spec.family == kernels::Family::Deconv;
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (spec.inputs[i].bytes) {
        addBytes(i, fence, buffers);
        continue;
      }
      buffers.emplace_back(spec.inputs[i].floats(), fenceOf(spec.inputs[i], fence));
      place(spec.inputs[i], inputs[i], i == 0 && readsHalo ? 0.0f : std::numeric_limits<float>::quiet_NaN(),
            buffers[i].floats());
    }
    if (spec.hasWeights())
      for (const std::vector<float> *values : {&packed.weights, &packed.bias})
        addPacked(*values, fence, buffers);
    for (const std::vector<float> &values : parameters.vectors)
      addPacked(values, fence, buffers);
    std::vector<float> before;
    if (spec.inPlaceOperand >= 0) {
      std::span<float> shared = buffers[spec.inPlaceOperand].floats();
      before.assign(shared.begin(), shared.end());
    } else {
      buffers.emplace_back(spec.output.floats(), fenceOf(spec.output, fence));
      std::fill(buffers.back().floats().begin(), buffers.back().floats().end(), untouched);
      before.assign(spec.output.floats(), untouched);
    }
    for (GuardedBuffer &buffer : buffers)
      pointers.push_back(buffer.floats().data());
    for (size_t i = 0; i < inputs.size(); ++i)
      if (spec.inputs[i].bytes)
        pointers[i] = reinterpret_cast<float *>(bytesOf(i, fence, buffers[i]).data());
    if (spec.inPlaceOperand >= 0)
      pointers.push_back(pointers[spec.inPlaceOperand]);
    for (size_t i = 0; i < buffers.size(); ++i)
      if (buffers[i].floats().data() != pointers.back())
        buffers[i].makeReadOnly();
    REQUIRE(runKernel(buffers, pointers) == 0);
    compare(std::span<const float>(pointers.back(), before.size()), before);
  }

  void judgeTrust() const {
    if (expected.values.size() < 8)
      return;
    std::set<double> distinct;
    size_t zeros = 0;
    for (double value : expected.values) {
      zeros += value == 0;
      if (!std::isnan(value))
        distinct.insert(value);
    }
    CHECK_MESSAGE(zeros * 4 < expected.values.size() * 3, "mostly zeros prove nothing");
    CHECK_MESSAGE(distinct.size() > 2, "results all alike prove nothing");
  }

private:
  // The bytes of an input: at the end of their pages, or at the beginning and one byte behind it.
  std::span<std::byte> bytesOf(size_t index, Fence fence, const GuardedBuffer &buffer) const {
    std::span<std::byte> all = std::as_writable_bytes(buffer.floats());
    const auto bytes = static_cast<size_t>(spec.inputs[index].floats());
    return fence == Fence::After ? all.last(bytes) : all.subspan(fence == Fence::Apart ? 1 : 0, bytes);
  }

  void addBytes(size_t index, Fence fence, std::vector<GuardedBuffer> &buffers) const {
    const int64_t floats = spec.inputs[index].floats() / static_cast<int64_t>(sizeof(float)) + 1;
    buffers.emplace_back(floats, fence == Fence::Apart ? Fence::Before : fence);
    placeBytes(spec.inputs[index], inputs[index], bytesOf(index, fence, buffers.back()));
  }

  // Rounded up to whole vectors so that the start stays aligned under a fence behind the end.
  static void addPacked(const std::vector<float> &values, Fence fence, std::vector<GuardedBuffer> &buffers) {
    buffers.emplace_back((values.size() + 15) / 16 * 16, fence == Fence::Apart ? Fence::Before : fence);
    std::copy(values.begin(), values.end(), buffers.back().floats().begin());
  }

  bool isWithinBound(float got, double wanted, double most) const {
    if (std::isnan(most))
      return std::isnan(got) || !std::isnan(wanted); // one NaN may spoil all of a tile
    return std::abs(got - wanted) <= comparison.ofBound * most;
  }

  bool matches(float got, double wanted) const {
    if (std::isnan(wanted))
      return std::isnan(got);
    if (comparison.tolerance == 0)
      return got == static_cast<float>(wanted);
    if (std::isinf(wanted))
      return got == wanted;
    return std::abs(got - wanted) <= comparison.tolerance * (std::abs(wanted) + (comparison.nanShare > 0 ? 1 : 0)) +
                                         comparison.tolerance * scale() + comparison.floor;
  }
  // Softmax and the activations promise relative accuracy; sums of reals are judged against their magnitude.
  double scale() const {
    const bool sums = spec.family == kernels::Family::AvgPool || spec.family == kernels::Family::UpsampleBilinear;
    return spec.hasWeights() || sums ? 8.0 : 1e-30;
  }

  void compare(std::span<const float> memory, const std::vector<float> &before) const {
    const Layout &l = spec.output;
    std::vector<bool> written(memory.size());
    int faults = 0;
    for (int64_t c = 0; c < l.blocks() * l.block; ++c)
      for (int64_t y = 0; y < l.height; ++y)
        for (int64_t x = 0; x < l.width; ++x) {
          const size_t i = indexOf(l, c, y, x);
          written[i] = true;
          bool right = comparison.nanShare > 0 || std::isfinite(memory[i]);
          if (c < l.channels)
            right = comparison.ofBound > 0 ? isWithinBound(memory[i], expected.at(c, y, x), bound.at(c, y, x))
                                           : matches(memory[i], expected.at(c, y, x));
          if (!right && ++faults <= 3)
            FAIL_CHECK("channel " << c << " row " << y << " column " << x << ": " << memory[i] << ", expected "
                                  << (c < l.channels ? expected.at(c, y, x) : 0));
        }
    for (size_t i = 0; i < memory.size(); ++i)
      if (!written[i] && !same(memory[i], before[i]) && ++faults <= 3)
        FAIL_CHECK("float " << i << " outside the interior became " << memory[i]);
    CHECK(faults == 0);
  }

  const KernelSpec &spec;
  const Comparison &comparison;
  std::vector<Plain> inputs;
  Parameters parameters;
  kernels::PackedWeights packed;
  Plain expected, bound;
};

void checkCase(const KernelSpec &spec, const Comparison &comparison, unsigned seed, const RunKernel &runKernel) {
  Run run(spec, comparison, seed);
  run.judgeTrust();
  for (Fence fence : {Fence::After, Fence::Before, Fence::Apart})
    run.with(runKernel, fence);
}

// `Kernels` compiles and holds them; `call` runs one.
template <typename Kernels, typename Call>
void checkSpecs(std::span<const KernelSpec> specs, const Comparison &comparison, const Call &call) {
  Kernels library(specs);
  for (size_t i = 0; i < specs.size(); ++i) {
    CAPTURE(kernels::describe(specs[i]));
    CAPTURE(library.schedule(i));
    if (specs[i].algorithm >= kernels::Algorithm::Winograd2)
      CHECK(library.schedule(i).starts_with(specs[i].algorithm == kernels::Algorithm::Strassen ? "strassen"
                                                                                               : "winograd"));
    checkCase(specs[i], comparison, static_cast<unsigned>(i + 1),
              [&](auto buffers, auto pointers) { return call(library, i, buffers, pointers); });
  }
}

} // namespace

void checkCases(std::span<const Case> cases, const Comparison &comparison) {
  const char *only = std::getenv("EVENSTRIDE_TEST_TARGET"); // a name, for those who work on one target
  for (const support::Target &target : support::allTargets()) {
    if (only && target.name != only)
      continue;
    CAPTURE(target.name);
    std::vector<KernelSpec> specs;
    for (const Case &test : cases)
      specs.push_back(specOf(test, target));
    if (support::hostRuns(target))
      checkSpecs<KernelLibrary>(specs, comparison, [](const KernelLibrary &library, size_t index, auto, auto pointers) {
        library.spoilScratch(index);
        return library.run(index, pointers);
      });
    else if (EmulatedKernels::canRun(target))
      checkSpecs<EmulatedKernels>(specs, comparison,
                                  [](EmulatedKernels &library, size_t index, auto buffers, auto pointers) {
                                    return library.run(index, buffers, pointers);
                                  });
    else
      MESSAGE("skipped: this machine neither runs nor emulates " << target.name);
  }
}

} // namespace evenstride::layertest
