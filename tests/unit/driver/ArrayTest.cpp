// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arrays and pictures: what is written is read, and what others write is understood.
#include "driver/Array.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>

using namespace evenstride::driver;

namespace {

std::span<const uint8_t> bytesOf(const std::vector<char> &file) {
  return {reinterpret_cast<const uint8_t *>(file.data()), file.size()};
}
std::span<const uint8_t> bytesOf(std::string_view text) {
  return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

std::vector<char> written(const BytesResult &result) {
  REQUIRE(std::holds_alternative<std::vector<char>>(result));
  return std::get<std::vector<char>>(result);
}
Array read(const ArrayResult &result) {
  REQUIRE(std::holds_alternative<Array>(result));
  return std::get<Array>(result);
}

std::string npy(std::string_view type, std::string_view shape, std::string_view data) {
  std::string dictionary =
      "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': " + std::string(shape) + ", }\n";
  std::string file("\x93NUMPY\x02\x00", 8); // version 2 has four bytes of length
  for (int i = 0; i < 4; ++i)
    file += char(dictionary.size() >> (8 * i));
  return file + dictionary + std::string(data);
}

} // namespace

TEST_CASE("npy: what is written is read") {
  for (const std::vector<int64_t> &shape : {std::vector<int64_t>{2, 1, 3}, {6}, {1, 2, 3, 1}}) {
    Array array{shape, {0.5f, -1, 3e38f, 1e-40f, 0, 7}};
    std::vector<char> file = written(writeNpy(array));
    CHECK((file.size() - 24) % 64 == 0); // the values begin on a multiple of 64
    Array again = read(readNpy(bytesOf(file)));
    CHECK(again.shape == shape);
    CHECK(again.values == array.values);
  }
}

TEST_CASE("npy: other types are converted") {
  double doubles[] = {0.5, -2};
  std::string data(reinterpret_cast<const char *>(doubles), sizeof(doubles));
  CHECK(read(readNpy(bytesOf(npy("<f8", "(2,)", data)))).values == std::vector<float>{0.5f, -2});
  CHECK(read(readNpy(bytesOf(npy("|u1", "(1, 2)", "\x01\xFF")))).values == std::vector<float>{1, 255});
  CHECK(read(readNpy(bytesOf(npy("<f2", "(1,)", std::string_view("\x00\x3C", 2))))).values == std::vector<float>{1});
  CHECK(read(readNpy(bytesOf(npy("<f4", "()", std::string_view("\0\0\x80\x3F", 4))))).shape.empty());
}

TEST_CASE("png: grey and colour, within half a step of 8 bits") {
  for (int64_t channels : {1, 3}) {
    Array array{{channels, 5, 7}, std::vector<float>(size_t(channels * 35))};
    for (size_t i = 0; i < array.values.size(); ++i)
      array.values[i] = float(i % 11) / 10;
    Array again = read(readPng(bytesOf(written(writePng(array)))));
    REQUIRE(again.shape == array.shape);
    for (size_t i = 0; i < array.values.size(); ++i)
      CHECK(std::fabs(again.values[i] - array.values[i]) <= 0.5f / 255 + 1e-6f);
  }
}

TEST_CASE("png: values outside of 0 to 1 are clamped, NaN is black") {
  Array array{{1, 1, 4}, {-1, 2, std::numeric_limits<float>::quiet_NaN(), 1}};
  CHECK(read(readPng(bytesOf(written(writePng(array))))).values == std::vector<float>{0, 1, 0, 1});
}

TEST_CASE("png: other shapes are no pictures, damaged files are refused") {
  CHECK(std::holds_alternative<std::string>(writePng(Array{{2, 1, 1}, {0, 0}})));
  std::vector<char> file = written(writePng(Array{{1, 20, 20}, std::vector<float>(400, 0.5f)}));
  for (size_t length = 8; length < file.size(); ++length)
    CHECK(std::holds_alternative<std::string>(readPng(bytesOf(file).first(length))));
  for (size_t place = 16; place < 29; ++place) { // the header has a checksum
    std::vector<char> damaged = file;
    damaged[place] ^= 1;
    CHECK(std::holds_alternative<std::string>(readPng(bytesOf(damaged))));
  }
}

TEST_CASE("pgm and ppm") {
  Array grey = read(readPnm(bytesOf(std::string_view("P5\n# a comment\n2 1\n255\n\x00\xFF", 25))));
  CHECK(grey.shape == std::vector<int64_t>{1, 1, 2});
  CHECK(grey.values == std::vector<float>{0, 1});
  Array colour = read(readPnm(bytesOf("P6 1 2 10 \x0A\x05\x01\x02\x03\x04")));
  CHECK(colour.shape == std::vector<int64_t>{3, 2, 1});
  CHECK(colour.values == std::vector<float>{1, 0.2f, 0.5f, 0.3f, 0.1f, 0.4f});
  Array wide = read(readPnm(bytesOf(std::string_view("P5 1 1 65535 \x80\x00", 15))));
  CHECK(wide.values[0] == doctest::Approx(32768.0 / 65535));
}
