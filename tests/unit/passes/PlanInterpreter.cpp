// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An interpreter of plans, element by element, in double.
#include "unit/passes/PlanInterpreter.h"

#include "support/StepReference.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/TypeSwitch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace evenstride::tests {

namespace {

using layers::Arguments;
using layers::ReferenceWeights;
using layers::Shape;
using layers::Tensor;
using plan::Family;
using plan::LayoutAttr;
using List = std::vector<int64_t>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A buffer in memory: one double where the network has one float.
struct Memory {
  double *base;
  LayoutAttr layout;

  double &at(int64_t channel, int64_t row, int64_t column) const {
    int64_t block = layout.getBlock();
    int64_t pixel = channel / block * layout.getPlanePitch() + (row + layout.getHaloTop()) * layout.getRowPitch() +
                    column + layout.getHaloLeft();
    return base[pixel * block + channel % block];
  }
};

// The elements and `pad` rows and columns (top, left, bottom, right) of what lies around them.
Tensor load(const Memory &memory, const List &pad = {0, 0, 0, 0}) {
  LayoutAttr layout = memory.layout;
  Tensor tensor({layout.getChannels(), layout.getHeight() + pad[0] + pad[2], layout.getWidth() + pad[1] + pad[3]});
  for (int64_t c = 0; c < tensor.shape.channels; ++c)
    for (int64_t y = 0; y < tensor.shape.height; ++y)
      for (int64_t x = 0; x < tensor.shape.width; ++x)
        tensor.at(c, y, x) = memory.at(c, y - pad[0], x - pad[1]);
  return tensor;
}

// Writes the elements, and something finite into the lanes past the last channel, as kernels do.
void store(const Memory &memory, const Tensor &tensor) {
  LayoutAttr layout = memory.layout;
  for (int64_t c = 0; c < layout.getBlocks() * layout.getBlock(); ++c)
    for (int64_t y = 0; y < layout.getHeight(); ++y)
      for (int64_t x = 0; x < layout.getWidth(); ++x)
        memory.at(c, y, x) = c < layout.getChannels() ? tensor.at(c, y, x) : 1234.5;
}

Tensor applyLayer(std::string_view keyword, const Arguments &arguments, const Tensor &input,
                  const ReferenceWeights &weights = {}) {
  const std::array<const Tensor *, 1> operands = {&input};
  return layers::findLayer(keyword)->reference(arguments, operands, weights);
}

Arguments windowArguments(plan::WindowAttr window, const List &pad) {
  Arguments arguments;
  arguments.values = {{"kernel", List(window.getKernel().asArrayRef())},
                      {"stride", List(window.getStride().asArrayRef())},
                      {"dilation", List(window.getDilation().asArrayRef())},
                      {"pad", pad}};
  return arguments;
}

class Interpreter {
public:
  Interpreter(plan::NetworkOp network, const NamedTensors &weights, const Observer &observer)
      : network(network), weights(weights), observer(observer) {}

  std::vector<Tensor> run(const std::vector<Tensor> &inputs) {
    arena.assign(network.getArenaBytes().value_or(0) / sizeof(float), nan);
    for (mlir::Operation &op : network.getBody().front())
      llvm::TypeSwitch<mlir::Operation *>(&op)
          .Case([&](plan::InputOp input) { users[input.getResult()] = inputs[input.getIndex()].data; })
          .Case([&](plan::OutputOp output) {
            users[output.getResult()].assign(size_t(output.getLayout().getBytes()) / sizeof(float), nan);
          })
          .Case([&](plan::StripsOp strips) { runStrips(strips); })
          .Default([&](mlir::Operation *other) { step(other); });
    std::vector<Tensor> outputs;
    for (plan::OutputOp output : network.getBody().getOps<plan::OutputOp>())
      outputs.push_back(load(memoryOf(output.getResult())));
    return outputs;
  }

private:
  void step(mlir::Operation *op) {
    llvm::TypeSwitch<mlir::Operation *>(op)
        .Case([&](plan::ZeroHaloOp halo) { zero(memoryOf(halo.getBuffer())); })
        .Case([&](plan::ClearOp clear) { this->clear(memoryOf(clear.getBuffer())); })
        .Case([&](plan::SlideOp slide) { this->slide(memoryOf(slide.getBuffer()), int64_t(slide.getBy())); })
        .Case([&](plan::KernelOp kernel) {
          Tensor result = compute(kernel);
          observer(kernel, result);
          store(memoryOf(kernel.getOutput()), result);
        });
  }

