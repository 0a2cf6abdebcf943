// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// PNG through libpng. Its errors jump over our frames, so each function that calls it owns nothing.
#include "driver/Array.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace evenstride::driver {

namespace {

/// What libpng reads from and where it leaves its message.
struct PngSource {
  std::span<const uint8_t> bytes;
  size_t position = 0;
  std::string message;
};

struct PngHeader {
  png_uint_32 width = 0, height = 0;
  int channels = 0; // 1 to 4
  int depth = 0;    // bits, 8 or 16
};

/// libpng's two structures, freed together.
struct PngReader {
  png_structp png = nullptr;
  png_infop info = nullptr;
  ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }
};
struct PngWriter {
  png_structp png = nullptr;
  png_infop info = nullptr;
  ~PngWriter() { png_destroy_write_struct(&png, &info); }
};

void takeBytes(png_structp png, png_bytep into, size_t count) {
  auto *source = static_cast<PngSource *>(png_get_io_ptr(png));
  if (count > source->bytes.size() - source->position)
    png_error(png, "it has been cut short");
  std::memcpy(into, source->bytes.data() + source->position, count);
  source->position += count;
}

void noteError(png_structp png, png_const_charp message) {
  *static_cast<std::string *>(png_get_error_ptr(png)) = message;
  png_longjmp(png, 1);
}
void ignoreWarning(png_structp, png_const_charp) {}

/// Reads up to the pixels and asks for 8 or 16 bit samples without a palette. False after an error.
bool readHeader(const PngReader &reader, PngHeader &header) {
  if (setjmp(png_jmpbuf(reader.png)))
    return false;
  png_set_user_limits(reader.png, 1 << 16, 1 << 16);
  png_read_info(reader.png, reader.info);
  png_set_expand(reader.png);
  png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
  header.width = png_get_image_width(reader.png, reader.info);
  header.height = png_get_image_height(reader.png, reader.info);
  header.channels = png_get_channels(reader.png, reader.info);
  header.depth = png_get_bit_depth(reader.png, reader.info);
  return true;
}

bool readRows(const PngReader &reader, png_bytepp rows) {
  if (setjmp(png_jmpbuf(reader.png)))
    return false;
  png_read_image(reader.png, rows);
  png_read_end(reader.png, nullptr);
  return true;
}

float sampleAt(const uint8_t *row, size_t sample, int depth) {
  if (depth == 16)
    return float(row[2 * sample] << 8 | row[2 * sample + 1]) / 65535.0f;
  return float(row[sample]) / 255.0f;
}

/// Samples to planes; nothing where a pixel is not opaque.
std::optional<Array> toPlanes(const PngHeader &header, const std::vector<png_bytep> &rows) {
  size_t stored = size_t(header.channels), channels = stored < 3 ? 1 : 3, pixels = size_t(header.width) * header.height;
  Array array{{int64_t(channels), header.height, header.width}, std::vector<float>(channels * pixels), true};
  for (size_t y = 0; y < header.height; ++y)
    for (size_t x = 0; x < header.width; ++x) {
      for (size_t c = 0; c < channels; ++c)
        array.values[c * pixels + y * header.width + x] = sampleAt(rows[y], x * stored + c, header.depth);
      if (stored > channels && sampleAt(rows[y], x * stored + channels, header.depth) != 1.0f)
        return std::nullopt;
    }
  return array;
}

} // namespace

ArrayResult readPng(std::span<const uint8_t> bytes) {
  PngSource source;
  source.bytes = bytes;
  PngReader reader;
  reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source.message, noteError, ignoreWarning);
  reader.info = reader.png ? png_create_info_struct(reader.png) : nullptr;
  if (!reader.info)
    return std::string("there is not enough memory");
  png_set_read_fn(reader.png, &source, takeBytes);
  PngHeader header;
  if (!readHeader(reader, header))
    return source.message;
  size_t rowBytes = png_get_rowbytes(reader.png, reader.info);
  std::vector<uint8_t> pixels(rowBytes * header.height);
  std::vector<png_bytep> rows(header.height);
  for (size_t y = 0; y < rows.size(); ++y)
    rows[y] = pixels.data() + y * rowBytes;
  if (!readRows(reader, rows.data()))
    return source.message;
  auto array = toPlanes(header, rows);
  if (!array)
    return std::string("it has pixels that are not opaque");
  return std::move(*array);
}

namespace {

void appendBytes(png_structp png, png_bytep bytes, size_t count) {
  auto *file = static_cast<std::vector<char> *>(png_get_io_ptr(png));
  file->insert(file->end(), bytes, bytes + count);
}
void flushNothing(png_structp) {}

bool writeRows(const PngWriter &writer, const PngHeader &header, png_bytepp rows) {
  if (setjmp(png_jmpbuf(writer.png)))
    return false;
  int color = header.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
  png_set_IHDR(writer.png, writer.info, header.width, header.height, header.depth, color, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(writer.png, writer.info);
  png_write_image(writer.png, rows);
  png_write_end(writer.png, nullptr);
  return true;
}

/// NaN becomes black.
uint8_t toByte(float value) { return value > 0 ? uint8_t(std::lround(std::min(value, 1.0f) * 255.0f)) : 0; }

} // namespace

BytesResult writePng(const Array &array) {
  if (array.shape.size() != 3 || (array.shape[0] != 1 && array.shape[0] != 3))
    return fmt::format("a picture has one or three channels, and the result's shape is [{}]",
                       fmt::join(array.shape, ", "));
  PngHeader header{png_uint_32(array.shape[2]), png_uint_32(array.shape[1]), int(array.shape[0]), 8};
  size_t channels = size_t(header.channels), pixels = size_t(header.width) * header.height;
  std::vector<uint8_t> samples(channels * pixels);
  for (size_t i = 0; i < samples.size(); ++i)
    samples[i] = toByte(array.values[i % channels * pixels + i / channels]);
  std::vector<png_bytep> rows(header.height);
  for (size_t y = 0; y < rows.size(); ++y)
    rows[y] = samples.data() + y * header.width * channels;
  std::string message;
  std::vector<char> file;
  PngWriter writer;
  writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &message, noteError, ignoreWarning);
  writer.info = writer.png ? png_create_info_struct(writer.png) : nullptr;
  if (!writer.info)
    return std::string("there is not enough memory");
  png_set_write_fn(writer.png, &file, appendBytes, flushNothing);
  if (!writeRows(writer, header, rows.data()))
    return message;
  return file;
}

} // namespace evenstride::driver
