// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "layers/support/Reference.h"

#include "support/StepReference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace evenstride::layertest {

using kernels::Family;
using kernels::KernelSpec;
using kernels::Step;
using kernels::StepKind;
using kernels::Window2D;

namespace {

int64_t slide(int64_t extent, const Window2D &w, int axis) {
  return (extent + w.pad[axis] + w.pad[axis + 2] - (w.kernel[axis] - 1) * w.dilation[axis] - 1) / w.stride[axis] + 1;
}

// Calls visit(y, x, tap) for every window position over a real element.
template <typename Visit> void eachTap(const Plain &in, const Window2D &w, int64_t y, int64_t x, Visit visit) {
  for (int64_t ky = 0; ky < w.kernel[0]; ++ky)
    for (int64_t kx = 0; kx < w.kernel[1]; ++kx) {
      const int64_t atY = y * w.stride[0] + ky * w.dilation[0] - w.pad[0];
      const int64_t atX = x * w.stride[1] + kx * w.dilation[1] - w.pad[1];
      if (in.holds(atY, atX))
        visit(atY, atX, ky * w.kernel[1] + kx);
    }
}

Plain convolution(const Plain &in, const KernelSpec &spec, const Parameters &p) {
  const Window2D &w = spec.window;
  const int64_t outputs = spec.output.channels, taps = w.kernel[0] * w.kernel[1];
  const int64_t groups = spec.family == Family::DepthwiseConv ? in.channels : spec.groups;
  const int64_t groupInputs = in.channels / groups, groupOutputs = outputs / groups;
  Plain out(outputs, slide(in.rows, w, 0), slide(in.columns, w, 1));
  for (int64_t o = 0; o < outputs; ++o)
    for (int64_t y = 0; y < out.rows; ++y)
      for (int64_t x = 0; x < out.columns; ++x) {
        double sum = p.bias.empty() ? 0 : p.bias[o];
        for (int64_t i = 0; i < groupInputs; ++i)
          eachTap(in, w, y, x, [&](int64_t atY, int64_t atX, int64_t tap) {
            sum += in.at(o / groupOutputs * groupInputs + i, atY, atX) * p.weights[(o * groupInputs + i) * taps + tap];
          });
        out.at(o, y, x) = sum;
      }
  return out;
}

// Every input element goes where the weights IOHW send it.
Plain deconvolution(const Plain &in, const KernelSpec &spec, const Parameters &p) {
  const Window2D &w = spec.window;
  const int64_t outputs = spec.output.channels, taps = w.kernel[0] * w.kernel[1];
  const int64_t groupInputs = in.channels / spec.groups, groupOutputs = outputs / spec.groups;
  Plain out(outputs, spec.output.height, spec.output.width);
  for (size_t i = 0; i < out.values.size(); ++i)
    out.values[i] = p.bias.empty() ? 0 : p.bias[i / (out.rows * out.columns)];
  for (int64_t i = 0; i < in.channels; ++i)
    for (int64_t y = 0; y < in.rows; ++y)
      for (int64_t x = 0; x < in.columns; ++x)
        for (int64_t o = 0; o < groupOutputs; ++o)
          for (int64_t tap = 0; tap < taps; ++tap) {
            const int64_t atY = y * w.stride[0] + tap / w.kernel[1] * w.dilation[0] - w.pad[0];
            const int64_t atX = x * w.stride[1] + tap % w.kernel[1] * w.dilation[1] - w.pad[1];
            if (out.holds(atY, atX))
              out.at(i / groupInputs * groupOutputs + o, atY, atX) +=
                  in.at(i, y, x) * p.weights[(i * groupOutputs + o) * taps + tap];
          }
  return out;
}

Plain pool(const Plain &in, const Window2D &w, bool max, bool countPadding) {
  Plain out(in.channels, slide(in.rows, w, 0), slide(in.columns, w, 1));
  for (int64_t c = 0; c < in.channels; ++c)
    for (int64_t y = 0; y < out.rows; ++y)
      for (int64_t x = 0; x < out.columns; ++x) {
        double sum = 0, largest = -std::numeric_limits<double>::infinity();
        int64_t count = 0;
        bool nan = false;
        eachTap(in, w, y, x, [&](int64_t atY, int64_t atX, int64_t) {
          const double v = in.at(c, atY, atX);
          nan |= std::isnan(v);
          sum += v;
          largest = std::max(largest, v);
          ++count;
        });
        if (countPadding)
          count = w.kernel[0] * w.kernel[1];
        out.at(c, y, x) = !max ? sum / static_cast<double>(count) : nan ? std::nan("") : largest;
      }
  return out;
}

Plain dense(const Plain &in, const KernelSpec &spec, const Parameters &p) {
  Plain out(spec.output.channels, 1, 1);
  const size_t features = in.values.size();
  for (int64_t o = 0; o < out.channels; ++o) {
    double sum = p.bias.empty() ? 0 : p.bias[o];
    for (size_t i = 0; i < features; ++i)
      sum += in.values[i] * p.weights[o * features + i];
    out.values[o] = sum;
  }
  return out;
}

Plain softmax(const Plain &in) {
  Plain out = in;
  for (int64_t y = 0; y < in.rows; ++y)
    for (int64_t x = 0; x < in.columns; ++x) {
      double largest = in.at(0, y, x), sum = 0;
      for (int64_t c = 0; c < in.channels; ++c)
        largest = std::max(largest, in.at(c, y, x));
      for (int64_t c = 0; c < in.channels; ++c)
        sum += out.at(c, y, x) = std::exp(in.at(c, y, x) - largest);
      for (int64_t c = 0; c < in.channels; ++c)
        out.at(c, y, x) /= sum;
    }
  return out;
}

Plain lrn(const Plain &in, const KernelSpec &spec) {
  Plain out = in;
  const int64_t size = spec.factor;
  for (int64_t c = 0; c < in.channels; ++c)
    for (int64_t y = 0; y < in.rows; ++y)
      for (int64_t x = 0; x < in.columns; ++x) {
        double squares = 0;
        for (int64_t at = std::max<int64_t>(0, c - size / 2); at < std::min(in.channels, c - size / 2 + size); ++at)
          squares += in.at(at, y, x) * in.at(at, y, x);
        out.at(c, y, x) /=
            std::pow(spec.numbers[2] + spec.numbers[0] / static_cast<double>(size) * squares, spec.numbers[1]);
      }
  return out;
}

// Elementwise, crops, pads, nearest upsamplings and shuffles: every element comes from one of the input, or from none.
// Step by step from outside back into the image: a mirror takes as many steps further.
int64_t fromOutside(int64_t at, int64_t extent, bool mirrors) {
  const int64_t nearest = std::clamp<int64_t>(at, 0, extent - 1);
  return mirrors ? nearest + (nearest - at) : nearest;
}

Plain moved(const Plain &in, const KernelSpec &spec) {
  const int64_t r = spec.factor, groups = spec.groups;
  auto elementAt = [&](int64_t c, int64_t y, int64_t x) {
    const int64_t atY = y - spec.offset[1], atX = x - spec.offset[2];
    switch (spec.family) {
    case Family::PixelShuffle:
      return in.at(c * r * r + y % r * r + x % r, y / r, x / r);
    case Family::PixelUnshuffle:
      return in.at(c / (r * r), y * r + c % (r * r) / r, x * r + c % r);
    case Family::ChannelShuffle:
      return in.at(c % groups * (in.channels / groups) + c / groups, y, x);
    case Family::Upsample:
      return in.at(c, y / spec.window.stride[0], x / spec.window.stride[1]);
    case Family::Pad:
      return in.holds(atY, atX) ? in.at(c, atY, atX) : spec.value;
    case Family::PadReflect:
    case Family::PadReplicate: {
      const bool mirrors = spec.family == Family::PadReflect;
      return in.at(c, fromOutside(atY, in.rows, mirrors), fromOutside(atX, in.columns, mirrors));
    }
    default:
      return in.at(c + spec.offset[0], y + spec.offset[1], x + spec.offset[2]);
    }
  };
  Plain out(spec.output.channels, spec.output.height, spec.output.width);
  if (spec.pool) // which follows
    out = Plain(in.channels, in.rows, in.columns);
  for (int64_t c = 0; c < out.channels; ++c)
    for (int64_t y = 0; y < out.rows; ++y)
      for (int64_t x = 0; x < out.columns; ++x)
        out.at(c, y, x) = elementAt(c, y, x);
  return out;
}

// The inputs' pixels have their centres at half coordinates and go on at the edges as they end.
Plain bilinear(const Plain &in, const KernelSpec &spec) {
  const int64_t down = spec.window.stride[0], across = spec.window.stride[1];
  Plain out(in.channels, in.rows * down, in.columns * across);
  auto value = [&](int64_t c, double y, double x) {
    auto inside = [](double at, int64_t extent) { return std::clamp(at, 0.0, static_cast<double>(extent - 1)); };
    double sum = 0;
    for (int64_t dy : {0, 1})
      for (int64_t dx : {0, 1}) {
        if ((dy == 1 && down == 1) || (dx == 1 && across == 1))
          continue; // nothing is blended where the size stays the same
        const double shareY = dy ? y - std::floor(y) : 1 - (y - std::floor(y));
        const double shareX = dx ? x - std::floor(x) : 1 - (x - std::floor(x));
        sum += shareY * shareX *
               in.at(c, static_cast<int64_t>(inside(std::floor(y) + static_cast<double>(dy), in.rows)),
                     static_cast<int64_t>(inside(std::floor(x) + static_cast<double>(dx), in.columns)));
      }
    return sum;
  };
  for (int64_t c = 0; c < out.channels; ++c)
    for (int64_t y = 0; y < out.rows; ++y)
      for (int64_t x = 0; x < out.columns; ++x)
        out.at(c, y, x) = value(c, (static_cast<double>(y) + 0.5) / static_cast<double>(down) - 0.5,
                                (static_cast<double>(x) + 0.5) / static_cast<double>(across) - 0.5);
  return out;
}

Plain globalAverage(const Plain &in) {
  Window2D whole;
  whole.kernel[0] = in.rows;
  whole.kernel[1] = in.columns;
  return pool(in, whole, false, false);
}

constexpr const char *stepNames[] = {
#define STEP(Symbol, name, numbers) name,
#include "kernels/steps.def"
};

double combine(StepKind kind, double v, double operand) {
  switch (kind) {
  case StepKind::Add:
    return v + operand;
  case StepKind::Subtract:
    return v - operand;
  case StepKind::ReverseSubtract:
    return operand - v;
  default:
    return v * operand;
  }
}

void applyBinary(const Step &step, Plain &value, const Plain &operand) {
  const bool perChannel = operand.rows == 1 && operand.columns == 1;
  for (int64_t c = 0; c < value.channels; ++c)
    for (int64_t y = 0; y < value.rows; ++y)
      for (int64_t x = 0; x < value.columns; ++x) {
        double &v = value.at(c, y, x);
        v = combine(step.kind, v, operand.at(c, perChannel ? 0 : y, perChannel ? 0 : x));
      }
}

void applyChannelwise(const Step &step, Plain &value, const std::vector<float> &vector) {
  const size_t pixels = value.rows * value.columns;
  for (size_t i = 0; i < value.values.size(); ++i) {
    double &v = value.values[i];
    const double number = vector[i / pixels];
    if (step.kind == StepKind::ChannelShift)
      v += number;
    else if (step.kind == StepKind::ChannelScale || v < 0) // or a prelu
      v *= number;
  }
}

void applyUnary(const Step &step, Plain &value) {
  std::array<double, 2> numbers = step.numbers;
  for (double &number : numbers)
    number = static_cast<float>(number);
  test::applyStep(stepNames[static_cast<size_t>(step.kind)], numbers, value.values);
}

// The padding as elements of the input: numbers other than zero.
Plain framed(const Plain &in, const KernelSpec &spec) {
  const int64_t *pad = spec.window.pad;
  Plain out(in.channels, in.rows + pad[0] + pad[2], in.columns + pad[1] + pad[3]);
  for (int64_t c = 0; c < out.channels; ++c)
    for (int64_t y = 0; y < out.rows; ++y)
      for (int64_t x = 0; x < out.columns; ++x)
        out.at(c, y, x) = in.holds(y - pad[0], x - pad[1]) ? in.at(c, y - pad[0], x - pad[1])
                                                           : spec.padding[spec.padding.size() == 1 ? 0 : c];
  return out;
}

Plain main(const KernelSpec &spec, const Plain &in, const Parameters &parameters) {
  if (!spec.padding.empty()) {
    KernelSpec rest = spec;
    rest.padding.clear();
    std::ranges::fill(rest.window.pad, 0);
    return main(rest, framed(in, spec), parameters);
  }
  switch (spec.family) {
  case Family::Conv:
  case Family::DepthwiseConv:
    return convolution(in, spec, parameters);
  case Family::Deconv:
    return deconvolution(in, spec, parameters);
  case Family::MaxPool:
  case Family::AvgPool:
    return pool(in, spec.window, spec.family == Family::MaxPool, spec.countPadding);
  case Family::GlobalAvgPool:
    return globalAverage(in);
  case Family::Dense:
    return dense(in, spec, parameters);
  case Family::Softmax:
    return softmax(in);
  case Family::Lrn:
    return lrn(in, spec);
  case Family::UpsampleBilinear:
    return bilinear(in, spec);
  default:
    return moved(in, spec);
  }
}

Plain afterSteps(const KernelSpec &spec, Plain value, const std::vector<Plain> &inputs, const Parameters &parameters) {
  for (const Step &step : spec.epilogue)
    if (isBinary(step.kind))
      applyBinary(step, value, inputs[step.operand]);
    else if (isChannelwise(step.kind))
      applyChannelwise(step, value, parameters.vectors[step.operand]);
    else
      applyUnary(step, value);
  if (spec.pool)
    value = pool(value, spec.pool->window, spec.pool->max, spec.pool->countPadding);
  return value;
}

} // namespace