  void runStrips(plan::StripsOp strips) {
    for (int64_t turn = 0; turn < int64_t(strips.getCount()); ++turn)
      for (mlir::Operation &op : strips.getBody().front()) {
        mlir::DenseI64ArrayAttr turns = plan::turnsOf(&op);
        if (turns && (turn < turns[0] || turn >= turns[1]))
          continue;
        passed = turn - (turns ? turns[0] : 0);
        step(&op);
      }
    passed = 0;
  }

  static void clear(const Memory &memory) {
    LayoutAttr layout = memory.layout;
    for (int64_t c = 0; c < layout.getBlocks() * layout.getBlock(); ++c)
      for (int64_t y = -layout.getHaloTop(); y < layout.getHeight() + layout.getHaloBottom(); ++y)
        for (int64_t x = -layout.getHaloLeft(); x < layout.getWidth() + layout.getHaloRight(); ++x)
          memory.at(c, y, x) = 0;
  }

  static void slide(const Memory &memory, int64_t by) {
    LayoutAttr layout = memory.layout;
    for (int64_t c = 0; c < layout.getBlocks() * layout.getBlock(); ++c)
      for (int64_t y = 0; y + by < layout.getHeight(); ++y)
        for (int64_t x = -layout.getHaloLeft(); x < layout.getWidth() + layout.getHaloRight(); ++x)
          memory.at(c, y, x) = memory.at(c, y + by, x);
  }

  Memory memoryOf(mlir::Value buffer) {
    plan::Place place = plan::placeOf(buffer);
    if (auto view = buffer.getDefiningOp<plan::ViewOp>())
      place.offset += passed * int64_t(view.getAdvance().value_or(0));
    auto own = place.root.getDefiningOp<plan::BufferOp>();
    double *base = own ? arena.data() + *own.getOffset() / sizeof(float) : users[place.root].data();
    return {base + place.offset / int64_t(sizeof(float)), plan::layoutOf(buffer)};
  }

  static void zero(const Memory &memory) {
    LayoutAttr layout = memory.layout;
    auto inside = [](int64_t at, int64_t extent) { return at >= 0 && at < extent; };
    for (int64_t c = 0; c < layout.getBlocks() * layout.getBlock(); ++c)
      for (int64_t y = -layout.getHaloTop(); y < layout.getHeight() + layout.getHaloBottom(); ++y)
        for (int64_t x = -layout.getHaloLeft(); x < layout.getWidth() + layout.getHaloRight(); ++x)
          if (!inside(y, layout.getHeight()) || !inside(x, layout.getWidth()))
            memory.at(c, y, x) = 0;
  }

  Tensor compute(plan::KernelOp kernel) {
    Tensor value = computeFamily(kernel);
    for (plan::StepAttr step : kernel.getEpilogue().getAsRange<plan::StepAttr>())
      applyStep(step, value, kernel);
    if (auto pool = kernel.getPool()) {
      Arguments arguments = windowArguments(pool->getWindow(), List(pool->getWindow().getPad().asArrayRef()));
      return applyLayer("max_pool", arguments, value);
    }
    return value;
  }

  void applyStep(plan::StepAttr step, Tensor &value, plan::KernelOp kernel) {
    if (step.isChannelwise())
      return applyVector(step, value, kernel);
    if (!step.isBinary())
      return test::applyStep(plan::stringifyStepKind(step.getKind()), step.getNumbers().asArrayRef(), value.data);
    Tensor operand = load(memoryOf(kernel.getInputs()[size_t(step.getOperand())]));
    size_t pixels = size_t(value.shape.height * value.shape.width);
    for (size_t i = 0; i < value.data.size(); ++i)
      value.data[i] =
          combine(step.getKind(), value.data[i], operand.data[operand.shape == value.shape ? i : i / pixels]);
  }

