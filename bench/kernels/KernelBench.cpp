// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Times single kernels, the convolutions of well known networks, on one core against the peak of its multiply-adds.
//
// usage: kernel_bench [TARGET [NETWORK [WAY]]], where WAY is `exact` for plain sums alone, or one of `direct`,
// `winograd2`, `winograd4`, `winograd6`, `winograd7` and `strassen` for all convolutions that can be computed so.
#include "Peak.h"
#include "layers/support/Cases.h"
#include "layers/support/KernelLibrary.h"

#include "kernels/Kernels.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>

#include <time.h>

#define DOCTEST_CONFIG_IMPLEMENT // the library of kernels reports its faults as assertions
#include <doctest/doctest.h>

using namespace evenstride;
using layertest::blocks;
using layertest::Case;
using layertest::Family;
using layertest::planes;
using layertest::Side;
using layertest::square;
using layertest::window;

namespace {

struct Row {
  const char *network;
  int count; // how often the network has it
  Case layer;
};

Side halo(Side side, int64_t all) { return layertest::haloed(side, all, all, all, all); }

Row conv(const char *network, int count, std::array<int64_t, 3> in, int64_t out, int64_t kernel, int64_t stride = 1) {
  const int64_t pad = kernel / 2;
  Case layer{.input = in, .outputs = out, .in = halo(in[0] < 8 ? planes : blocks, pad)};
  layer.window = stride == 1 ? square(kernel, 1, pad)
                             : window({kernel, kernel}, {stride, stride},
                                      {pad, pad, kernel > 1 ? pad - 1 : 0, kernel > 1 ? pad - 1 : 0});
  layer.steps = {{layertest::StepKind::Relu}};
  return {network, count, layer};
}

// One row or one column of taps.
Row line(const char *network, int count, std::array<int64_t, 3> in, int64_t out, std::array<int64_t, 2> kernel) {
  Row row = conv(network, count, in, out, 1);
  const std::array<int64_t, 2> pad = {kernel[0] / 2, kernel[1] / 2};
  row.layer.in = layertest::haloed(blocks, pad[0], pad[1], pad[0], pad[1]);
  row.layer.window = window(kernel, {1, 1}, {pad[0], pad[1], pad[0], pad[1]});
  return row;
}

Row pooled(Row row) {
  row.layer.pool = layertest::maxPool(square(2, 2));
  return row;
}
Row padded(Row row) {
  row.layer.out = halo(row.layer.out, 1);
  return row;
}
Row added(Row row) {
  row.layer.steps = {{layertest::StepKind::Add, 0, blocks}, {layertest::StepKind::Relu}};
  row.layer.inPlace = 1;
  return row;
}
Row depthwise(int count, int64_t channels, int64_t extent, int64_t stride) {
  Row row = padded(conv("mobilenet", count, {channels, extent, extent}, channels, 3, stride));
  row.layer.out = blocks;
  row.layer.family = Family::DepthwiseConv;
  row.layer.groups = channels;
  return row;
}
Row lastOfDncnn() {
  Row row = conv("dncnn", 1, {64, 128, 128}, 1, 3);
  row.layer.out = planes;
  row.layer.steps = {{layertest::StepKind::ReverseSubtract, 0, planes}};
  return row;
}
Row lastOfEspcn() {
  Row row = conv("espcn", 1, {32, 180, 180}, 9, 3);
  row.layer.out = planes;
  row.layer.steps.clear();
  return row;
}

std::vector<Row> table() {
  return {
      padded(conv("vgg16", 1, {3, 224, 224}, 64, 3)),
      padded(pooled(conv("vgg16", 1, {64, 224, 224}, 64, 3))),
      padded(conv("vgg16", 1, {64, 112, 112}, 128, 3)),
      padded(pooled(conv("vgg16", 1, {128, 112, 112}, 128, 3))),
      padded(conv("vgg16", 1, {128, 56, 56}, 256, 3)),
      padded(conv("vgg16", 1, {256, 56, 56}, 256, 3)),
      padded(pooled(conv("vgg16", 1, {256, 56, 56}, 256, 3))),
      padded(conv("vgg16", 1, {256, 28, 28}, 512, 3)),
      padded(conv("vgg16", 1, {512, 28, 28}, 512, 3)),
      padded(pooled(conv("vgg16", 1, {512, 28, 28}, 512, 3))),
      padded(conv("vgg16", 2, {512, 14, 14}, 512, 3)),
      pooled(conv("vgg16", 1, {512, 14, 14}, 512, 3)),
      conv("resnet50", 1, {3, 224, 224}, 64, 7, 2),
      padded(conv("resnet50", 1, {64, 56, 56}, 64, 1)),
      padded(conv("resnet50", 2, {256, 56, 56}, 64, 1)),
      conv("resnet50", 3, {64, 56, 56}, 64, 3),
      added(conv("resnet50", 3, {64, 56, 56}, 256, 1)),
      padded(conv("resnet50", 1, {256, 56, 56}, 128, 1)),
      conv("resnet50", 1, {128, 56, 56}, 128, 3, 2),
      conv("resnet50", 3, {128, 28, 28}, 128, 3),
      added(conv("resnet50", 4, {128, 28, 28}, 512, 1)),
      padded(conv("resnet50", 3, {512, 28, 28}, 128, 1)),
      conv("resnet50", 1, {256, 56, 56}, 512, 1, 2),
      conv("resnet50", 5, {256, 14, 14}, 256, 3),
      added(conv("resnet50", 6, {256, 14, 14}, 1024, 1)),
      padded(conv("resnet50", 5, {1024, 14, 14}, 256, 1)),
      conv("resnet50", 1, {256, 28, 28}, 256, 3, 2),
      conv("resnet50", 1, {512, 14, 14}, 512, 3, 2),
      conv("resnet50", 2, {512, 7, 7}, 512, 3),
      added(conv("resnet50", 3, {512, 7, 7}, 2048, 1)),
      padded(conv("resnet50", 2, {2048, 7, 7}, 512, 1)),
      padded(conv("dncnn", 1, {1, 128, 128}, 64, 3)),
      padded(conv("dncnn", 15, {64, 128, 128}, 64, 3)),
      lastOfDncnn(),
      padded(conv("espcn", 1, {1, 180, 180}, 64, 5)),
      padded(conv("espcn", 1, {64, 180, 180}, 32, 3)),
      lastOfEspcn(),
      padded(pooled(conv("edge", 1, {1, 48, 48}, 16, 3))),
      padded(pooled(conv("edge", 1, {16, 24, 24}, 32, 3))),
      conv("edge", 1, {32, 12, 12}, 64, 3),
      conv("squeezenet", 1, {3, 227, 227}, 64, 3, 2),
      padded(conv("squeezenet", 1, {64, 56, 56}, 16, 1)),
      conv("squeezenet", 1, {16, 56, 56}, 64, 1),
      conv("squeezenet", 1, {16, 56, 56}, 64, 3),
      conv("squeezenet", 1, {32, 28, 28}, 128, 3),
      conv("squeezenet", 1, {48, 14, 14}, 192, 3),
      conv("squeezenet", 1, {512, 14, 14}, 1000, 1),
      conv("strided", 1, {64, 112, 112}, 128, 3, 2),
      conv("strided", 1, {32, 208, 208}, 64, 3, 2),
      conv("strided", 1, {32, 64, 64}, 32, 5, 2),
      line("inception", 2, {128, 17, 17}, 128, {1, 7}),
      line("inception", 2, {128, 17, 17}, 128, {7, 1}),
      line("inception", 4, {160, 17, 17}, 160, {1, 7}),
      line("inception", 4, {160, 17, 17}, 160, {7, 1}),
      line("inception", 4, {192, 17, 17}, 192, {1, 7}),
      line("inception", 4, {192, 17, 17}, 192, {7, 1}),
      line("inception", 4, {384, 8, 8}, 384, {1, 3}),
      line("inception", 4, {384, 8, 8}, 384, {3, 1}),
      line("lines", 1, {64, 56, 56}, 64, {1, 3}),
      line("lines", 1, {64, 56, 56}, 64, {3, 1}),
      line("lines", 1, {64, 56, 56}, 64, {1, 5}),
      line("lines", 1, {64, 56, 56}, 64, {5, 1}),
      padded(conv("mobilenet", 1, {3, 224, 224}, 32, 3, 2)),
      depthwise(1, 32, 112, 1),
      depthwise(1, 64, 112, 2),
      depthwise(1, 128, 56, 1),
      depthwise(5, 512, 14, 1),
      depthwise(1, 512, 14, 2),
      padded(conv("mobilenet", 1, {32, 112, 112}, 64, 1)),
      padded(conv("mobilenet", 1, {128, 56, 56}, 128, 1)),
      padded(conv("mobilenet", 5, {512, 14, 14}, 512, 1)),
      padded(conv("mobilenet", 1, {1024, 7, 7}, 1024, 1)),
  };
}

double flopsOf(const kernels::KernelSpec &spec, const Case &layer) {
  const auto extent = layertest::valueExtent(layer);
  const int64_t inputs = spec.family == Family::DepthwiseConv ? 1 : spec.inputs[0].channels / spec.groups;
  return 2.0 * static_cast<double>(extent[0] * extent[1] * spec.output.channels * inputs * spec.window.kernel[0] *
                                   spec.window.kernel[1]);
}

struct AlignedFloats {
  explicit AlignedFloats(size_t count)
      : data(static_cast<float *>(std::aligned_alloc(4096, (count * 4 + 8191) / 4096 * 4096)), std::free) {
    for (size_t i = 0; i < count; ++i)
      data.get()[i] = static_cast<float>(i % 7) * 0.01f;
  }
  std::unique_ptr<float, void (*)(void *)> data;
};

// Of this thread alone: others of a shared machine take turns with it.
double threadSeconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double leastSeconds(const layertest::KernelLibrary &library, size_t index, const kernels::KernelSpec &spec) {
  std::vector<AlignedFloats> buffers;
  for (const kernels::Layout &input : spec.inputs)
    buffers.emplace_back(input.floats());
  const auto sizes = kernels::packedSizes(spec);
  buffers.emplace_back(sizes.weights);
  buffers.emplace_back(sizes.bias);
  buffers.emplace_back(spec.output.floats());
  std::vector<float *> pointers;
  for (const AlignedFloats &buffer : buffers)
    pointers.push_back(buffer.data.get());
  if (spec.inPlaceOperand >= 0)
    pointers.back() = pointers[spec.inPlaceOperand];
  double least = 1e9, spent = 0;
  while (spent < 0.25) {
    const double begin = threadSeconds();
    library.run(index, pointers);
    const double elapsed = threadSeconds() - begin;
    least = std::min(least, elapsed);
    spent += elapsed;
  }
  return least;
}

kernels::Algorithm algorithmOf(std::string_view way) {
  using enum kernels::Algorithm;
  const std::pair<std::string_view, kernels::Algorithm> ways[] = {{"direct", Direct},       {"winograd2", Winograd2},
                                                                  {"winograd4", Winograd4}, {"winograd6", Winograd6},
                                                                  {"winograd7", Winograd7}, {"strassen", Strassen}};
  for (const auto &[name, algorithm] : ways)
    if (name == way)
      return algorithm;
  return Chosen;
}

} // namespace

