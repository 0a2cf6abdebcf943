// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// usage: denoise_demo PHOTOGRAPH.png OUTPUT_DIR
// Adds noise to a grey photograph, takes it away with the compiled network of denoise.stride, and writes before.png,
// after.png and, of a part of them, side_by_side.png.
#include "denoise.hpp"
#include "support/Picture.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <thread>

namespace {

using evenstride::denoise;
using examples::Picture;
using Shape = denoise::input_noisy;

/// Runs the network on all cores and prints how long it took.
Picture denoised(const Picture &noisy) {
  Picture result = noisy;
  const unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  evenstride::pool pool(static_cast<int>(threads));
  denoise network({.pool = pool.get()});
  auto start = std::chrono::steady_clock::now();
  network.run(std::span<const float, Shape::size>(noisy.pixels), std::span<float, Shape::size>(result.pixels));
  std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
  std::printf("%zu x %zu pixels through the network in %.0f ms, threads: %u\n", result.width, result.height,
              time.count(), threads);
  return result;
}

void run(const std::filesystem::path &photograph, const std::filesystem::path &directory) {
  Picture clean = examples::readPicture(photograph);
  if (clean.height != Shape::height || clean.width != Shape::width)
    throw std::runtime_error(photograph.string() + ": the network was built for pictures of 512 x 512 pixels");
  Picture noisy = examples::withNoise(clean, 1);
  Picture result = denoised(noisy);
  std::printf("PSNR before: %.2f dB\nPSNR after:  %.2f dB\n", examples::psnr(noisy, clean),
              examples::psnr(result, clean));

  std::filesystem::create_directories(directory);
  examples::writePicture(directory / "before.png", noisy);
  examples::writePicture(directory / "after.png", result);
  constexpr examples::Corner corner{50, 90};
  constexpr std::size_t side = 340;
  examples::writePicture(directory / "side_by_side.png",
                         examples::sideBySide(examples::cut(noisy, corner, side), examples::cut(result, corner, side)));
  std::printf("written: before.png, after.png, side_by_side.png in %s\n", directory.c_str());
}

} // namespace

int main(int count, char **arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: denoise_demo PHOTOGRAPH.png OUTPUT_DIR\n");
    return 2;
  }
  try {
    run(arguments[1], arguments[2]);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "denoise_demo: %s\n", error.what());
    return 2;
  }
}
