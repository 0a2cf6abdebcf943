// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Places packed weights in one block, equal ones once.
#include "emit/Weights.h"

#include "emit/FoldWeights.h"
#include "emit/Parallel.h"
#include "evenstride/runtime.h"
#include "kernels/Kernels.h"

#include "llvm/Support/xxhash.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <unordered_map>
#include <utility>

namespace evenstride::emit {

namespace {

constexpr int64_t alignment = 64;

int64_t alignUp(int64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

uint64_t hashOf(std::span<const char> bytes) {
  return llvm::xxh3_64bits(llvm::ArrayRef(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()));
}

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

llvm::Expected<std::vector<PackedCall>> packCalls(const std::vector<const KernelCall *> &calls,
                                                  const WeightMap &weights, int jobs) {
  std::vector<PackedCall> packed(calls.size());
  std::vector<std::string> failures(calls.size());
  parallelFor(jobs, calls.size(), [&](size_t i) {
    if (llvm::Expected<PackedCall> one = packCall(weights, *calls[i]))
      packed[i] = std::move(*one);
    else
      failures[i] = llvm::toString(one.takeError());
  });
  if (llvm::Error error = firstError(failures))
    return error;
  return packed;
}

PackedProgram placeCalls(std::vector<PackedCall> &calls, Placer &placer) {
  PackedProgram program;
  std::set<int64_t> counted;
  auto place = [&](const std::vector<float> &values) {
    const int64_t at = placer.place(values);
    if (counted.insert(at).second)
      program.bytes += alignUp(int64_t(values.size() * sizeof(float)));
    return at;
  };
  for (PackedCall &call : calls) {
    WeightOffsets &offsets = program.ofCall.emplace_back();
    if (!call.weights.bias.empty()) { // always there where the kernel has weights
      offsets.weights = place(call.weights.weights);
      offsets.bias = place(call.weights.bias);
    }
    for (const std::vector<float> &vector : call.vectors)
      offsets.vectors.push_back(place(vector));
    call = {}; // two copies of large weights are enough
  }
  return program;
}

} // namespace

std::span<const char> PackedNetwork::packed() const {
  return std::span(file).subspan(sizeof(evenstride_weights_header));
}

llvm::Expected<PackedNetwork> packNetwork(std::span<const Program> programs, const WeightMap &weights, int jobs) {
  PackedNetwork network;
  Placer placer;
  for (const Program &program : programs) {
    auto packed = packCalls(program.calls(), weights, jobs);
    if (!packed)
      return packed.takeError();
    network.programs.push_back(placeCalls(*packed, placer));
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
