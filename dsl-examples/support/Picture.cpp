// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pictures through libpng's simplified interface.
#include "support/Picture.h"

#include "support/Noise.h"

#include <algorithm>
#include <cmath>
#include <png.h>
#include <stdexcept>

namespace examples {

namespace {

std::runtime_error fault(const std::filesystem::path &file, const char *message) {
  return std::runtime_error(file.string() + ": " + message);
}

png_image emptyImage() {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  return image;
}

} // namespace

Picture readPicture(const std::filesystem::path &file) {
  png_image image = emptyImage();
  if (!png_image_begin_read_from_file(&image, file.c_str()))
    throw fault(file, image.message);
  image.format = PNG_FORMAT_GRAY;
  std::vector<png_byte> bytes(PNG_IMAGE_SIZE(image));
  if (!png_image_finish_read(&image, nullptr, bytes.data(), 0, nullptr))
    throw fault(file, image.message);
  Picture picture{image.width, image.height, std::vector<float>(bytes.size())};
  std::ranges::transform(bytes, picture.pixels.begin(),
                         [](png_byte byte) { return static_cast<float>(byte) / 255.0f; });
  return picture;
}

void writePicture(const std::filesystem::path &file, const Picture &picture) {
  std::vector<png_byte> bytes(picture.pixels.size());
  std::ranges::transform(picture.pixels, bytes.begin(), [](float pixel) {
    return static_cast<png_byte>(std::lround(std::clamp(pixel, 0.0f, 1.0f) * 255));
  });
  png_image image = emptyImage();
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_GRAY;
  if (!png_image_write_to_file(&image, file.c_str(), 0, bytes.data(), 0, nullptr))
    throw fault(file, image.message);
}

Picture withNoise(const Picture &clean, uint64_t seed) {
  Gaussian gaussian(seed);
  Picture noisy = clean;
  for (float &pixel : noisy.pixels)
    pixel += pixelNoise(gaussian);
  return noisy;
}

Picture cut(const Picture &picture, Corner corner, std::size_t side) {
  Picture part{side, side, {}};
  for (std::size_t y = 0; y < side; ++y) {
    auto row = picture.pixels.begin() + static_cast<std::ptrdiff_t>((corner.top + y) * picture.width + corner.left);
    part.pixels.insert(part.pixels.end(), row, row + static_cast<std::ptrdiff_t>(side));
  }
  return part;
}

Picture sideBySide(const Picture &left, const Picture &right) {
  constexpr std::size_t gap = 8;
  Picture both{left.width + gap + right.width, left.height, {}};
  both.pixels.assign(both.width * both.height, 1.0f);
  for (std::size_t y = 0; y < both.height; ++y) {
    float *row = &both.pixels[y * both.width];
    std::copy_n(&left.pixels[y * left.width], left.width, row);
    std::copy_n(&right.pixels[y * right.width], right.width, row + left.width + gap);
  }
  return both;
}

double psnr(const Picture &picture, const Picture &reference) {
  double sum = 0;
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    double difference = static_cast<double>(picture.pixels[i]) - static_cast<double>(reference.pixels[i]);
    sum += difference * difference;
  }
  return -10 * std::log10(sum / static_cast<double>(picture.pixels.size()));
}

} // namespace examples