Plain reference(const KernelSpec &spec, const std::vector<Plain> &inputs, const Parameters &parameters) {
  return afterSteps(spec, main(spec, inputs[0], parameters), inputs, parameters);
}

namespace {

// With zeros around it.
Plain padded(const Plain &in, const int64_t (&pad)[4]) {
  Plain out(in.channels, in.rows + pad[0] + pad[2], in.columns + pad[1] + pad[3]);
  for (int64_t c = 0; c < in.channels; ++c)
    for (int64_t y = 0; y < in.rows; ++y)
      for (int64_t x = 0; x < in.columns; ++x)
        out.at(c, y + pad[0], x + pad[1]) = in.at(c, y, x);
  return out;
}

// The largest magnitude of the elements at most so many rows and columns away; NaN if one is.
Plain spread(const Plain &in, std::array<int64_t, 2> reach) {
  Plain out(in.channels, in.rows, in.columns);
  for (int64_t c = 0; c < in.channels; ++c)
    for (int64_t y = 0; y < in.rows; ++y)
      for (int64_t x = 0; x < in.columns; ++x)
        for (int64_t atY = std::max<int64_t>(y - reach[0], 0); atY < std::min(in.rows, y + reach[0] + 1); ++atY)
          for (int64_t atX = std::max<int64_t>(x - reach[1], 0); atX < std::min(in.columns, x + reach[1] + 1); ++atX) {
            double &most = out.at(c, y, x);
            const double magnitude = std::abs(in.at(c, atY, atX));
            most = std::isnan(magnitude) || magnitude > most ? magnitude : most;
          }
  return out;
}

void toMagnitudes(std::vector<float> &values) {
  for (float &value : values)
    value = std::abs(value);
}

// Filters of 1x1 as the largest of the four that lie at the same place in halves of the output and input channels.
void spreadOverHalves(std::vector<float> &filters, int64_t outputs) {
  const int64_t inputs = static_cast<int64_t>(filters.size()) / outputs, below = outputs / 2 * inputs;
  for (int64_t output = 0; output < outputs / 2; ++output)
    for (int64_t input = 0; input < inputs / 2; ++input) {
      float *first = &filters[output * inputs + input], *other = first + inputs / 2;
      const float most = std::max({std::abs(*first), std::abs(*other), std::abs(first[below]), std::abs(other[below])});
      *first = *other = first[below] = other[below] = most;
    }
}

// Each pixel and the one at the same place in the other half of its plane.
Plain addHalves(const Plain &in) {
  Plain out = in;
  const int64_t pixels = in.rows * in.columns, apart = pixels / 2;
  for (int64_t i = 0; i < static_cast<int64_t>(in.values.size()); ++i)
    out.values[i] += in.values[i % pixels < pixels - apart ? i + apart : i - apart];
  return out;
}

// What becomes of an error in a step, and what is added to it. Activations change it little.
Step onMagnitudes(Step step) {
  if (step.kind == StepKind::Multiply)
    return step;
  return {isBinary(step.kind) ? StepKind::Add : StepKind::Relu, step.operand};
}

} // namespace