  void applyVector(plan::StepAttr step, Tensor &value, plan::KernelOp kernel) {
    auto vector = mlir::cast<plan::VectorAttr>(kernel.getVectors()[size_t(step.getOperand())]);
    auto channels = size_t(value.shape.channels), pixels = value.data.size() / channels;
    std::vector<double> numbers = numbersOf(vector);
    if (numbers.size() == 1)
      numbers.assign(channels, numbers[0]);
    for (size_t i = 0; i < value.data.size(); ++i) {
      double &x = value.data[i], number = numbers[i / pixels];
      if (step.getKind() == plan::StepKind::ChannelShift)
        x += number;
      else if (step.getKind() == plan::StepKind::ChannelScale || x < 0) // or a prelu
        x *= number;
    }
  }

  std::vector<double> numbersOf(plan::VectorAttr vector) const {
    if (vector.getPart() == plan::VectorPart::Values)
      return {vector.getValues().asArrayRef().begin(), vector.getValues().asArrayRef().end()};
    std::string name = vector.getName().str();
    if (vector.getPart() == plan::VectorPart::Tensor)
      return tensor(name);
    return vector.getPart() == plan::VectorPart::NormScale ? norm(name, vector.getEpsilon()).first
                                                           : norm(name, vector.getEpsilon()).second;
  }

  const std::vector<double> &tensor(const std::string &name) const { return weights.find(name)->second; }

  // A batch normalisation as factors and summands.
  std::pair<std::vector<double>, std::vector<double>> norm(const std::string &path, mlir::FloatAttr epsilon) const {
    std::vector<double> scale = tensor(path + ".weight"), shift = tensor(path + ".bias");
    for (size_t c = 0; c < scale.size(); ++c) {
      scale[c] /= std::sqrt(tensor(path + ".running_var")[c] + epsilon.getValueAsDouble());
      shift[c] -= tensor(path + ".running_mean")[c] * scale[c];
    }
    return {scale, shift};
  }

  static double combine(plan::StepKind kind, double x, double other) {
    switch (kind) {
    case plan::StepKind::Add:
      return x + other;
    case plan::StepKind::Subtract:
      return x - other;
    case plan::StepKind::ReverseSubtract:
      return other - x;
    default:
      return x * other;
    }
  }

