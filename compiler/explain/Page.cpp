// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The page: the files of page/, with the figures and the places of the graph as JSON inside.
#include "explain/Json.h"
#include "explain/Layout.h"
#include "explain/Pictures.h"

namespace evenstride::explain {

namespace {

#include "PageFiles.inc"

/// Inside an element's text.
std::string escaped(std::string_view text) {
  std::string result;
  for (char c : text)
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else
      result += c;
  return result;
}

/// JSON in which nothing can end the script element that holds it: `<` occurs in JSON within strings alone.
std::string scriptSafe(std::string_view json) {
  std::string result;
  for (char c : json)
    if (c == '<')
      result += "\\u003c";
    else
      result += c;
  return result;
}

Json graphJson(const NetworkFigures &figures, const std::vector<Row> &rows) {
  RowGraph graph = graphOf(figures, rows);
  Layout layout = layOut(graph);
  Json items = Json::array(), edges = Json::array();
  for (const Layout::Place &place : layout.items)
    items.push_back({place.rank, place.lane});
  for (size_t edge = 0; edge < graph.edges.size(); ++edge)
    edges.push_back({graph.edges[edge].from, graph.edges[edge].to, layout.edgeLanes[edge]});
  return {{"items", std::move(items)}, {"edges", std::move(edges)}, {"ranks", layout.ranks}, {"lanes", layout.lanes}};
}

} // namespace

std::string pageText(const NetworkFigures &figures, const std::vector<Hint> &hints) {
  std::vector<Row> rows = rowsOf(figures);
  Json data = jsonOf(figures, hints);
  data["rows"] = Json::array();
  for (const Row &row : rows)
    data["rows"].push_back({{"layers", row.layers}});
  data["graph"] = graphJson(figures, rows);
  std::string page;
  for (std::string_view rest = pageHtml; !rest.empty();) {
    size_t begin = rest.find("{{"), end = rest.find("}}", begin);
    page += rest.substr(0, begin);
    if (begin == rest.npos)
      break;
    std::string_view hole = rest.substr(begin + 2, end - begin - 2);
    if (hole == "title")
      page += escaped(figures.graph->name) + " - evenstride";
    else if (hole == "style")
      page += pageCss;
    else if (hole == "figures")
      page += scriptSafe(dump(data));
    else
      page += std::string(sightJs) + std::string(partsJs) + std::string(pageJs);
    rest = rest.substr(end + 2);
  }
  return page;
}

} // namespace evenstride::explain
