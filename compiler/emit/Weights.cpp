// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds, packs and places weights.
#include "emit/Weights.h"

#include "emit/Parallel.h"
#include "evenstride/runtime.h"
#include "kernels/Kernels.h"

#include "llvm/Support/xxhash.h"

#include <cmath>
#include <cstring>
#include <unordered_map>

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

/// Folds the weights of one call.
class Folder {
public:
  Folder(const WeightMap &all, const KernelCall &call) : all(all), call(call) {}

  llvm::Expected<Folded> fold() {
    Folded folded;
    const int64_t channels = call.spec.output.channels;
    if (call.weights.weight.empty())
      folded.ownWeights.assign(size_t(channels), 1.0f), folded.weights = folded.ownWeights;
    else
      folded.weights = lookUp(call.weights.weight);
    if (!call.weights.bias.empty())
      folded.bias = lookUp(call.weights.bias, channels);
    if (!call.weights.norm.empty())
      foldNorm(folded);
    if (!missing.empty())
      return llvm::createStringError("weights of " + call.title() + ": no tensor `" + missing + "` of the right size");
    return folded;
  }

private:
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

  void foldNorm(Folded &folded) {
    const size_t channels = size_t(call.spec.output.channels);
    auto tensor = [&](const char *suffix) { return lookUp(call.weights.norm + suffix, int64_t(channels)); };
    const auto scale = tensor(".weight"), shift = tensor(".bias"), mean = tensor(".running_mean"),
               variance = tensor(".running_var");
    if (!missing.empty())
      return;
    std::vector<float> weights(folded.weights.size()), bias(channels);
    std::vector<double> factors(channels);
    for (size_t c = 0; c < channels; ++c)
      factors[c] = double(scale[c]) / std::sqrt(double(variance[c]) + call.weights.epsilon);
    for (size_t i = 0; i < weights.size(); ++i)
      weights[i] = float(folded.weights[i] * factors[outputOf(i, weights.size())]);
    for (size_t c = 0; c < channels; ++c) {
      const double s = factors[c];
      const double before = folded.bias.empty() ? 0 : double(folded.bias[c]);
      bias[c] = float((before - double(mean[c])) * s + double(shift[c]));
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
  std::vector<kernels::PackedWeights> packed(calls.size());
  std::vector<std::string> failures(calls.size());
  parallelFor(jobs, calls.size(), [&](size_t i) {
    if (!calls[i]->spec.hasWeights())
      return;
    llvm::Expected<Folded> folded = Folder(weights, *calls[i]).fold();
    if (folded)
      packed[i] = kernels::packWeights(calls[i]->spec, folded->weights, folded->bias);
    else
      failures[i] = llvm::toString(folded.takeError());
  });
  if (llvm::Error error = firstError(failures))
    return error;

  PackedNetwork network;
  Placer placer;
  for (size_t i = 0; i < calls.size(); ++i) {
    const bool has = calls[i]->spec.hasWeights();
    network.ofCall.push_back(has ? WeightOffsets{placer.place(packed[i].weights), placer.place(packed[i].bias)}
                                 : WeightOffsets{});
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
    if (!call->spec.hasWeights())
      continue;
    const kernels::PackedSizes sizes = kernels::packedSizes(call->spec);
    mine.weights = end;
    mine.bias = alignUp(end + sizes.weights * int64_t(sizeof(float)));
    end = alignUp(mine.bias + sizes.bias * int64_t(sizeof(float)));
  }
  return offsets;
}

} // namespace evenstride::emit
