// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layered layout by taking one longest path after another.
#include "explain/Layout.h"

#include <algorithm>
#include <numeric>

namespace evenstride::explain {

namespace {

using Edge = RowGraph::Edge;

/// Which places of the grid are taken.
class Grid {
public:
  explicit Grid(size_t ranks) : taken(ranks) {}

  bool isFree(size_t lane, size_t begin, size_t end) const {
    for (size_t rank = begin; rank < end; ++rank)
      if (lane < taken[rank].size() && taken[rank][lane])
        return false;
    return true;
  }
  void take(size_t lane, size_t begin, size_t end) {
    for (size_t rank = begin; rank < end; ++rank) {
      if (taken[rank].size() <= lane)
        taken[rank].resize(lane + 1, false);
      taken[rank][lane] = true;
    }
  }
  /// The free lane next to `wanted`; of two equally near ones the right one.
  size_t nearest(size_t wanted, size_t begin, size_t end) const {
    for (size_t distance = 0;; ++distance) {
      if (isFree(wanted + distance, begin, end))
        return wanted + distance;
      if (distance <= wanted && isFree(wanted - distance, begin, end))
        return wanted - distance;
    }
  }

private:
  std::vector<std::vector<bool>> taken; // by rank and lane
};

class LayoutBuilder {
public:
  explicit LayoutBuilder(const RowGraph &graph)
      : graph(graph), into(graph.items), outOf(graph.items), placed(graph.items, false),
        routed(graph.edges.size(), false) {
    layout.items.resize(graph.items);
    layout.edgeLanes.resize(graph.edges.size());
    for (size_t edge = 0; edge < graph.edges.size(); ++edge) {
      into[graph.edges[edge].to].push_back(edge);
      outOf[graph.edges[edge].from].push_back(edge);
    }
  }

  Layout build() {
    rank();
    Grid grid(layout.ranks);
    for (std::vector<size_t> path = longestPath(); !path.empty(); path = longestPath())
      placePath(path, grid);
    placeEdges(grid);
    for (const Layout::Place &place : layout.items)
      layout.lanes = std::max(layout.lanes, place.lane + 1);
    for (size_t lane : layout.edgeLanes)
      layout.lanes = std::max(layout.lanes, lane + 1);
    return std::move(layout);
  }

private:
  size_t rankOf(size_t item) const { return layout.items[item].rank; }

  /// One below the lowest of what an item needs; inputs just above the first that needs them.
  void rank() {
    for (const Edge &edge : graph.edges) // in the order of `to`
      layout.items[edge.to].rank = std::max(rankOf(edge.to), rankOf(edge.from) + 1);
    for (size_t item = 0; item < graph.items; ++item)
      if (into[item].empty() && !outOf[item].empty()) {
        size_t first = SIZE_MAX;
        for (size_t edge : outOf[item])
          first = std::min(first, rankOf(graph.edges[edge].to));
        layout.items[item].rank = first - 1;
      }
    for (const Layout::Place &place : layout.items)
      layout.ranks = std::max(layout.ranks, place.rank + 1);
  }

  /// A long path over items that have no place yet, beginning where the longest one began at first; empty when all have
  /// a place.
  std::vector<size_t> longestPath() {
    std::vector<size_t> path;
    if (lengths.empty())
      measure();
    while (nextStart < starts.size() && placed[starts[nextStart]])
      ++nextStart;
    if (nextStart == starts.size())
      return path;
    for (size_t item = starts[nextStart]; item != SIZE_MAX; item = follower(item)) {
      path.push_back(item);
      placed[item] = true;
    }
    return path;
  }

  void measure() {
    lengths.assign(graph.items, 1);
    for (size_t item = graph.items; item-- > 0;)
      for (size_t edge : outOf[item])
        lengths[item] = std::max(lengths[item], lengths[graph.edges[edge].to] + 1);
    starts.resize(graph.items);
    std::iota(starts.begin(), starts.end(), size_t(0));
    std::ranges::stable_sort(starts, std::greater(), [&](size_t item) { return lengths[item]; });
  }

  size_t follower(size_t item) const {
    size_t best = SIZE_MAX;
    for (size_t edge : outOf[item]) {
      size_t next = graph.edges[edge].to;
      if (!placed[next] && (best == SIZE_MAX || lengths[next] > lengths[best]))
        best = next;
    }
    return best;
  }

  /// A path lies on one lane, which is free also where it leaves and joins other paths.
  void placePath(const std::vector<size_t> &path, Grid &grid) {
    size_t begin = rankOf(path.front()), end = rankOf(path.back()) + 1, wanted = 0;
    for (size_t edge : into[path.front()]) {
      begin = std::min(begin, rankOf(graph.edges[edge].from) + 1);
      wanted = layout.items[graph.edges[edge].from].lane;
    }
    for (size_t edge : outOf[path.back()])
      end = std::max(end, rankOf(graph.edges[edge].to));
    size_t lane = grid.nearest(wanted, begin, end);
    grid.take(lane, begin, end);
    for (size_t item : path)
      layout.items[item].lane = lane;
    for (size_t edge : into[path.front()])
      route(edge, lane);
    for (size_t edge : outOf[path.back()])
      route(edge, lane);
    for (size_t index = 1; index < path.size(); ++index)
      for (size_t edge : into[path[index]])
        if (graph.edges[edge].from == path[index - 1])
          route(edge, lane);
  }

  void route(size_t edge, size_t lane) {
    if (!routed[edge])
      layout.edgeLanes[edge] = lane;
    routed[edge] = true;
  }

  /// The other edges, the shorter ones nearer to the items that they pass.
  void placeEdges(Grid &grid) {
    std::vector<size_t> order(graph.edges.size());
    std::iota(order.begin(), order.end(), size_t(0));
    auto length = [&](size_t edge) { return rankOf(graph.edges[edge].to) - rankOf(graph.edges[edge].from); };
    std::ranges::stable_sort(order, {}, length);
    for (size_t edge : order) {
      if (routed[edge])
        continue;
      auto [from, to] = graph.edges[edge];
      size_t begin = rankOf(from) + 1, end = rankOf(to);
      size_t lane = grid.nearest(std::max(layout.items[from].lane, layout.items[to].lane), begin, end);
      grid.take(lane, begin, end);
      route(edge, lane);
    }
  }

  const RowGraph &graph;
  std::vector<std::vector<size_t>> into, outOf; // edges by item
  std::vector<bool> placed;                     // by item
  std::vector<bool> routed;                     // by edge
  std::vector<size_t> lengths, starts;
  size_t nextStart = 0;
  Layout layout;
};

} // namespace

Layout layOut(const RowGraph &graph) { return LayoutBuilder(graph).build(); }

} // namespace evenstride::explain