  Tensor computeFamily(plan::KernelOp kernel) {
    Memory input = memoryOf(kernel.getInputs()[0]);
    LayoutAttr output = plan::layoutOf(kernel.getOutput());
    Arguments arguments;
    switch (kernel.getFamily()) {
    case Family::Conv:
    case Family::DepthwiseConv:
      return convolve(kernel, input);
    case Family::Deconv:
      return deconvolve(kernel, input);
    case Family::MaxPool:
    case Family::AvgPool: {
      plan::WindowAttr window = *kernel.getWindow();
      arguments = windowArguments(window, List(window.getPad().asArrayRef()));
      arguments.values["border"] = std::string(kernel.getCountPadding() ? "zero" : "ignore");
      return applyLayer(kernel.getFamily() == Family::MaxPool ? "max_pool" : "avg_pool", arguments, load(input));
    }
    case Family::GlobalAvgPool:
      return applyLayer("global_avg_pool", arguments, load(input));
    case Family::Dense:
      arguments.values = {{"outputs", output.getChannels()}, {"bias", true}};
      return applyLayer("dense", arguments, load(input), packed(kernel, output.getChannels()));
    case Family::Elementwise:
      return load(input);
    case Family::Crop: {
      Tensor whole = load(input), part({output.getChannels(), output.getHeight(), output.getWidth()});
      for (int64_t c = 0; c < part.shape.channels; ++c)
        for (int64_t y = 0; y < part.shape.height; ++y)
          for (int64_t x = 0; x < part.shape.width; ++x)
            part.at(c, y, x) =
                whole.at(c + (*kernel.getOffset())[0], y + (*kernel.getOffset())[1], x + (*kernel.getOffset())[2]);
      return part;
    }
    case Family::Pad:
    case Family::PadReflect:
    case Family::PadReplicate: {
      int64_t top = (*kernel.getOffset())[1], left = (*kernel.getOffset())[2];
      arguments.values = {{"top", top},
                          {"left", left},
                          {"bottom", output.getHeight() - input.layout.getHeight() - top},
                          {"right", output.getWidth() - input.layout.getWidth() - left},
                          {"value", kernel.getValue() ? kernel.getValue()->convertToDouble() : 0.0},
                          {"mode", std::string(kernel.getFamily() == Family::Pad          ? "constant"
                                               : kernel.getFamily() == Family::PadReflect ? "reflect"
                                                                                          : "replicate")}};
      return applyLayer("pad", arguments, load(input));
    }
    case Family::PixelShuffle:
    case Family::PixelUnshuffle:
      arguments.values = {{"factor", int64_t(kernel.getFactor())}};
      return applyLayer(kernel.getFamily() == Family::PixelShuffle ? "pixel_shuffle" : "pixel_unshuffle", arguments,
                        load(input));
    case Family::Upsample:
    case Family::UpsampleBilinear:
      arguments.values = {{"factor", List(kernel.getWindow()->getStride().asArrayRef())},
                          {"mode", std::string(kernel.getFamily() == Family::Upsample ? "nearest" : "bilinear")}};
      return applyLayer("upsample", arguments, load(input));
    case Family::ChannelShuffle:
      arguments.values = {{"groups", int64_t(kernel.getGroups())}};
      return applyLayer("channel_shuffle", arguments, load(input));
    case Family::Lrn: {
      llvm::ArrayRef<double> numbers = *kernel.getNumbers();
      arguments.values = {
          {"size", int64_t(kernel.getFactor())}, {"alpha", numbers[0]}, {"beta", numbers[1]}, {"k", numbers[2]}};
      return applyLayer("lrn", arguments, load(input));
    }
    case Family::Softmax:
      return applyLayer("softmax", arguments, load(input));
    }
    return {};
  }

  // The padding is read from memory: whatever lies in the halo takes part.
  Tensor convolve(plan::KernelOp kernel, const Memory &input) {
    plan::WindowAttr window = kernel.getWindow().value_or(plan::unitWindow(network.getContext()));
    int64_t filters = plan::layoutOf(kernel.getOutput()).getChannels();
    Tensor padded = load(input, List(window.getPad().asArrayRef()));
    Arguments arguments = windowArguments(window, List{0, 0, 0, 0});
    arguments.values["bias"] = true;
    bool depthwise = kernel.getFamily() == Family::DepthwiseConv;
    if (depthwise) {
      arguments.values["multiplier"] = filters / padded.shape.channels;
    } else {
      arguments.values["filters"] = filters;
      arguments.values["groups"] = int64_t(kernel.getGroups());
    }
    return applyLayer(depthwise ? "depthwise_conv" : "conv", arguments, padded, packed(kernel, filters));
  }

  // Elements of the halo that the result meets take part; what the rest of it adds is cut off again.
  Tensor deconvolve(plan::KernelOp kernel, const Memory &input) {
    plan::WindowAttr window = *kernel.getWindow();
    LayoutAttr output = plan::layoutOf(kernel.getOutput());
    Shape in{input.layout.getChannels(), input.layout.getHeight(), input.layout.getWidth()};
    auto halo = plan::transposedHalo(window, in, {output.getChannels(), output.getHeight(), output.getWidth()});
    Tensor padded = load(input, List(halo.begin(), halo.end()));
    List pad(window.getPad().asArrayRef()), rest(2);
    for (size_t axis = 0; axis < 2; ++axis) {
      int64_t stride = window.getStride()[axis], size = axis == 0 ? padded.shape.height : padded.shape.width;
      int64_t effective = (window.getKernel()[axis] - 1) * window.getDilation()[axis] + 1;
      int64_t wanted = axis == 0 ? output.getHeight() : output.getWidth();
      pad[axis] += stride * halo[axis];
      int64_t surplus = (size - 1) * stride + effective - pad[axis] - wanted;
      pad[axis + 2] = std::max<int64_t>(surplus, 0);
      rest[axis] = std::max<int64_t>(-surplus, 0);
    }
    Arguments arguments = windowArguments(window, pad);
    arguments.values["output_pad"] = rest;
    arguments.values["bias"] = true;
    arguments.values["filters"] = output.getChannels();
    arguments.values["groups"] = int64_t(kernel.getGroups());
    return applyLayer("deconv", arguments, padded, packed(kernel, output.getChannels()));
  }

