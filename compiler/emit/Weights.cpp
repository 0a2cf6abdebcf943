// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds, packs and places weights.
#include "emit/Weights.h"

#include "emit/Parallel.h"
#include "evenstride/runtime.h"
#include "kernels/Kernels.h"

#include "llvm/Support/xxhash.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>
#include <utility>

namespace evenstride::emit {

namespace {

constexpr int64_t alignment = 64;

int64_t alignUp(int64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

uint64_t hashOf(std::span<const char> bytes) {
  return llvm::xxh3_64bits(llvm::ArrayRef(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()));
}

/// The tensors of one call after folding: spans into the caller's weights, or into the vectors.
struct Folded {
  std::vector<float> ownWeights, ownBias;
  std::span<const float> weights, bias;
};

/// A batch normalisation as a factor and a summand per channel.
struct Affine {
  std::vector<double> scale, shift;
};

/// What a call keeps in the packed weights.
struct PackedCall {
  kernels::PackedWeights weights;
  std::vector<std::vector<float>> vectors;
};

/// Folds the weights of one call.
class Folder {
public:
  Folder(const WeightMap &all, const KernelCall &call) : all(all), call(call) {}

  llvm::Expected<PackedCall> pack() {
    PackedCall packed;
    if (call.spec.hasWeights()) {
      Folded folded = fold();
      if (missing.empty())
        packed.weights = kernels::packWeights(call.spec, folded.weights, folded.bias);
    }
    for (const VectorSource &source : call.vectors)
      packed.vectors.push_back(vectorFrom(source));
    if (!missing.empty())
      return llvm::createStringError("weights of " + call.title() + ": no tensor `" + missing + "` of the right size");
    return packed;
  }

private:
  Folded fold() {
    Folded folded;
    folded.weights = lookUp(call.weights.weight);
    if (!call.weights.bias.empty())
      folded.bias = lookUp(call.weights.bias, call.spec.output.channels);
    if (call.weights.priorScale)
      foldPrior(folded);
    if (!call.weights.norm.empty())
      foldNorm(folded);
    return folded;
  }

  /// One number per channel, rounded up to whole vectors by zeros.
  std::vector<float> vectorFrom(const VectorSource &source) {
    const std::vector<double> numbers = numbersOf(source, call.spec.output.channels);
    std::vector<float> vector(size_t(call.spec.vectorFloats()));
    if (missing.empty())
      std::transform(numbers.begin(), numbers.end(), vector.begin(), [](double number) { return float(number); });
    return vector;
  }

  /// A number for each channel; nothing where a tensor is missing.
  std::vector<double> numbersOf(const VectorSource &source, int64_t channels) {
    switch (source.part) {
    case VectorSource::Part::Values:
      return forEach(channels, source.values);
    case VectorSource::Part::Tensor: {
      const auto found = all.find(source.name);
      const bool single = found != all.end() && found->second.values.size() == 1;
      const auto tensor = lookUp(source.name, single ? 1 : channels);
      return forEach(channels, {tensor.begin(), tensor.end()});
    }
    case VectorSource::Part::NormScale:
      return normOf(source.name, source.epsilon, channels).scale;
    case VectorSource::Part::NormShift:
      return normOf(source.name, source.epsilon, channels).shift;
    }
    return {};
  }

  /// One number stands for all channels.
  static std::vector<double> forEach(int64_t channels, std::vector<double> numbers) {
    if (numbers.size() == 1)
      numbers.resize(size_t(channels), numbers[0]);
    return numbers;
  }

  /// The tensor, or an empty one after noting that it is missing; `size` 0 means any multiple of the channels.
  std::span<const float> lookUp(const std::string &name, int64_t size = 0) {
    const auto found = all.find(name);
    const int64_t have = found == all.end() ? 0 : int64_t(found->second.values.size());
    if (have > 0 && (size ? have == size : have % call.spec.output.channels == 0))
      return found->second.values;
    missing = name;
    return {};
  }

  /// The output channel that the weight at `index` belongs to: OIHW, or IOHW of a deconvolution.
  size_t outputOf(size_t index, size_t weights) const {
    const size_t channels = size_t(call.spec.output.channels);
    if (call.spec.family != kernels::Family::Deconv)
      return index / (weights / channels);
    const size_t taps = size_t(call.spec.window.kernel[0] * call.spec.window.kernel[1]);
    const size_t groups = size_t(call.spec.groups), inputs = size_t(call.spec.inputs[0].channels);
    const size_t groupOutputs = channels / groups, filter = index / taps;
    return filter / groupOutputs / (inputs / groups) * groupOutputs + filter % groupOutputs;
  }

  Affine normOf(const std::string &path, double epsilon, int64_t channels) {
    auto tensor = [&](const char *suffix) { return lookUp(path + suffix, channels); };
    const auto weight = tensor(".weight"), bias = tensor(".bias"), mean = tensor(".running_mean"),
               variance = tensor(".running_var");
    if (!missing.empty())
      return {};
    Affine norm{std::vector<double>(weight.size()), std::vector<double>(weight.size())};
    for (size_t c = 0; c < weight.size(); ++c) {
      norm.scale[c] = double(weight[c]) / std::sqrt(double(variance[c]) + epsilon);
      norm.shift[c] = double(bias[c]) - double(mean[c]) * norm.scale[c];
    }
    return norm;
  }

  /// The input channel that the weight at `index` multiplies: OIHW, or [out, C * H * W].
  size_t inputOf(size_t index, size_t weights) const {
    const size_t outputs = size_t(call.spec.output.channels), inputs = size_t(call.spec.inputs[0].channels);
    const size_t each = weights / outputs, output = index / each;
    switch (call.spec.family) {
    case kernels::Family::DepthwiseConv:
      return output / (outputs / inputs);
    case kernels::Family::Dense:
      return index % each / (each / inputs);
    default: {
      const size_t groups = size_t(call.spec.groups), groupInputs = inputs / groups;
      return output / (outputs / groups) * groupInputs + index % each / (each / groupInputs);
    }
    }
  }

  void foldPrior(Folded &folded) {
    const int64_t channels = call.spec.inputs[0].channels;
    const std::vector<double> scale = numbersOf(*call.weights.priorScale, channels);
    const std::vector<double> shift = numbersOf(*call.weights.priorShift, channels);
    if (!missing.empty())
      return;
    const size_t count = folded.weights.size(), each = count / size_t(call.spec.output.channels);
    std::vector<float> weights(count);
    std::vector<double> bias(size_t(call.spec.output.channels));
    std::copy(folded.bias.begin(), folded.bias.end(), bias.begin());
    for (size_t i = 0; i < count; ++i) {
      const size_t input = inputOf(i, count);
      weights[i] = float(folded.weights[i] * scale[input]);
      bias[i / each] += folded.weights[i] * shift[input];
    }
    folded.ownWeights = std::move(weights), folded.weights = folded.ownWeights;
    folded.ownBias.assign(bias.begin(), bias.end()), folded.bias = folded.ownBias;
  }

  void foldNorm(Folded &folded) {
    const Affine norm = normOf(call.weights.norm, call.weights.epsilon, call.spec.output.channels);
    if (!missing.empty())
      return;
    std::vector<float> weights(folded.weights.size()), bias(norm.scale.size());
    for (size_t i = 0; i < weights.size(); ++i)
      weights[i] = float(folded.weights[i] * norm.scale[outputOf(i, weights.size())]);
    for (size_t c = 0; c < bias.size(); ++c) {
      const double before = folded.bias.empty() ? 0 : double(folded.bias[c]);
      bias[c] = float(before * norm.scale[c] + norm.shift[c]);
    }
    folded.ownWeights = std::move(weights), folded.weights = folded.ownWeights;
    folded.ownBias = std::move(bias), folded.bias = folded.ownBias;
  }

  const WeightMap &all;
  const KernelCall &call;
  std::string missing;
};

/// Grows the file, tensor by tensor.
class Placer {
public:
  Placer() { file.resize(sizeof(evenstride_weights_header)); }

  /// Appends the tensor, or finds an equal one; gives its offset.
  int64_t place(const std::vector<float> &values) {
    const std::span bytes(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(float));
    const uint64_t hash = hashOf(bytes);
    const auto [first, last] = byHash.equal_range(hash);
    for (auto it = first; it != last; ++it)
      if (it->second.size == bytes.size() && std::memcmp(&file[it->second.at], bytes.data(), bytes.size()) == 0)
        return offsetOf(it->second.at);
    file.resize(size_t(alignUp(int64_t(file.size()))));
    const size_t at = file.size();
    file.insert(file.end(), bytes.begin(), bytes.end());
    byHash.emplace(hash, Tensor{at, bytes.size()});
    return offsetOf(at);
  }

  std::vector<char> file;

private:
  struct Tensor {
    size_t at, size;
  };
  static int64_t offsetOf(size_t at) { return int64_t(at - sizeof(evenstride_weights_header)); }

  std::unordered_multimap<uint64_t, Tensor> byHash;
};

void writeHeader(PackedNetwork &network) {
  network.id = hashOf(network.packed());
  evenstride_weights_header header = {};
  std::memcpy(header.magic, EVENSTRIDE_WEIGHTS_MAGIC, sizeof header.magic);
  header.version = EVENSTRIDE_ABI;
  header.id = network.id;
  header.bytes = network.packed().size();
  std::memcpy(network.file.data(), &header, sizeof header);
}

llvm::Error firstError(std::vector<std::string> &failures) {
  for (std::string &failure : failures)
    if (!failure.empty())
      return llvm::createStringError(std::move(failure));
  return llvm::Error::success();
}

} // namespace

std::span<const char> PackedNetwork::packed() const {
  return std::span(file).subspan(sizeof(evenstride_weights_header));
}

llvm::Expected<PackedNetwork> packNetwork(const Program &program, const WeightMap &weights, int jobs) {
  const std::vector<const KernelCall *> calls = program.calls();
  std::vector<PackedCall> packed(calls.size());
  std::vector<std::string> failures(calls.size());
  parallelFor(jobs, calls.size(), [&](size_t i) {
    if (llvm::Expected<PackedCall> one = Folder(weights, *calls[i]).pack())
      packed[i] = std::move(*one);
    else
      failures[i] = llvm::toString(one.takeError());
  });
  if (llvm::Error error = firstError(failures))
    return error;

  PackedNetwork network;
  Placer placer;
  for (size_t i = 0; i < calls.size(); ++i) {
    WeightOffsets &offsets = network.ofCall.emplace_back();
    if (calls[i]->spec.hasWeights()) {
      offsets.weights = placer.place(packed[i].weights.weights);
      offsets.bias = placer.place(packed[i].weights.bias);
    }
    for (const std::vector<float> &vector : packed[i].vectors)
      offsets.vectors.push_back(placer.place(vector));
    packed[i] = {}; // two copies of large weights are enough
  }
  placer.file.resize(size_t(alignUp(int64_t(placer.file.size()))));
  network.file = std::move(placer.file);
  writeHeader(network);
  return network;
}

std::vector<WeightOffsets> placeWeights(const Program &program) {
  std::vector<WeightOffsets> offsets;
  int64_t end = 0;
  for (const KernelCall *call : program.calls()) {
    WeightOffsets &mine = offsets.emplace_back();
    auto place = [&](int64_t floats) { return std::exchange(end, alignUp(end + floats * int64_t(sizeof(float)))); };
    if (call->spec.hasWeights()) {
      const kernels::PackedSizes sizes = kernels::packedSizes(call->spec);
      mine.weights = place(sizes.weights);
      mine.bias = place(sizes.bias);
    }
    for (int vector = 0; vector < call->spec.vectors(); ++vector)
      mine.vectors.push_back(place(call->spec.vectorFloats()));
  }
  return offsets;
}

} // namespace evenstride::emit
