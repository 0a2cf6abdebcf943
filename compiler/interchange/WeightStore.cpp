// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights by path: binding with its diagnostics, and He initialisation.
#include "interchange/WeightStore.h"
#include "support/Text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <set>

namespace evenstride::interchange {

using diagnostics::Code;
using diagnostics::Diagnostic;

namespace {

/// Looks up one network's weights in one file.
class Binder {
public:
  Binder(const check::Graph &graph, const Safetensors &file, const std::string &path, diagnostics::Sink &sink)
      : graph(graph), file(file), path(path), sink(sink) {}

  /// The stored tensor of each weight that is there and usable.
  std::map<std::string, const StoredTensor *> run() {
    for (const check::Node &node : graph.nodes)
      for (const layers::WeightSpec &spec : graph.weightsOf(node))
        bindOne(node, spec);
    for (const StoredTensor &tensor : file.tensors())
      if (!asked.contains(tensor.name) && !isPassedOver(tensor.name))
        reportSurplus(tensor);
    return std::move(bound);
  }

private:
  /// Counters that PyTorch stores with a batch norm and that mean nothing at inference.
  static bool isPassedOver(std::string_view name) { return name.ends_with("num_batches_tracked"); }

  void bindOne(const check::Node &node, const layers::WeightSpec &spec) {
    std::string name = fmt::format("{}.{}", node.path, spec.suffix);
    asked.insert(name);
    const StoredTensor *tensor = file.find(name);
    if (!tensor)
      return reportMissing(node, name, spec);
    if (tensor->shape != spec.shape)
      return reportShape(node, *tensor, spec);
    if (!isFloatType(tensor->type))
      return reportType(node, *tensor);
    bound[name] = tensor;
  }

  Diagnostic at(const check::Node &node, Code code, std::string message, std::string label) {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.message = std::move(message);
    diagnostic.primary = {node.span, std::move(label)};
    return diagnostic;
  }

  void reportMissing(const check::Node &node, const std::string &name, const layers::WeightSpec &spec) {
    auto diagnostic = at(node, Code::E0410, fmt::format("`{}` finds no tensor `{}` in `{}`", node.path, name, path),
                         fmt::format("needs `{}` of shape [{}]", name, fmt::join(spec.shape, ", ")));
    std::vector<std::string_view> names;
    for (const StoredTensor &tensor : file.tensors())
      names.push_back(tensor.name);
    if (auto near = support::nearestName(name, names))
      diagnostic.help.push_back(fmt::format("the nearest name in the file is `{}`, of shape [{}]", *near,
                                            fmt::join(file.find(*near)->shape, ", ")));
    sink.report(std::move(diagnostic));
  }

  void reportShape(const check::Node &node, const StoredTensor &tensor, const layers::WeightSpec &spec) {
    auto diagnostic =
        at(node, Code::E0411, fmt::format("`{}` in `{}` has the wrong shape for `{}`", tensor.name, path, node.path),
           fmt::format("needs the shape [{}]", fmt::join(spec.shape, ", ")));
    diagnostic.notes.push_back(
        fmt::format("the file has `{}` of shape [{}]", tensor.name, fmt::join(tensor.shape, ", ")));
    sink.report(std::move(diagnostic));
  }

  void reportType(const check::Node &node, const StoredTensor &tensor) {
    sink.report(
        at(node, Code::E0408,
           fmt::format("`{}` in `{}` is of type {}; weights are F32, F16 or BF16", tensor.name, path, tensor.type),
           "its weights"));
  }

  void reportSurplus(const StoredTensor &tensor) {
    Diagnostic diagnostic;
    diagnostic.code = Code::W0412;
    diagnostic.message = fmt::format("no layer of `{}` uses `{}` in `{}`", graph.name, tensor.name, path);
    sink.report(std::move(diagnostic));
  }

  const check::Graph &graph;
  const Safetensors &file;
  const std::string &path;
  diagnostics::Sink &sink;
  std::set<std::string, std::less<>> asked;
  std::map<std::string, const StoredTensor *> bound;
};

/// Numbers that are the same on every machine.
class SplitMix64 {
public:
  explicit SplitMix64(uint64_t seed) : state(seed) {}
  uint64_t next() {
    uint64_t z = (state += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

private:
  uint64_t state;
};

} // namespace

static bool liesOnFloatBoundary(const StoredTensor &tensor) {
  return reinterpret_cast<uintptr_t>(tensor.bytes.data()) % alignof(float) == 0;
}

static std::optional<size_t> firstNotFinite(std::span<const float> values) {
  for (size_t i = 0; i < values.size(); ++i)
    if ((std::bit_cast<uint32_t>(values[i]) & 0x7F800000) == 0x7F800000)
      return i;
  return std::nullopt;
}

/// "[3, 0, 1, 2]": the place of element `index` of a tensor.
static std::string placeOf(size_t index, const std::vector<int64_t> &shape) {
  std::vector<int64_t> place(shape.size());
  for (size_t axis = shape.size(); axis-- > 0;) {
    place[axis] = int64_t(index) % shape[axis];
    index /= size_t(shape[axis]);
  }
  return fmt::format("[{}]", fmt::join(place, ", "));
}

void WeightStore::keep(std::string name, std::vector<float> values) {
  const std::vector<float> &kept = owned[name] = std::move(values);
  tensors[std::move(name)] = kept;
}

WeightStore WeightStore::bind(const check::Graph &graph, const Safetensors &file, const std::string &path,
                              diagnostics::Sink &sink) {
  WeightStore store;
  for (const auto &[name, tensor] : Binder(graph, file, path, sink).run()) {
    if (tensor->type == "F32" && liesOnFloatBoundary(*tensor))
      store.tensors[name] = {reinterpret_cast<const float *>(tensor->bytes.data()),
                             tensor->bytes.size() / sizeof(float)};
    else
      store.keep(name, widen(*tensor));
    if (auto index = firstNotFinite(store.tensors[name])) {
      Diagnostic diagnostic;
      diagnostic.code = Code::E0409;
      diagnostic.message = fmt::format("`{}` in `{}` holds {} at {}", name, path, store.tensors[name][*index],
                                       placeOf(*index, tensor->shape));
      diagnostic.notes.push_back("weights are finite numbers");
      sink.report(std::move(diagnostic));
    }
  }
  return store;
}

static uint64_t hashName(std::string_view name) {
  uint64_t hash = 0xCBF29CE484222325;
  for (unsigned char c : name)
    hash = (hash ^ c) * 0x100000001B3;
  return hash;
}

static size_t elementsOf(const std::vector<int64_t> &shape) {
  size_t elements = 1;
  for (int64_t extent : shape)
    elements *= size_t(extent);
  return elements;
}

WeightStore WeightStore::random(const check::Graph &graph, uint64_t seed) {
  WeightStore store;
  for (const check::Node &node : graph.nodes)
    for (const layers::WeightSpec &spec : graph.weightsOf(node)) {
      std::string name = fmt::format("{}.{}", node.path, spec.suffix);
      std::vector<float> values(elementsOf(spec.shape), float(spec.initial));
      if (spec.fanIn > 0) {
        SplitMix64 generator(seed + hashName(name));
        float bound = float(std::sqrt(6.0 / double(spec.fanIn)));
        for (float &value : values) { // odd multiples of 2^-24, so never 0, and exact in fp32 before the product
          int64_t odd = 2 * int64_t(generator.next() >> 40) + 1 - (int64_t(1) << 24);
          value = float(double(odd) * 0x1p-24) * bound;
        }
      }
      store.keep(std::move(name), std::move(values));
    }
  return store;
}

} // namespace evenstride::interchange