int main(int argc, char **argv) {
  doctest::Context context;
  context.setAsDefaultForAssertsOutOfTestCases();
  const support::Target *target = argc > 1 ? support::findTarget(argv[1]) : support::hostTarget();
  if (!target)
    return std::fprintf(stderr, "no such target\n"), 1;
  std::vector<Row> rows = table();
  if (argc > 2)
    std::erase_if(rows, [&](const Row &row) { return std::strcmp(row.network, argv[2]) != 0; });
  const std::string_view way = argc > 3 ? argv[3] : "";
  std::vector<kernels::KernelSpec> specs;
  for (const Row &row : rows) {
    specs.push_back(layertest::specOf(row.layer, *target));
    specs.back().sums = way == "exact" ? kernels::Sums::Plain : kernels::Sums::Any;
    specs.back().algorithm = algorithmOf(way);
  }
  const auto begin = std::chrono::steady_clock::now();
  layertest::KernelLibrary library(specs);
  const std::chrono::duration<double> compiled = std::chrono::steady_clock::now() - begin;
  const double peak = benchkernels::measurePeak(target->vectorFloats);
  std::printf("%s, %zu kernels compiled in %.1f s, peak %.1f GFLOP/s\n", target->name.data(), specs.size(),
              compiled.count(), peak);
  const char *network = "";
  double sum = 0, flopsSum = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (std::strcmp(network, rows[i].network) != 0)
      sum = flopsSum = 0;
    network = rows[i].network;
    const double seconds = leastSeconds(library, i, specs[i]), flops = flopsOf(specs[i], rows[i].layer);
    sum += seconds * rows[i].count;
    flopsSum += flops * rows[i].count;
    const auto &in = rows[i].layer.input;
    std::printf(
        "%-10s %2d x %4ldx%3ldx%3ld -> %4ld k%ldx%ld s%ld %-8s %8.3f ms %6.1f GFLOP/s %5.1f %%  %-28s sum %7.2f ms "
        "%5.1f %%\n",
        network, rows[i].count, long(in[0]), long(in[1]), long(in[2]), long(specs[i].output.channels),
        long(specs[i].window.kernel[0]), long(specs[i].window.kernel[1]), long(specs[i].window.stride[0]),
        specs[i].pool                  ? "pool"
        : specs[i].inPlaceOperand >= 0 ? "add"
                                       : "",
        seconds * 1e3, flops / seconds / 1e9, 100 * flops / seconds / 1e9 / peak, library.schedule(i).c_str(),
        sum * 1e3, 100 * flopsSum / sum / 1e9 / peak);
  }
}
