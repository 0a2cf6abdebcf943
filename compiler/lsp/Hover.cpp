// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `textDocument/hover`: what a word stands for, and what the networks have there.
#include "lsp/Describe.h"
#include "lsp/Features.h"

#include "ast/Flat.h"
#include "explain/ReceptiveField.h"
#include "support/Text.h"

namespace evenstride::lsp {

namespace {

std::string code(const std::string &text) { return "```stride\n" + text + "\n```\n"; }

/// "7x7, step 2x2": what one element of a value sees of an input of the network.
std::string fieldText(const explain::ReceptiveField &field, const layers::Shape &shape) {
  geometry::FieldFigures rows = field.rows.figures(shape.height), columns = field.columns.figures(shape.width);
  std::string result = std::to_string(rows.size) + "x" + std::to_string(columns.size);
  auto step = [](const geometry::Ratio &ratio) {
    std::string whole = std::to_string(ratio.numerator);
    return ratio.denominator == 1 ? whole : whole + "/" + std::to_string(ratio.denominator);
  };
  if (rows.step && columns.step)
    result += ", step " + step(*rows.step) + "x" + step(*columns.step);
  return result;
}

class HoverText {
public:
  explicit HoverText(const Spot &spot) : analysis(*spot.analysis), mention(*spot.mention) {}

  std::string make() const {
    switch (mention.role) {
    case Mention::Declaration:
    case Mention::Use:
      return aboutSymbol(*analysis.names().symbolOf(mention));
    case Mention::Layer:
      return code(signatureOf(*mention.layer).text()) + instances(mention.whole) + describe(*mention.layer);
    case Mention::Parameter:
    case Mention::Word:
      return code(std::string(mention.layer->keyword) + "(… " + signatureOf(*mention.parameter) + " …)") +
             describe(*mention.parameter);
    case Mention::Label:
      return instances(mention.whole);
    case Mention::Type:
      return aboutType();
    case Mention::File:
      return mention.used ? aboutFile(*mention.used) : "";
    case Mention::Figure:
    case Mention::Output:
      return "";
    }
    return "";
  }

private:
  std::string aboutSymbol(const Symbol &symbol) const {
    std::string name(symbol.name);
    switch (symbol.kind) {
    case Symbol::Network:
      return code("network " + name) + aboutNetwork(name);
    case Symbol::Block:
      return code("block " + signatureOf(*symbol.block).text()) + instances(mention.whole);
    case Symbol::Input:
      return code(ast::flat(*symbol.input)) + values(symbol);
    case Symbol::Size:
      return code(name + (symbol.value ? " in " + bounds(symbol) : "")) + "a size of the input";
    case Symbol::Tensor:
      return code(name) + "a tensor\n\n" + values(symbol);
    case Symbol::Integer:
      return code(name + ": int") + "an integer";
    case Symbol::Index:
      return code("repeat " + name + " in " + bounds(symbol));
    case Symbol::Value:
      return code("let " + name) + values(symbol);
    }
    return "";
  }

  static std::string bounds(const Symbol &symbol) { return std::string(symbol.value->span.text()); }

  std::string values(const Symbol &symbol) const { return instances(symbol.declared); }

  std::string aboutNetwork(const std::string &name) const {
    for (const check::Graph &graph : analysis.graphs())
      if (graph.name == name) {
        std::string result = support::plural(int64_t(graph.nodes.size()), "layer");
        for (const check::NetworkOutput &output : graph.outputs)
          result += "\n\n`" + output.name + "`: `" + graph.shapeText(output.value) + "`";
        return result;
      }
    return "";
  }

  static std::string aboutFile(const ast::ProgramFile &file) {
    std::string blocks;
    for (const auto &item : file.module.items)
      if (const auto *block = std::get_if<ast::Block>(&item))
        blocks += (blocks.empty() ? "" : "\n") + ("block " + signatureOf(*block).text());
    return blocks.empty() ? "no blocks" : code(blocks);
  }

  std::string aboutType() const {
    std::string_view word = mention.span.text();
    if (word == "f32")
      return code("f32") + "numbers in single precision";
    if (word == "u8")
      return code("u8") + "bytes, as pictures have them";
    return word == "hwc" ? code("hwc") + "rows, columns, channels in memory" : "";
  }

  /// What the networks have at a place: a line for one copy, a short list for several.
  std::string instances(support::Span place) const {
    constexpr size_t most = 4;
    std::span<const Instance> all = analysis.places().at(place);
    if (all.empty())
      return "";
    if (all.size() == 1)
      return details(all[0]) + "\n\n";
    std::string result = support::plural(int64_t(all.size()), "copy", "copies") + ":\n";
    for (const Instance &each : all.first(std::min(all.size(), most)))
      result += "\n- " + details(each);
    return result + (all.size() > most ? "\n- …" : "") + "\n\n";
  }

  std::string details(const Instance &instance) const {
    std::string result = instance.node ? "`" + instance.node->path + "`: " : "";
    result += "`" + instance.shapeText() + "`";
    for (const explain::ReceptiveField &field : fieldsOf(*instance.graph).of(instance.value)) {
      const std::string &input = instance.graph->inputs[field.input].name;
      result += ", an element sees `" + input + "` " + fieldText(field, instance.shape());
    }
    return result;
  }

  const explain::ReceptiveFields &fieldsOf(const check::Graph &graph) const {
    return fields.try_emplace(&graph, graph).first->second;
  }

  const Analysis &analysis;
  const Mention &mention;
  mutable std::map<const check::Graph *, explain::ReceptiveFields> fields; // computed for graphs that are shown
};

} // namespace

Json hover(const Context &context, const Json &params) {
  auto spot = spotAt(context, context.offset(params));
  if (!spot)
    return nullptr;
  std::string text = HoverText(*spot).make();
  if (text.empty())
    return nullptr;
  Json result = {{"contents", markdown(text)}};
  if (spot->analysis == &context.analysis)
    result["range"] = context.range(spot->mention->span);
  return result;
}

} // namespace evenstride::lsp
