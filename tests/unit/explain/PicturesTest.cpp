// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layouts in which nothing lies on anything else, and pages and graphs that no name can break out of.
#include "explain/Pictures.h"
#include "explain/Layout.h"
#include "unit/passes/GraphMaker.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

using namespace evenstride;
using explain::Layout;
using explain::NetworkFigures;
using explain::RowGraph;

namespace {

/// Names that would end a script, a string or a comment; a person cannot write them, a model file of others may.
check::Graph hostile() {
  tests::GraphMaker maker;
  maker.graph.name = "</title><script>alert(1)</script>";
  check::ValueId value = maker.input("a\"b\\", {1, 8, 8});
  for (const char *path : {"</script><script>alert(1)</script>", "<!--", "\"]}\n", "\xff\xfe"}) {
    value = *maker.add("relu", {}, {value});
    maker.graph.nodes.back().path = path;
    value = *maker.add("conv", {{"filters", int64_t(1)}, {"kernel", std::vector<int64_t>{1, 1}}}, {value});
  }
  maker.output("{{script}}", value);
  return maker.graph;
}

size_t occurrences(const std::string &text, std::string_view part) {
  size_t number = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1))
    ++number;
  return number;
}

} // namespace

TEST_CASE("layouts of random graphs: a place of its own for each item, below what it needs") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    check::Graph graph = tests::randomGraph(seed);
    NetworkFigures figures = explain::figuresOf(graph);
    RowGraph rows = explain::graphOf(figures, explain::rowsOf(figures));
    Layout layout = explain::layOut(rows);
    std::set<std::pair<size_t, size_t>> places;
    for (const Layout::Place &place : layout.items) {
      CHECK(places.insert({place.rank, place.lane}).second);
      CHECK(place.rank < layout.ranks);
      CHECK(place.lane < layout.lanes);
    }
    for (size_t edge = 0; edge < rows.edges.size(); ++edge) {
      auto [from, to] = rows.edges[edge];
      CHECK(layout.items[from].rank < layout.items[to].rank);
      for (size_t rank = layout.items[from].rank + 1; rank < layout.items[to].rank; ++rank)
        CHECK_FALSE(places.contains({rank, layout.edgeLanes[edge]})); // passes no item
    }
  }
}

TEST_CASE("every layer is on one row") {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    check::Graph graph = tests::randomGraph(seed);
    NetworkFigures figures = explain::figuresOf(graph);
    size_t next = 0;
    for (const explain::Row &row : explain::rowsOf(figures))
      for (size_t layer : row.layers)
        CHECK(layer == next++);
    CHECK(next == figures.layers.size());
  }
}

TEST_CASE("names cannot break out of the page") {
  check::Graph graph = hostile();
  NetworkFigures figures = explain::figuresOf(graph);
  std::string page = explain::pageText(figures, explain::hintsOf(figures));
  CHECK(occurrences(page, "<script") == 2); // the figures and the page's own
  CHECK(occurrences(page, "</script") == 2);
  CHECK(occurrences(page, "<!--") == 0);
  CHECK(occurrences(page, "<title>&lt;/title&gt;") == 1);
  CHECK(occurrences(page, "http://") == 1); // the name of SVG's elements, which nobody loads
  CHECK(occurrences(page, "https://") == 0);
  size_t begin = page.find("id=\"data\">") + 10, end = page.find("</script>", begin);
  nlohmann::json data = nlohmann::json::parse(page.substr(begin, end - begin));
  CHECK(data["layers"][0]["path"] == "</script><script>alert(1)</script>");
  CHECK(data["outputs"][0]["name"] == "{{script}}");
}

TEST_CASE("names cannot break out of a graph's labels") {
  check::Graph graph = hostile();
  NetworkFigures figures = explain::figuresOf(graph);
  std::string dot = explain::dotText(figures);
  CHECK(dot.find("label=\"a\\\"b\\\\ [1, 8, 8]\"") != dot.npos);
  CHECK(dot.find("\n\"]") == dot.npos);
}
