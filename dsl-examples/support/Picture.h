// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Grey pictures: PNG files in and out, noise, PSNR.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace examples {

/// Rows from the top, pixels from the left; black is 0, white is 1, and noise may go beyond both.
struct Picture {
  std::size_t width = 0, height = 0;
  std::vector<float> pixels;
};

/// Reads a PNG as grey; throws std::runtime_error with the file's name.
Picture readPicture(const std::filesystem::path &file);

/// Writes 8 bits of grey, cut off at black and white; throws std::runtime_error with the file's name.
void writePicture(const std::filesystem::path &file, const Picture &picture);

/// The picture with Gaussian noise of sigma 25/255, the same for the same seed everywhere.
Picture withNoise(const Picture &clean, uint64_t seed);

struct Corner {
  std::size_t top, left;
};
/// The part of `picture` that is `side` pixels wide and high from `corner`; it must lie inside.
Picture cut(const Picture &picture, Corner corner, std::size_t side);

/// Two pictures of one height with a white gap between them.
Picture sideBySide(const Picture &left, const Picture &right);

/// Peak signal-to-noise ratio in dB of two pictures of one size, on the numbers as they are, without cutting off.
double psnr(const Picture &picture, const Picture &reference);

} // namespace examples
