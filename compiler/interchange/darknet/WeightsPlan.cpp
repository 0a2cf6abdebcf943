// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Header and order of .weights files. They do not say what they hold: only their size tells whether they fit.
#include "interchange/darknet/WeightsPlan.h"
#include "interchange/Fault.h"
#include "interchange/ImportCodes.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstring>

namespace evenstride::interchange::darknet {

static_assert(std::endian::native == std::endian::little, "numbers are used as they lie in the file");

void WeightsPlan::add(const Taker &taker, std::string suffix, std::vector<int64_t> shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    if (__builtin_mul_overflow(count, extent, &count) || count > geometry::maxElements)
      throw Refusal{"it has more weights than can be compiled"};
  pieces.push_back({taker.layer, std::move(suffix), std::move(shape), size_t(count), taker.section});
}

void WeightsPlan::addBiased(const Taker &taker, std::vector<int64_t> shape, Order order) {
  add(taker, "bias", {taker.outputs});
  add(taker, "weight", std::move(shape));
  pieces.back().order = order;
}

void WeightsPlan::addNormSuffixes(const Taker &norm) {
  for (const char *suffix : {"weight", "running_mean", "running_var"})
    add(norm, suffix, {norm.outputs});
}

void WeightsPlan::addNormalized(const Taker &taker, const Taker &norm, std::vector<int64_t> shape, Order order) {
  add(norm, "bias", {norm.outputs});
  addNormSuffixes(norm);
  add(taker, "weight", std::move(shape));
  pieces.back().order = order;
}

void WeightsPlan::addNormalizedDense(const Taker &taker, const Taker &norm, std::vector<int64_t> shape) {
  add(norm, "bias", {norm.outputs});
  add(taker, "weight", std::move(shape));
  pieces.back().order = Order::ByHeader;
  addNormSuffixes(norm);
}

void WeightsPlan::addNorm(const Taker &norm) {
  add(norm, "bias", {norm.outputs});
  pieces.back().mayLack = true;
  addNormSuffixes(norm);
}

size_t WeightsPlan::total() const {
  size_t count = 0;
  for (const Piece &piece : pieces)
    count += piece.count;
  return count;
}

size_t WeightsPlan::totalOfLacking() const {
  size_t count = 0;
  for (const Piece &piece : pieces)
    count += piece.mayLack ? piece.count : 0;
  return count;
}

/// What the file is taken for.
struct WeightsPlan::Layout {
  std::span<const uint8_t> numbers; // behind the header
  bool isTransposed = false;
  bool lacksNormBiases = false;

  size_t count() const { return numbers.size() / sizeof(float); }
};

/// Three numbers and how many images were seen: of 8 bytes in newer files, else of 4. Where the version is beyond 1000,
/// which says that matrices are transposed, one Darknet reads 8 bytes and the other one 4.
static std::vector<size_t> headerSizes(int64_t major, int64_t minor) {
  constexpr size_t version = 3 * sizeof(int32_t);
  if (major * 10 + minor < 2)
    return {version + sizeof(uint32_t)};
  if (major >= 1000 || minor >= 1000)
    return {version + sizeof(uint64_t), version + sizeof(uint32_t)};
  return {version + sizeof(uint64_t)};
}

bool WeightsPlan::fill(Draft &draft, const WeightsFile &file, diagnostics::Sink &sink) const {
  std::array<int32_t, 3> version{};
  if (file.bytes.size() >= sizeof(version))
    std::memcpy(version.data(), file.bytes.data(), sizeof(version));
  std::vector<size_t> sizes = headerSizes(version[0], version[1]);
  if (file.bytes.size() < sizes[0]) {
    report({codes::damaged, fmt::format("`{}`: {} are too few for the header of a file of weights", file.path,
                                        support::plural(int64_t(file.bytes.size()), "byte"))},
           sink);
    return false;
  }
  Layout layout{file.bytes.subspan(sizes[0]), version[0] > 1000 || version[1] > 1000};
  for (size_t size : sizes)
    if (file.bytes.size() - size == total() * sizeof(float))
      layout.numbers = file.bytes.subspan(size);
  layout.lacksNormBiases =
      totalOfLacking() > 0 && layout.numbers.size() == (total() - totalOfLacking()) * sizeof(float);
  if (!layout.lacksNormBiases && layout.numbers.size() != total() * sizeof(float)) {
    reportMisfit(layout, file.path, sink);
    return false;
  }
  give(draft, layout);
  return true;
}

void WeightsPlan::reportMisfit(const Layout &layout, const std::string &path, diagnostics::Sink &sink) const {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = codes::incoherent;
  diagnostic.message =
      fmt::format("the layers take {} numbers, and `{}` holds {} behind its header", total(), path, layout.count());
  if (size_t odd = layout.numbers.size() % sizeof(float))
    diagnostic.message += fmt::format(" and {} more", support::plural(int64_t(odd), "byte"));
  size_t begin = 0;
  for (const Piece &piece : pieces) {
    if (layout.count() < begin + piece.count) {
      diagnostic.primary = {piece.section, fmt::format("the file ends {} numbers before the {} of this layer are whole",
                                                       begin + piece.count - layout.count(), piece.suffix)};
      break;
    }
    begin += piece.count;
  }
  if (!diagnostic.primary.span.valid() && !pieces.empty())
    diagnostic.primary = {pieces.back().section, "the last layer that takes any"};
  diagnostic.notes.push_back(
      "they are of another network, or the file was cut short: nothing in it says more than its size");
  sink.report(std::move(diagnostic));
}

/// Columns of a matrix of `rows` rows that lies the other way round.
static std::vector<float> &transposed(Draft &draft, std::span<const float> values, size_t rows) {
  std::vector<float> &result = draft.computed.emplace_back(values.size());
  size_t columns = values.size() / rows;
  for (size_t row = 0; row < rows; ++row)
    for (size_t column = 0; column < columns; ++column)
      result[row * columns + column] = values[column * rows + row];
  return result;
}

void WeightsPlan::give(Draft &draft, const Layout &layout) const {
  std::span<const float> rest(reinterpret_cast<const float *>(layout.numbers.data()), layout.count());
  for (const Piece &piece : pieces) {
    std::span<const float> values;
    if (piece.mayLack && layout.lacksNormBiases) {
      values = draft.computed.emplace_back(piece.count);
    } else {
      values = rest.first(piece.count);
      rest = rest.subspan(piece.count);
    }
    if (piece.order == Order::Transposed || (piece.order == Order::ByHeader && layout.isTransposed))
      values = transposed(draft, values, size_t(piece.shape[0]));
    draft.layers[piece.layer].weights.push_back({piece.suffix, piece.shape, values});
  }
}

} // namespace evenstride::interchange::darknet
