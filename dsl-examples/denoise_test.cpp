// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// usage: denoise_test DSL_EXAMPLES_DIR
// The compiled denoiser against PyTorch's output on the same picture and weights, and its PSNR. Exit 1 where either is
// off.
#include "denoise.hpp"
#include "support/Golden.h"
#include "support/Npy.h"
#include "support/Picture.h"

#include <cstdio>
#include <exception>
#include <span>
#include <vector>

namespace {

constexpr std::size_t goldenStep = 13; // as in train_denoise.py
constexpr double leastPsnr = 29.3;

bool test(const std::filesystem::path &directory) {
  using evenstride::denoise;
  constexpr std::size_t pixels = denoise::input_noisy::size;
  examples::Picture clean = examples::readPicture(directory / "photos/camera.png");
  examples::Picture noisy = examples::withNoise(clean, 1);
  examples::Picture result = noisy;
  denoise network;
  network.run(std::span<const float, pixels>(noisy.pixels), std::span<float, pixels>(result.pixels));

  std::vector<float> sampled;
  for (std::size_t i = 0; i < pixels; i += goldenStep)
    sampled.push_back(result.pixels[i]);
  bool agrees = examples::agrees(sampled, examples::readNpy<float>(directory / "data/denoise_golden.npy"));
  double after = examples::psnr(result, clean);
  std::printf("PSNR %.2f dB, at least %.1f asked for\n", after, leastPsnr);
  return agrees && after >= leastPsnr;
}

} // namespace

int main(int count, char **arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: denoise_test DSL_EXAMPLES_DIR\n");
    return 2;
  }
  try {
    return test(arguments[1]) ? 0 : 1;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "denoise_test: %s\n", error.what());
    return 2;
  }
}
