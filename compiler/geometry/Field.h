// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Receptive fields along one axis, as though images had no edges: for each element of a value the input elements it
// depends on, from the first to the last. They repeat, so that a short table and integers describe all of them exactly.
#pragma once

#include "geometry/Reads.h"

#include <optional>
#include <vector>

namespace evenstride::geometry {

/// numerator / denominator in lowest terms, denominator at least 1.
struct Ratio {
  int64_t numerator = 0, denominator = 1;
  double value() const { return double(numerator) / double(denominator); }
  bool operator==(const Ratio &) const = default;
};

struct FieldFigures {
  int64_t size = 0;          // of the largest field; parts of it may lie in padding
  std::optional<Ratio> step; // input elements from one field to the next on average; nothing where branches differ
  Interval first;            // the field of element 0
  /// Input elements that neighbours share; below 0 the gap between them. Nothing where no two neighbours see any.
  struct Overlap {
    int64_t least = 0, most = 0;
  };
  std::optional<Overlap> overlap;
};

class Field {
public:
  /// Element o has the field phases[o mod n], moved by o div n times `advance`; n = phases.size().
  struct Family {
    int64_t advance = 0;
    std::vector<Interval> phases;

    int64_t period() const { return int64_t(phases.size()); }
    std::optional<Interval> find(int64_t element) const;
    Interval at(int64_t element) const;
    /// Adds the field of `element` to `field`; false where it is too far to be counted.
    bool extend(Interval &field, int64_t element) const;
  };

  /// The field of a network's input of this many elements: each element depends on itself.
  explicit Field(int64_t inputExtent) : inputExtent(inputExtent), families({{1, {{0, 1}}}}) {}

  /// The field of a layer's result, where this one is its operand's, which has `operandExtent` elements.
  Field through(const Reads &reads, int64_t operandExtent) const;
  /// Adds what another branch sees of the same input.
  void unite(const Field &other);

  /// From the first to the last input element that `element` depends on; empty where nothing reaches it.
  Interval at(int64_t element) const;
  FieldFigures figures(int64_t elements) const;
  /// Together all there is to a field: each element's reaches over those that they give.
  const std::vector<Family> &repeats() const { return families; }
  /// Whether every element depends on one and the same part.
  bool isConstant() const;

private:
  /// Slopes advance / period are all different.
  Field(int64_t inputExtent, std::vector<Family> families) : inputExtent(inputExtent), families(std::move(families)) {}

  static Family whole(Interval interval) { return {0, {interval}}; }
  static std::optional<Family> throughWindow(const Family &family, const Window &window);
  static std::optional<Family> throughTranspose(const Family &family, const Window &window);
  static void reduce(Family &family);
  void add(Family family);
  Interval span(int64_t elements) const;

  int64_t inputExtent;
  std::vector<Family> families;
};

} // namespace evenstride::geometry