Plain strassenBound(const KernelSpec &spec, const std::vector<Plain> &inputs, Parameters parameters) {
  spreadOverHalves(parameters.weights, spec.output.channels);
  toMagnitudes(parameters.bias);
  std::vector<Plain> magnitudes;
  for (const Plain &input : inputs)
    magnitudes.push_back(spread(input, {0, 0}));
  KernelSpec onBounds = spec;
  for (Step &step : onBounds.epilogue)
    step = onMagnitudes(step);
  Plain bound = afterSteps(onBounds, addHalves(main(spec, magnitudes[0], parameters)), magnitudes, parameters);
  for (double &value : bound.values)
    value *= static_cast<double>(spec.inputs[0].channels) * 0x1p-24;
  return bound;
}

Plain winogradBound(const KernelSpec &spec, std::vector<Plain> inputs, Parameters parameters) {
  const Window2D &w = spec.window;
  const int64_t most = w.kernel[0] == 1 || w.kernel[1] == 1 ? 10 : 9;
  auto reach = [&](int axis) { return w.kernel[axis] == 1 ? 0 : (most * w.stride[axis] - 1) * w.dilation[axis]; };
  for (Plain &input : inputs)
    input = &input == &inputs[0] ? spread(padded(input, w.pad), {reach(0), reach(1)}) : spread(input, {0, 0});
  toMagnitudes(parameters.weights);
  toMagnitudes(parameters.bias);
  KernelSpec onBounds = spec;
  std::ranges::fill(onBounds.window.pad, 0); // errors of a tile do not end where the image does
  for (Step &step : onBounds.epilogue)
    step = onMagnitudes(step);
  Plain bound = reference(onBounds, inputs, parameters);
  const auto summands = static_cast<double>(spec.inputs[0].channels / spec.groups * w.kernel[0] * w.kernel[1]);
  for (double &value : bound.values)
    value *= summands * 0x1p-24;
  return bound;
}

} // namespace evenstride::layertest
