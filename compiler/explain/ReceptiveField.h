// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What each value of a graph sees of the network's inputs: as though images had no edges (receptive fields), and what
// is really read of this image (lines). All channels count together.
#pragma once

#include "check/Graph.h"
#include "geometry/Field.h"

#include <memory>
#include <span>
#include <vector>

namespace evenstride::explain {

/// What an element of the node's result reads of its operand of this number.
geometry::Reads readsOf(const check::Graph &graph, const check::Node &node, size_t operand, layers::Axis axis);

/// What one value sees of one input of the network.
struct ReceptiveField {
  size_t input = 0; // index into Graph::inputs
  geometry::Field rows, columns;
};

/// The receptive fields of all values, by input; inputs on which a value does not depend are left out. Through branches
/// that meet again, a field reaches from the first to the last element that any of them sees.
class ReceptiveFields {
public:
  explicit ReceptiveFields(const check::Graph &graph);
  std::span<const ReceptiveField> of(check::ValueId value) const { return fields[size_t(value)]; }

private:
  std::vector<std::vector<ReceptiveField>> fields; // by value
};

/// Rows and columns of a value.
struct Lines {
  geometry::Intervals rows, columns;
  bool empty() const { return rows.empty() || columns.empty(); }
  bool operator==(const Lines &) const = default;
};
Lines unite(const Lines &left, const Lines &right);
Lines allLines(const layers::Shape &shape);
/// Those that are not in the set.
Lines complement(const Lines &lines, const layers::Shape &shape);
/// Pixels of `shape` in any of the lines.
int64_t pixelsIn(const Lines &lines, const layers::Shape &shape);

/// The lines of an operand that the node reads for these lines of its result.
Lines linesRead(const check::Graph &graph, const check::Node &node, size_t operand, const Lines &result);

/// The lines of each of the network's inputs on which any element of these values depends.
std::vector<Lines> inputLinesRead(const check::Graph &graph, std::span<const check::ValueId> values);

/// The same for each value on its own.
class Coverage {
public:
  explicit Coverage(const check::Graph &graph);
  std::span<const Lines> of(check::ValueId value) const { return *lines[size_t(value)]; }

private:
  using PerInput = std::shared_ptr<const std::vector<Lines>>; // shared by layers that skip nothing
  std::vector<PerInput> lines;                                // by value
};

} // namespace evenstride::explain
