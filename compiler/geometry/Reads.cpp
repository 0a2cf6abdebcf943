// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sets of elements as intervals, and windows applied to them.
#include "geometry/Reads.h"
#include "geometry/Division.h"

#include <algorithm>

namespace evenstride::geometry {

/// Any intervals as a set.
static Intervals normalized(Intervals pieces) {
  std::erase_if(pieces, [](const Interval &piece) { return piece.empty(); });
  std::ranges::sort(pieces, {}, &Interval::begin);
  Intervals set;
  for (const Interval &piece : pieces) {
    if (!set.empty() && piece.begin <= set.back().end)
      set.back().end = std::max(set.back().end, piece.end);
    else
      set.push_back(piece);
  }
  return set;
}

Intervals unite(const Intervals &left, const Intervals &right) {
  Intervals both = left;
  both.insert(both.end(), right.begin(), right.end());
  return normalized(std::move(both));
}

Intervals complement(const Intervals &set, int64_t extent) {
  Intervals rest;
  int64_t begin = 0;
  for (const Interval &interval : set) {
    if (interval.begin > begin)
      rest.push_back({begin, interval.begin});
    begin = interval.end;
  }
  if (begin < extent)
    rest.push_back({begin, extent});
  return rest;
}

int64_t count(const Intervals &set) {
  int64_t elements = 0;
  for (const Interval &interval : set)
    elements += interval.size();
  return elements;
}

bool Reads::elementwise() const {
  return rule != Rule::All && window.kernel == 1 && window.stride == 1 && window.before == 0;
}

std::optional<int64_t> elementFor(Reads::Beyond beyond, int64_t at, int64_t extent) {
  if (at >= 0 && at < extent)
    return at;
  switch (beyond) {
  case Reads::Beyond::Nothing:
    break;
  case Reads::Beyond::Mirror:
    return at < 0 ? -at : 2 * (extent - 1) - at;
  case Reads::Beyond::Edge:
    return at < 0 ? 0 : extent - 1;
  }
  return std::nullopt;
}

namespace {

/// Collects what is read, cut to the operand or brought back into it.
class Collector {
public:
  Collector(Reads::Beyond beyond, int64_t extent) : beyond(beyond), extent(extent) {}

  void add(int64_t begin, int64_t end) {
    if (beyond != Reads::Beyond::Nothing) {
      addFor(begin, std::min(end, int64_t(0)));
      addFor(std::max(begin, extent), end);
    }
    addInside(std::max(begin, int64_t(0)), std::min(end, extent));
  }
  Intervals take() { return normalized(std::move(pieces)); }

private:
  /// What is read in place of elements that lie beyond one end.
  void addFor(int64_t begin, int64_t end) {
    if (begin >= end)
      return;
    int64_t first = *elementFor(beyond, begin, extent), last = *elementFor(beyond, end - 1, extent);
    addInside(std::min(first, last), std::max(first, last) + 1);
  }

  void addInside(int64_t begin, int64_t end) {
    if (begin >= end)
      return;
    if (!pieces.empty() && begin <= pieces.back().end && begin >= pieces.back().begin)
      pieces.back().end = std::max(pieces.back().end, end); // keeps the list short where windows overlap
    else
      pieces.push_back({begin, end});
  }

  Reads::Beyond beyond;
  int64_t extent;
  Intervals pieces;
};

} // namespace

/// A window without holes (dilation 1).
static void readDense(const Window &window, const Interval &run, Collector &read) {
  if (window.kernel >= window.stride) {
    read.add(run.begin * window.stride - window.before, (run.end - 1) * window.stride - window.before + window.kernel);
    return;
  }
  for (int64_t o = run.begin; o < run.end; ++o)
    read.add(o * window.stride - window.before, o * window.stride - window.before + window.kernel);
}

static void readDilated(const Window &window, const Interval &run, Collector &read) {
  for (int64_t tap = 0; tap < window.kernel; ++tap) {
    int64_t shift = tap * window.dilation - window.before;
    if (window.stride == 1)
      read.add(run.begin + shift, run.end + shift);
    else
      for (int64_t o = run.begin; o < run.end; ++o)
        read.add(o * window.stride + shift, o * window.stride + shift + 1);
  }
}

static void readTransposed(const Window &window, const Interval &run, Collector &read) {
  if (window.dilation == 1) {
    read.add(ceilDivide(run.begin + window.before - window.kernel + 1, window.stride),
             floorDivide(run.end - 1 + window.before, window.stride) + 1);
    return;
  }
  for (int64_t tap = 0; tap < window.kernel; ++tap)
    for (int64_t o = run.begin; o < run.end; ++o) {
      int64_t scaled = o + window.before - tap * window.dilation;
      if (scaled % window.stride == 0)
        read.add(scaled / window.stride, scaled / window.stride + 1);
    }
}

Intervals elementsRead(const Reads &reads, const Intervals &results, int64_t operandExtent) {
  if (results.empty() || operandExtent < 1)
    return {};
  if (reads.rule == Reads::Rule::All)
    return {{0, operandExtent}};
  Window window = reads.window;
  if (window.kernel == 1)
    window.dilation = 1; // one tap has no distance
  Collector read(reads.beyond, operandExtent);
  for (const Interval &run : results) {
    if (reads.rule == Reads::Rule::Transpose)
      readTransposed(window, run, read);
    else if (window.dilation == 1)
      readDense(window, run, read);
    else
      readDilated(window, run, read);
  }
  return read.take();
}

} // namespace evenstride::geometry
