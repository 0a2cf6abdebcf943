// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds normalisations into weights and biases.
#include "emit/FoldWeights.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace evenstride::emit {

namespace {

/// The tensors of one call after folding: spans into the caller's weights, or into the vectors.
struct Folded {
  std::vector<float> ownWeights, ownBias;
  std::span<const float> weights, bias;
};

/// A batch normalisation as a factor and a summand per channel.
struct Affine {
  std::vector<double> scale, shift;
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

} // namespace

llvm::Expected<PackedCall> packCall(const WeightMap &all, const KernelCall &call) { return Folder(all, call).pack(); }

} // namespace evenstride::emit
