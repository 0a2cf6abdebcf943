// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which elements of an operand the elements of a layer's result read along an axis, exactly.
#pragma once

#include "geometry/Window.h"

#include <optional>
#include <vector>

namespace evenstride::geometry {

/// Elements [begin, end) of an axis.
struct Interval {
  int64_t begin = 0, end = 0;
  int64_t size() const { return end - begin; }
  bool empty() const { return begin >= end; }
  bool operator==(const Interval &) const = default;
};

/// A set of elements: in order, apart from each other, none of them empty.
using Intervals = std::vector<Interval>;

Intervals unite(const Intervals &left, const Intervals &right);
/// The elements of [0, extent) that are not in the set.
Intervals complement(const Intervals &set, int64_t extent);
int64_t count(const Intervals &set);

/// What one element of a result reads of an operand along an axis, all channels together.
struct Reads {
  enum class Rule {
    Window,    // element o reads o * stride - before + k * dilation for each tap k
    Transpose, // element o reads each i with o = i * stride - before + k * dilation for some tap k
    All,       // every element reads the whole axis
  };
  enum class Beyond { Nothing, Mirror, Edge }; // what is read where a window of one tap leaves the operand

  Rule rule = Rule::Window;
  Window window; // `after` is not looked at; `before` may be negative (a crop)
  Beyond beyond = Beyond::Nothing;
  bool elementwise() const;
};

/// The element that is read in place of `at`, which may lie up to extent - 1 beyond either end: itself inside, its
/// mirror image, or the outermost one; nothing where nothing is read.
std::optional<int64_t> elementFor(Reads::Beyond beyond, int64_t at, int64_t extent);

/// The operand's elements that the elements `results` read between them; those in the padding left out.
Intervals elementsRead(const Reads &reads, const Intervals &results, int64_t operandExtent);

} // namespace evenstride::geometry
