// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The transformed weights of Winograd's convolution, in the order of the products.
#include "kernels/Winograd.h"
#include "kernels/WinogradMatrices.h"

#include <array>
#include <numeric>

namespace evenstride::kernels {

namespace {

// Transforms filters of one input and one output channel.
class FilterTransform {
public:
  explicit FilterTransform(const WinogradPlan &plan)
      : plan(plan), onColumns(winogradMatrices(plan.axes[0].m, plan.axes[0].taps()).filter),
        onRows(winogradMatrices(plan.axes[1].m, plan.axes[1].taps()).filter) {}

  /// Puts the values of the taps of a phase along each axis, by positions, where `place(row, column)` says.
  template <typename Place> void operator()(const float *filter, int phaseRow, int phaseColumn, const Place &place) {
    const auto &[vertical, horizontal] = plan.axes;
    for (int row = 0; row < vertical.size(); ++row) {
      if (phaseRow >= vertical.phasesAt(row))
        continue;
      std::array<double, mostTaps> line = {}; // transformed along the vertical
      for (int x = phaseColumn, j = 0; x < horizontal.kernel; x += horizontal.phases(), ++j)
        for (int y = phaseRow, i = 0; y < vertical.kernel; y += vertical.phases(), ++i)
          line[j] += onColumns[row][i] * double(filter[y * horizontal.kernel + x]);
      for (int column = 0; column < horizontal.size(); ++column)
        if (phaseColumn < horizontal.phasesAt(column))
          *place(row, column) =
              float(std::inner_product(onRows[column].begin(), onRows[column].end(), line.begin(), 0.0));
    }
  }

private:
  static constexpr int mostTaps = 9; // along an axis
  const WinogradPlan &plan;
  const Matrix onColumns, onRows;
};

} // namespace

int64_t WinogradPlan::weightRow(int64_t channelTile, int row, int column) const {
  const auto &[vertical, horizontal] = axes;
  const int64_t before = int64_t(row) * vertical.phases() * horizontal.products() +
                         int64_t(column) * vertical.phasesAt(row) * horizontal.phases();
  return (channelTile * products() + before) * inputChannels();
}

PackedSizes winogradSizes(const WinogradPlan &plan) {
  const int64_t outputs = plan.channelTiles * plan.rowFloats();
  return {.weights = plan.products() * plan.inputChannels() * outputs, .bias = outputs};
}

void packWinograd(const WinogradPlan &plan, std::span<const float> weights, std::span<float> packed) {
  const auto &[vertical, horizontal] = plan.axes;
  FilterTransform transform(plan);
  const int taps = vertical.kernel * horizontal.kernel;
  const int64_t inputs = plan.inputChannels(), outputs = int64_t(weights.size()) / (inputs * taps);
  for (int64_t output = 0; output < outputs; ++output)
    for (int64_t input = 0; input < inputs; ++input)
      for (int y = 0; y < vertical.phases(); ++y)
        for (int x = 0; x < horizontal.phases(); ++x)
          transform(&weights[(output * inputs + input) * taps], y, x, [&](int row, int column) {
            const int64_t phase = int64_t(y) * horizontal.phasesAt(column) + x;
            const int64_t at = plan.weightRow(output / plan.rowFloats(), row, column) + phase * inputs + input;
            return &packed[at * plan.rowFloats() + output % plan.rowFloats()];
          });
}

} // namespace evenstride::kernels
