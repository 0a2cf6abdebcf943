// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files to inputs by name, outputs to files.
#include "driver/Tensors.h"
#include "driver/Report.h"
#include "support/Text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <random>

namespace evenstride::driver {

using diagnostics::Code;

std::vector<const float *> Batch::inputPointers() const {
  std::vector<const float *> pointers;
  for (const auto &input : inputs)
    pointers.push_back(input.data());
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

/// How many images an array holds for an input of this shape; 0 if it does not fit. `named` is set where the array has
/// an axis for them.
static size_t imagesIn(const Array &array, const layers::Shape &shape, bool &named) {
  std::vector<int64_t> one = {shape.channels, shape.height, shape.width};
  named = array.shape.size() == 4;
  if (named)
    return std::equal(one.begin(), one.end(), array.shape.begin() + 1) ? size_t(array.shape[0]) : 0;
  bool plane = shape.channels == 1 && array.shape == std::vector<int64_t>{shape.height, shape.width};
  return plane || array.shape == one ? 1 : 0;
}

static void reportSize(const check::NetworkInput &input, const layers::Shape &shape, const std::string &file,
                       const Array &array, diagnostics::Sink &sink) {
  auto diagnostic = fault(Code::E0012, fmt::format("`{}` does not fit the input `{}`", file, input.name));
  diagnostic.notes.push_back(fmt::format("`{}` is [{}, {}, {}], and the file holds [{}]", input.name, shape.channels,
                                         shape.height, shape.width, fmt::join(array.shape, ", ")));
  sink.report(std::move(diagnostic));
}

static void allocateOutputs(const check::Graph &graph, Batch &batch) {
  for (const check::NetworkOutput &output : graph.outputs)
    batch.outputs.emplace_back(size_t(graph.shapeOf(output.value).elements()) * batch.count);
}

/// Reads the file of one input into the batch.
static bool readInput(const check::Graph &graph, const std::string &file, Batch &batch, diagnostics::Sink &sink) {
  size_t index = batch.inputs.size();
  const check::NetworkInput &input = graph.inputs[index];
  auto array = readArray(file, sink);
  if (!array)
    return false;
  bool named = false;
  size_t images = imagesIn(*array, graph.shapeOf(input.value), named);
  if (images == 0) {
    reportSize(input, graph.shapeOf(input.value), file, *array, sink);
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
  batch.inputs.push_back(std::move(array->values));
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
  allocateOutputs(graph, batch);
  return batch;
}

Batch randomInputs(const check::Graph &graph, uint64_t seed, float low) {
  std::mt19937_64 random(seed);
  Batch batch;
  for (const check::NetworkInput &input : graph.inputs) {
    auto &values = batch.inputs.emplace_back(size_t(graph.shapeOf(input.value).elements()));
    for (float &value : values)
      value = low + (1 - low) * float(random() >> 40) * 0x1p-24f;
  }
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
    Array array{{shape.channels, shape.height, shape.width}, batch.outputs[i]};
    if (batch.named)
      array.shape.insert(array.shape.begin(), int64_t(batch.count));
    auto bytes = encodeArray(array, paths[i], sink);
    if (!bytes || !files.add(paths[i], asText(*bytes), sink))
      return false;
  }
  return files.commit(sink);
}

} // namespace evenstride::driver
