// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files to inputs by name, outputs to files.
#include "driver/Tensors.h"
#include "driver/Report.h"
#include "support/Text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace evenstride::driver {

using diagnostics::Code;

std::vector<const void *> Batch::inputPointers() const {
  std::vector<const void *> pointers;
  for (size_t i = 0; i < inputs.size(); ++i)
    pointers.push_back(bytes[i].empty() ? static_cast<const void *>(inputs[i].data()) : bytes[i].data());
  return pointers;
}

std::vector<float *> Batch::outputPointers() {
  std::vector<float *> pointers;
  for (auto &output : outputs)
    pointers.push_back(output.data());
  return pointers;
}

namespace {

/// Which way the tensors go, for texts.
struct Side {
  std::string_view noun;   // "input"
  std::string_view option; // "--input"
  std::vector<std::string_view> names;
};

} // namespace

static void reportNames(const Side &side, std::string message, diagnostics::Sink &sink) {
  auto diagnostic = fault(Code::E0013, std::move(message));
  diagnostic.help.push_back(fmt::format("the {}s are `{}`: say `{} {}=FILE`", side.noun, fmt::join(side.names, "`, `"),
                                        side.option, side.names.front()));
  sink.report(std::move(diagnostic));
}

/// `[name=]FILE` to one file per name; empty where none is given.
static std::optional<std::vector<std::string>> match(const Side &side, const std::vector<std::string> &arguments,
                                                     diagnostics::Sink &sink) {
  std::vector<std::string> files(side.names.size());
  for (const std::string &argument : arguments) {
    size_t equals = argument.find('='), slash = argument.find('/');
    bool named = equals != std::string::npos && equals < slash;
    std::string name = named ? argument.substr(0, equals) : std::string(side.names.front());
    auto found = std::find(side.names.begin(), side.names.end(), name);
    if (!named && side.names.size() > 1) {
      reportNames(side, fmt::format("it is not clear which {} `{}` is for", side.noun, argument), sink);
      return std::nullopt;
    }
    if (found == side.names.end()) {
      reportNames(side, fmt::format("there is no {} `{}`", side.noun, name), sink);
      return std::nullopt;
    }
    std::string &file = files[size_t(found - side.names.begin())];
    if (!file.empty()) {
      reportNames(side, fmt::format("there are two files for the {} `{}`", side.noun, name), sink);
      return std::nullopt;
    }
    file = named ? argument.substr(equals + 1) : argument;
  }
  return files;
}

/// The sizes of one image in the order in which an array holds them.
static std::vector<int64_t> sizesOf(const layers::Shape &shape, bool channelsLast) {
  return channelsLast ? std::vector{shape.height, shape.width, shape.channels}
                      : std::vector{shape.channels, shape.height, shape.width};
}

/// How many images an array holds for an input whose sizes are `one`; 0 if it does not fit. `named` is set where the
/// array has an axis for them.
static size_t imagesIn(const Array &array, const layers::Shape &shape, const std::vector<int64_t> &one, bool &named) {
  named = array.shape.size() == 4;
  if (named)
    return std::equal(one.begin(), one.end(), array.shape.begin() + 1) ? size_t(array.shape[0]) : 0;
  bool plane = shape.channels == 1 && array.shape == std::vector<int64_t>{shape.height, shape.width};
  return plane || array.shape == one ? 1 : 0;
}

static void reportSize(const check::NetworkInput &input, const std::vector<int64_t> &sizes, const std::string &file,
                       const Array &array, diagnostics::Sink &sink) {
  auto diagnostic = fault(Code::E0012, fmt::format("`{}` does not fit the input `{}`", file, input.name));
  diagnostic.notes.push_back(fmt::format("`{}` is [{}], and the file holds [{}]", input.name, fmt::join(sizes, ", "),
                                         fmt::join(array.shape, ", ")));
  sink.report(std::move(diagnostic));
}

/// Calls visit(planar, interleaved) with the two places of each element of `count` images.
template <typename Visit> static void forEachPlace(const layers::Shape &shape, size_t count, Visit visit) {
  size_t channels = size_t(shape.channels), pixels = size_t(shape.height * shape.width);
  for (size_t image = 0; image < count; ++image)
    for (size_t channel = 0; channel < channels; ++channel)
      for (size_t pixel = 0; pixel < pixels; ++pixel) {
        size_t first = image * channels * pixels;
        visit(first + channel * pixels + pixel, first + pixel * channels + channel);
      }
}

static std::vector<float> toPlanes(const std::vector<float> &values, const layers::Shape &shape, size_t count) {
  std::vector<float> planes(values.size());
  forEachPlace(shape, count, [&](size_t planar, size_t interleaved) { planes[planar] = values[interleaved]; });
  return planes;
}

/// The bytes of an input in the order of its format; the numbers are known to be bytes.
static std::vector<uint8_t> encode(const std::vector<float> &planes, check::InputFormat format,
                                   const layers::Shape &shape, size_t count) {
  std::vector<uint8_t> bytes(planes.size());
  forEachPlace(shape, count, [&](size_t planar, size_t interleaved) {
    bytes[format.interleaved ? interleaved : planar] = uint8_t(planes[planar]);
  });
  return bytes;
}

