// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which numbers of an ncnn .bin file belong to which layer: the only place that knows how they lie there.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "interchange/Draft.h"
#include "interchange/ImportRequest.h"

#include <functional>
#include <string>
#include <vector>

namespace evenstride::interchange::ncnn {

/// Whether a word ahead of the numbers says how they are stored, or they are fp32.
enum class Tag { Tagged, Plain };

/// Numbers for one layer of the draft.
struct BinPiece {
  std::string suffix;
  std::vector<int64_t> shape;
  Tag tag = Tag::Plain;
  int64_t stored = 0; // how many stand in the file; 0: as many as the shape says
  /// Puts them into the layer's order; null where they are in it.
  std::function<std::vector<float>(std::span<const float>)> arrange = nullptr;
};

class BinPlan {
public:
  /// The next numbers of the file are those of this layer. Throws Refusal where they are too many.
  void add(size_t layer, BinPiece piece, support::Span span);
  /// Numbers of the layer that stand in no file.
  void addConstant(size_t layer, BinPiece piece, float value);

  /// Whether any numbers stand in a file.
  bool needsFile() const;

  /// Gives the layers their weights. Reports what does not fit (E0504, E0507) and returns false.
  bool fill(Draft &draft, const WeightsFile &file, diagnostics::Sink &sink) const;

private:
  struct Entry {
    size_t layer;
    BinPiece piece;
    size_t count;       // in the file
    float constant = 0; // for those in none
    support::Span span;
  };
  class Reader;

  std::vector<Entry> entries;
};

} // namespace evenstride::interchange::ncnn
