// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which numbers of a .weights file belong to which layer: the only place that knows the order of that file.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "interchange/Draft.h"
#include "interchange/ImportRequest.h"

#include <string>
#include <vector>

namespace evenstride::interchange::darknet {

/// How a matrix lies in the file: as it is computed with, the other way round, or so in files whose header says it.
enum class Order { Plain, Transposed, ByHeader };

/// A layer of the draft that takes numbers from the file.
struct Taker {
  size_t layer; // of the draft; the last one that was added
  int64_t outputs;
  support::Span section;
};

class WeightsPlan {
public:
  /// A convolution or a dense layer with its own biases: those, then the weights.
  void addBiased(const Taker &taker, std::vector<int64_t> shape, Order order);
  /// A convolution without biases and the batch norm behind it: the norm's numbers, then the weights.
  void addNormalized(const Taker &taker, const Taker &norm, std::vector<int64_t> shape, Order order);
  /// A dense layer and its batch norm: the norm's biases, the weights, the rest of the norm.
  void addNormalizedDense(const Taker &taker, const Taker &norm, std::vector<int64_t> shape);
  /// A batch norm of its own; one of the two Darknets leaves its biases out.
  void addNorm(const Taker &norm);

  /// Gives the layers their weights. Reports where the file does not fit (E0501, E0507) and returns false.
  bool fill(Draft &draft, const WeightsFile &file, diagnostics::Sink &sink) const;

private:
  struct Piece {
    size_t layer;
    std::string suffix;
    std::vector<int64_t> shape;
    size_t count;
    support::Span section;
    Order order = Order::Plain;
    bool mayLack = false;
  };
  struct Layout;

  void add(const Taker &taker, std::string suffix, std::vector<int64_t> shape);
  void addNormSuffixes(const Taker &norm);
  size_t total() const;
  size_t totalOfLacking() const;
  void reportMisfit(const Layout &layout, const std::string &path, diagnostics::Sink &sink) const;
  void give(Draft &draft, const Layout &layout) const;

  std::vector<Piece> pieces;
};

} // namespace evenstride::interchange::darknet