  // The output channel of a weight: OIHW, or IOHW of a deconvolution.
  static size_t filterOf(plan::KernelOp kernel, size_t index, size_t weights) {
    auto filters = size_t(plan::layoutOf(kernel.getOutput()).getChannels());
    if (kernel.getFamily() != Family::Deconv)
      return index / (weights / filters);
    auto inputs = size_t(plan::layoutOf(kernel.getInputs()[0]).getChannels());
    size_t taps = size_t(kernel.getWindow()->getKernel()[0] * kernel.getWindow()->getKernel()[1]);
    size_t groups = size_t(kernel.getGroups()), outputs = filters / groups;
    return index / taps / outputs / (inputs / groups) * outputs + index / taps % outputs;
  }

  // The layer of scaled and shifted inputs, as one of the inputs themselves.
  void foldPrior(plan::KernelOp kernel, std::vector<double> &weight, std::vector<double> &bias) const {
    auto channels = size_t(plan::layoutOf(kernel.getInputs()[0]).getChannels());
    auto groups = kernel.getFamily() == Family::DepthwiseConv ? channels : size_t(kernel.getGroups());
    std::vector<double> scale = numbersOf(kernel.getWeights()->getPriorScale());
    std::vector<double> shift = numbersOf(kernel.getWeights()->getPriorShift());
    scale.resize(channels, scale[0]); // one number stands for all
    shift.resize(channels, shift[0]);
    size_t each = weight.size() / bias.size(), ofChannel = each / (channels / groups);
    for (size_t i = 0; i < weight.size(); ++i) {
      size_t filter = i / each, group = filter / (bias.size() / groups);
      size_t input = group * (channels / groups) + i % each / ofChannel;
      bias[filter] += weight[i] * shift[input];
      weight[i] *= scale[input];
    }
  }

  // Weights and bias with the normalisations folded in.
  ReferenceWeights packed(plan::KernelOp kernel, int64_t filters) {
    plan::WeightsAttr names = *kernel.getWeights();
    std::vector<double> weight = tensor(names.getWeight().str());
    std::vector<double> bias =
        names.getBias() ? tensor(names.getBias().str()) : std::vector<double>(size_t(filters), 0);
    if (names.getPriorScale())
      foldPrior(kernel, weight, bias);
    if (names.getNorm()) {
      auto [scale, shift] = norm(names.getNorm().str(), names.getEpsilon());
      for (size_t i = 0; i < weight.size(); ++i)
        weight[i] *= scale[filterOf(kernel, i, weight.size())];
      for (size_t c = 0; c < size_t(filters); ++c)
        bias[c] = bias[c] * scale[c] + shift[c];
    }
    return {{"weight", weight}, {"bias", bias}};
  }

  plan::NetworkOp network;
  const NamedTensors &weights;
  const Observer &observer;
  std::vector<double> arena;
  int64_t passed = 0; // turns of the loop at hand since the first one of the op at hand
  llvm::DenseMap<mlir::Value, std::vector<double>> users; // inputs and outputs
};

} // namespace

std::vector<Tensor> interpret(plan::NetworkOp network, const std::vector<Tensor> &inputs, const NamedTensors &weights,
                              const Observer &observer) {
  return Interpreter(network, weights, observer).run(inputs);
}

} // namespace evenstride::tests