/// Makes bytes of a picture, which is 0 to 1, and sees that other numbers are bytes.
static bool makeBytes(std::vector<float> &values, bool isPicture) {
  if (isPicture)
    for (float &value : values)
      value = std::round(value * 255);
  return std::ranges::all_of(values,
                             [](float value) { return value >= 0 && value <= 255 && value == std::floor(value); });
}

static void allocateOutputs(const check::Graph &graph, Batch &batch) {
  for (const check::NetworkOutput &output : graph.outputs)
    batch.outputs.emplace_back(size_t(graph.shapeOf(output.value).elements()) * batch.count);
}

static void encodeInputs(const check::Graph &graph, Batch &batch) {
  for (size_t i = 0; i < graph.inputs.size(); ++i) {
    const check::NetworkInput &input = graph.inputs[i];
    batch.bytes.push_back(input.format.bytes
                              ? encode(batch.inputs[i], input.format, graph.shapeOf(input.value), batch.count)
                              : std::vector<uint8_t>());
  }
}

/// Reads the file of one input into the batch.
static bool readInput(const check::Graph &graph, const std::string &file, Batch &batch, diagnostics::Sink &sink) {
  size_t index = batch.inputs.size();
  const check::NetworkInput &input = graph.inputs[index];
  auto array = readArray(file, sink);
  if (!array)
    return false;
  bool named = false, channelsLast = input.format.interleaved && !array->isPicture;
  const layers::Shape &shape = graph.shapeOf(input.value);
  std::vector<int64_t> sizes = sizesOf(shape, channelsLast);
  size_t images = imagesIn(*array, shape, sizes, named);
  if (images == 0) {
    reportSize(input, sizes, file, *array, sink);
    return false;
  }
  if (input.format.bytes && !makeBytes(array->values, array->isPicture)) {
    sink.report(fault(Code::E0012,
                      fmt::format("`{}` holds numbers that are no bytes, and `{}` takes bytes", file, input.name)));
    return false;
  }
  if (index > 0 && images != batch.count) {
    sink.report(
        fault(Code::E0012, fmt::format("`{}` holds {}, and `{}` {}", file, support::plural(int64_t(images), "image"),
                                       graph.inputs[0].name, batch.count)));
    return false;
  }
  batch.count = images;
  batch.named |= named;
  batch.inputs.push_back(channelsLast ? toPlanes(array->values, shape, images) : std::move(array->values));
  return true;
}

std::optional<Batch> readInputs(const check::Graph &graph, const std::vector<std::string> &arguments,
                                diagnostics::Sink &sink) {
  Side side{"input", "--input", {}};
  for (const check::NetworkInput &input : graph.inputs)
    side.names.push_back(input.name);
  auto files = match(side, arguments, sink);
  if (!files)
    return std::nullopt;
  auto missing = std::find(files->begin(), files->end(), "");
  if (missing != files->end()) {
    reportNames(side, fmt::format("there is no file for the input `{}`", side.names[size_t(missing - files->begin())]),
                sink);
    return std::nullopt;
  }
  Batch batch;
  for (const std::string &file : *files)
    if (!readInput(graph, file, batch, sink))
      return std::nullopt;
  encodeInputs(graph, batch);
  allocateOutputs(graph, batch);
  return batch;
}

Batch randomInputs(const check::Graph &graph, uint64_t seed, float low) {
  std::mt19937_64 random(seed);
  Batch batch;
  for (const check::NetworkInput &input : graph.inputs) {
    auto &values = batch.inputs.emplace_back(size_t(graph.shapeOf(input.value).elements()));
    for (float &value : values)
      value = input.format.bytes ? float(random() >> 56) : low + (1 - low) * float(random() >> 40) * 0x1p-24f;
  }
  encodeInputs(graph, batch);
  allocateOutputs(graph, batch);
  return batch;
}

std::optional<std::vector<std::string>>
matchOutputs(const check::Graph &graph, const std::vector<std::string> &arguments, diagnostics::Sink &sink) {
  Side side{"output", "--output", {}};
  for (const check::NetworkOutput &output : graph.outputs)
    side.names.push_back(output.name);
  return match(side, arguments, sink);
}

bool writeOutputs(const check::Graph &graph, const Batch &batch, const std::vector<std::string> &paths,
                  diagnostics::Sink &sink) {
  OutputFiles files;
  for (size_t i = 0; i < paths.size(); ++i) {
    if (paths[i].empty())
      continue;
    const layers::Shape &shape = graph.shapeOf(graph.outputs[i].value);
    Array array{.shape = {shape.channels, shape.height, shape.width}, .values = batch.outputs[i]};
    if (batch.named)
      array.shape.insert(array.shape.begin(), int64_t(batch.count));
    auto bytes = encodeArray(array, paths[i], sink);
    if (!bytes || !files.add(paths[i], asText(*bytes), sink))
      return false;
  }
  return files.commit(sink);
}

} // namespace evenstride::driver
