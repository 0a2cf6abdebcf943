// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// fp32 in place, fp16 widened; what is quantised is refused.
#include "interchange/ncnn/BinPlan.h"
#include "interchange/Fault.h"
#include "interchange/ImportCodes.h"
#include "interchange/Safetensors.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

namespace evenstride::interchange::ncnn {

static_assert(std::endian::native == std::endian::little, "numbers are used as they lie in the file");

static constexpr uint32_t plain = 0, half = 0x01306B47, scaled = 0x0002C056, bytes8 = 0x000D4B38;

static size_t countOf(const std::vector<int64_t> &shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    if (__builtin_mul_overflow(count, extent, &count) || count > geometry::maxElements)
      throw Refusal{"it has more weights than can be compiled"};
  return size_t(count);
}

void BinPlan::add(size_t layer, BinPiece piece, support::Span span) {
  size_t count = piece.stored > 0 ? size_t(piece.stored) : countOf(piece.shape);
  entries.push_back({layer, std::move(piece), count, 0, span});
}

void BinPlan::addConstant(size_t layer, BinPiece piece, float value) {
  entries.push_back({layer, std::move(piece), 0, value, {}});
}

/// Takes piece after piece off the file.
class BinPlan::Reader {
public:
  Reader(const WeightsFile &file, Draft &draft, diagnostics::Sink &sink)
      : path(file.path), draft(draft), sink(sink), size(file.bytes.size()), rest(file.bytes) {}

  std::optional<std::span<const float>> read(const Entry &entry) {
    uint32_t tag = plain;
    if (entry.piece.tag == Tag::Tagged) {
      auto word = take(sizeof(tag), entry);
      if (!word)
        return std::nullopt;
      std::memcpy(&tag, word->data(), sizeof(tag));
    }
    if (tag == half)
      return readHalves(entry);
    if (tag != plain && tag != scaled) {
      const char *what = tag == bytes8 ? "bytes (int8)" : "indices into a table";
      report(codes::badTensor, entry.span,
             fmt::format("the {} is stored as {}, which is not imported", entry.piece.suffix, what));
      return std::nullopt;
    }
    auto numbers = take(entry.count * sizeof(float), entry);
    if (!numbers)
      return std::nullopt;
    return std::span(reinterpret_cast<const float *>(numbers->data()), entry.count);
  }

  bool isAtEnd() {
    if (rest.empty())
      return true;
    report(codes::incoherent, {},
           fmt::format("`{}` holds {} of weights, and the layers take {}", path, support::plural(int64_t(size), "byte"),
                       size - rest.size()));
    return false;
  }

private:
  void report(diagnostics::Code code, support::Span span, std::string message) {
    interchange::report({code, std::move(message), span}, sink);
  }

  std::optional<std::span<const uint8_t>> take(size_t count, const Entry &entry) {
    if (rest.size() < count) {
      report(codes::incoherent, entry.span,
             fmt::format("`{}` ends before the {} of this layer is whole: {} are wanted, and {} are left", path,
                         entry.piece.suffix, support::plural(int64_t(count), "byte"), rest.size()));
      return std::nullopt;
    }
    std::span<const uint8_t> result = rest.first(count);
    rest = rest.subspan(count);
    return result;
  }

  std::optional<std::span<const float>> readHalves(const Entry &entry) {
    size_t stored = entry.count * sizeof(uint16_t);
    auto numbers = take((stored + 3) / 4 * 4, entry);
    if (!numbers)
      return std::nullopt;
    StoredTensor tensor{"", "F16", {int64_t(entry.count)}, numbers->first(stored)};
    return std::span<const float>(draft.computed.emplace_back(widen(tensor)));
  }

  const std::string &path;
  Draft &draft;
  diagnostics::Sink &sink;
  size_t size;
  std::span<const uint8_t> rest;
};

bool BinPlan::needsFile() const {
  return std::ranges::any_of(entries, [](const Entry &entry) { return entry.count > 0; });
}

bool BinPlan::fill(Draft &draft, const WeightsFile &file, diagnostics::Sink &sink) const {
  Reader reader(file, draft, sink);
  for (const Entry &entry : entries) {
    std::span<const float> values;
    if (entry.count == 0) {
      values = draft.computed.emplace_back(countOf(entry.piece.shape), entry.constant);
    } else {
      auto read = reader.read(entry);
      if (!read)
        return false;
      values = entry.piece.arrange ? draft.computed.emplace_back(entry.piece.arrange(*read)) : *read;
    }
    draft.layers[entry.layer].weights.push_back({entry.piece.suffix, entry.piece.shape, values});
  }
  return reader.isAtEnd();
}

} // namespace evenstride::interchange::ncnn
