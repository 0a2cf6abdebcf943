// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bounds of inputs, and names that differ.
#include "interchange/Ends.h"
#include "interchange/Steps.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange {

View Ends::addInput(const std::string &name, const std::vector<int64_t> &shape) {
  size_t rank = shape.size();
  if (rank != 4 && rank != 2)
    throw Refusal{fmt::format("it has {} axes; images [N, C, H, W] and rows [N, F] are built", rank)};
  for (int64_t extent : shape)
    if (extent < 1)
      throw Refusal{fmt::format("its shape {} is not known", shapeText(shape))};
  if (images && shape[0] != *images)
    throw Refusal{fmt::format("it is a batch of {}, and another input one of {}", shape[0], *images)};
  std::vector<int64_t> extents(shape.begin() + 1, shape.end());
  extents.resize(3, 1);
  layers::Shape image{extents[0], extents[1], extents[2]};
  constexpr int64_t largestBatch = 1 << 20;
  bool isSmall = shape[0] <= largestBatch &&
                 std::ranges::all_of(extents, [](int64_t extent) { return extent <= geometry::maxExtent; }) &&
                 image.channels * image.height <= geometry::maxElements / image.width;
  if (!isSmall)
    throw Refusal{"it is larger than what can be compiled"};
  images = shape[0];
  DraftValue value = builder.input(inputNames.take(identifierOf(name, "input")), image);
  return plainView(value, image, *images, rank);
}

void Ends::addOutput(const std::string &name, const View &view) {
  draft.outputs.push_back({outputNames.take(identifierOf(name, "output")), orderedOf(view, builder)});
}

std::string batchText(int64_t batch) {
  return fmt::format("it is for batches of {}; the network here is for one image, and how many are run at once is the "
                     "caller's choice",
                     batch);
}

} // namespace evenstride::interchange
