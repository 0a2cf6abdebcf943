// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX's coordinates, and a search for the sampling that gives them.
#include "interchange/onnx/Sampling.h"
#include "interchange/Draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace evenstride::interchange::onnx {

std::optional<int64_t> ResizedAxis::wholeFactor() const {
  bool isWhole = output % input == 0 && (input == 1 || scale == double(output / input));
  return isWhole ? std::optional(output / input) : std::nullopt;
}

std::optional<int64_t> ResizedAxis::wholeDivisor() const {
  bool isWhole = input % output == 0 && float(scale * double(input / output)) == 1;
  return isWhole ? std::optional(input / output) : std::nullopt;
}

/// Where an output lies among the inputs.
static double placeOf(int64_t output, const ResizedAxis &axis, const std::string &coordinates) {
  if (coordinates == "asymmetric")
    return double(output) / axis.scale;
  if (coordinates == "align_corners")
    return axis.output == 1 ? 0 : double(output) * double(axis.input - 1) / double(axis.output - 1);
  if (coordinates == "pytorch_half_pixel" && axis.output == 1)
    return 0;
  if (coordinates == "half_pixel" || coordinates == "pytorch_half_pixel")
    return (double(output) + 0.5) / axis.scale - 0.5;
  throw Refusal{fmt::format("nearest pixels with the coordinates `{}` are not built", coordinates)};
}

static double rounded(double place, const std::string &rounding) {
  if (rounding == "floor")
    return std::floor(place);
  if (rounding == "ceil")
    return std::ceil(place);
  if (rounding == "round_prefer_ceil")
    return std::floor(place + 0.5);
  if (rounding == "round_prefer_floor")
    return std::ceil(place - 0.5);
  throw Refusal{fmt::format("its `nearest_mode` is `{}`, which is not known", rounding)};
}

/// The element that each output is.
static std::vector<int64_t> nearestElements(const ResizedAxis &axis, const NearestRule &rule) {
  constexpr double slack = 1e-5;
  auto elementAt = [&](double place) {
    return std::clamp<int64_t>(int64_t(rounded(place, rule.rounding)), 0, axis.input - 1);
  };
  std::vector<int64_t> elements;
  for (int64_t output = 0; output < axis.output; ++output) {
    double place = placeOf(output, axis, rule.coordinates);
    bool isHalf = std::floor(2 * place) == 2 * place; // exactly where the rule decides
    if (!isHalf && elementAt(place - slack) != elementAt(place + slack))
      throw Refusal{"which pixels are nearest depends on how their places are rounded"};
    elements.push_back(elementAt(place));
  }
  return elements;
}

static bool gives(const Sampling &sampling, const ResizedAxis &axis, const std::vector<int64_t> &elements) {
  int64_t last = sampling.step * (axis.output - 1) + sampling.first;
  if (last >= axis.input * sampling.repeats)
    return false;
  for (size_t i = 0; i < elements.size(); ++i)
    if ((sampling.step * int64_t(i) + sampling.first) / sampling.repeats != elements[i])
      return false;
  return true;
}

/// With so many repeats; the step is about as long as the axis shrinks.
static std::optional<Sampling> samplingWith(int64_t repeats, const ResizedAxis &axis,
                                            const std::vector<int64_t> &elements) {
  int64_t about = repeats * axis.input / axis.output;
  for (int64_t step = std::max<int64_t>(1, about - 1); step <= about + 1; ++step)
    for (int64_t first = repeats * elements[0]; first < repeats * (elements[0] + 1); ++first)
      if (Sampling sampling{repeats, step, first}; gives(sampling, axis, elements))
        return sampling;
  return std::nullopt;
}

std::optional<Sampling> nearestSampling(const ResizedAxis &axis, const NearestRule &rule) {
  constexpr int64_t mostRepeats = 16;  // of which some are dropped again: what is between grows with it
  constexpr int64_t longest = 1 << 16; // each element is looked at
  if (axis.output > longest)
    throw Refusal{fmt::format("it makes {} rows or columns; the limit is {}", axis.output, longest)};
  std::vector<int64_t> elements = nearestElements(axis, rule);
  if (auto factor = axis.wholeFactor(); factor && gives({*factor, 1, 0}, axis, elements))
    return Sampling{*factor, 1, 0};
  for (int64_t repeats = 1; repeats <= mostRepeats; ++repeats)
    if (auto sampling = samplingWith(repeats, axis, elements))
      return sampling;
  return std::nullopt;
}

} // namespace evenstride::interchange::onnx
