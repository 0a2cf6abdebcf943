// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// usage: digits_test DSL_EXAMPLES_DIR
// The compiled classifier on the digits that were kept out of training: how many it reads, and whether its scores are
// PyTorch's. Exit 1 below 97 % or beyond the bound.
#include "digits.hpp"
#include "support/Golden.h"
#include "support/Npy.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <span>
#include <vector>

namespace {

using evenstride::digits;
constexpr std::size_t pixels = digits::input_image::size;
constexpr std::size_t classes = digits::output_scores::size;
constexpr std::size_t record = pixels + 1; // 64 pixels of 0 to 16, then the digit
constexpr double leastAccuracy = 0.97;

bool test(const std::filesystem::path &directory) {
  std::vector<uint8_t> records = examples::readNpy<uint8_t>(directory / "data/digits_test.npy");
  std::size_t count = records.size() / record, right = 0;
  std::vector<float> allScores;
  digits network;
  for (std::size_t i = 0; i < count; ++i) {
    std::span<const uint8_t> digit = std::span(records).subspan(i * record, record);
    std::array<float, pixels> image;
    std::ranges::transform(digit.first(pixels), image.begin(),
                           [](uint8_t ink) { return static_cast<float>(ink) / 16; });
    std::array<float, classes> scores;
    network.run(image, scores);
    right += std::ranges::max_element(scores) - scores.begin() == digit.back();
    allScores.insert(allScores.end(), scores.begin(), scores.end());
  }
  double accuracy = count == 0 ? 0 : static_cast<double>(right) / static_cast<double>(count);
  std::printf("accuracy %.2f %% of %zu digits, at least %.0f %% asked for\n", 100 * accuracy, count,
              100 * leastAccuracy);
  return examples::agrees(allScores, examples::readNpy<float>(directory / "data/digits_golden.npy")) &&
         accuracy >= leastAccuracy;
}

} // namespace

int main(int count, char **arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: digits_test DSL_EXAMPLES_DIR\n");
    return 2;
  }
  try {
    return test(arguments[1]) ? 0 : 1;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "digits_test: %s\n", error.what());
    return 2;
  }
}
