// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Definition, references, highlights and renaming: a symbol and its places.
#include "lsp/Features.h"

#include "ast/Spelling.h"
#include "syntax/Token.h"

#include <algorithm>

namespace evenstride::lsp {

/// The symbol under the cursor of the document as it is, or null.
static const Symbol *symbolAt(const Context &context, uint32_t offset) {
  const Mention *mention = context.analysis.names().at(offset);
  return mention ? context.analysis.names().symbolOf(*mention) : nullptr;
}

/// Places of the symbol under the cursor in the document.
static std::vector<support::Span> placesAt(const Context &context, uint32_t offset) {
  const Mention *mention = context.analysis.names().at(offset);
  if (!mention || mention->symbol == noSymbol)
    return {};
  return context.analysis.names().placesOf(mention->symbol);
}

namespace {

/// Places of one symbol in one document.
struct DocumentPlaces {
  const Analysis *analysis;
  std::vector<support::Span> places;
};

} // namespace

/// Places of a symbol of the document in all that are open: blocks are known to the files that use them.
static std::vector<DocumentPlaces> placesEverywhere(const Context &context, const Symbol &symbol) {
  std::string home = context.analysis.uriOf(symbol.declared.file);
  std::vector<DocumentPlaces> result;
  for (auto &[uri, document] : context.workspace.documents()) {
    const Analysis &analysis = context.workspace.analysisOf(document);
    for (SymbolId id = 0; id < SymbolId(analysis.names().symbols().size()); ++id) {
      const Symbol &other = analysis.names().symbol(id);
      bool same = other.kind == symbol.kind && other.declared.begin == symbol.declared.begin &&
                  other.name == symbol.name && analysis.uriOf(other.declared.file) == home;
      if (same)
        result.push_back({&analysis, analysis.names().placesOf(id)});
    }
  }
  return result;
}

Json definition(const Context &context, const Json &params) {
  auto spot = spotAt(context, context.offset(params));
  if (!spot || spot->analysis != &context.analysis) // places of an older text would mislead
    return nullptr;
  const Mention &mention = *spot->mention;
  if (mention.role == Mention::Label) // a label names the layer before it
    return context.location({mention.whole.file, mention.whole.begin, mention.whole.end});
  if (mention.used) // the first line of the file
    return context.location({mention.used->source.get(), 0, 0});
  const Symbol *symbol = context.analysis.names().symbolOf(mention);
  return symbol ? context.location(symbol->declared) : Json();
}

Json references(const Context &context, const Json &params) {
  bool declared = params.contains("context") && valueOr(params["context"], "includeDeclaration", true);
  const Symbol *symbol = symbolAt(context, context.offset(params));
  Json result = Json::array();
  if (!symbol)
    return result;
  std::string home = context.analysis.uriOf(symbol->declared.file);
  for (const DocumentPlaces &each : placesEverywhere(context, *symbol))
    for (const support::Span &place : each.places)
      if (declared || place.begin != symbol->declared.begin || each.analysis->uri() != home)
        result.push_back({{"uri", each.analysis->uri()}, {"range", each.analysis->range(place)}});
  return result;
}

Json highlights(const Context &context, const Json &params) {
  Json result = Json::array();
  for (const support::Span &place : placesAt(context, context.offset(params)))
    result.push_back({{"range", context.range(place)}});
  return result;
}

/// Whether the file that declares the symbol is open, so that it can be renamed there.
static bool isOpen(const Context &context, const Symbol *symbol) {
  return symbol && context.workspace.find(context.analysis.uriOf(symbol->declared.file));
}

Json prepareRename(const Context &context, const Json &params) {
  uint32_t offset = context.offset(params);
  const Symbol *symbol = symbolAt(context, offset);
  if (!isOpen(context, symbol))
    return nullptr;
  return {{"range", context.range(context.analysis.names().at(offset)->span)}, {"placeholder", symbol->name}};
}

/// Why the symbol cannot be called so, or an empty text.
static std::string renameFault(const Context &context, const Symbol &symbol, const std::string &name) {
  bool isName = !name.empty() && !syntax::isDigit(name[0]) && std::ranges::all_of(name, syntax::isWordCharacter);
  if (!isName)
    return "a name has letters, digits and underscores, and begins with no digit";
  if (std::ranges::count(ast::reservedWords, std::string_view(name)) > 0)
    return "`" + name + "` is a word of the language";
  bool isGlobal = symbol.kind == Symbol::Block || symbol.kind == Symbol::Network;
  if (symbol.kind == Symbol::Block && layers::findLayer(name))
    return "`" + name + "` is a layer";
  for (const Symbol &other : context.analysis.names().symbols()) {
    bool otherGlobal = other.kind == Symbol::Block || other.kind == Symbol::Network;
    bool meets = isGlobal ? otherGlobal
                          : !otherGlobal && other.scope.file == symbol.scope.file &&
                                other.scope.begin < symbol.scope.end && symbol.scope.begin < other.scope.end;
    if (meets && other.name == name && &other != &symbol)
      return "`" + name + "` is there already";
  }
  return "";
}

/// `return a` also names the output, so that a renamed value keeps its output's name only if that is said.
static bool namesOutput(const Analysis &analysis, const support::Span &place) {
  auto isBare = [&](const ast::ReturnValue &value) {
    return !value.name && value.value && std::holds_alternative<ast::Name>(value.value->node) &&
           value.value->span.begin == place.begin;
  };
  for (const auto &item : analysis.module().items)
    if (const auto *network = std::get_if<ast::Network>(&item))
      for (const ast::Statement &statement : network->body)
        if (const auto *node = std::get_if<ast::Return>(&statement.node))
          if (std::ranges::any_of(node->values, isBare))
            return true;
  return false;
}

Json rename(const Context &context, const Json &params) {
  const Symbol *symbol = symbolAt(context, context.offset(params));
  auto name = params.at("newName").get<std::string>();
  if (!isOpen(context, symbol))
    throw RequestError(ErrorCode::RequestFailed, "there is no name of an open file here");
  if (std::string fault = renameFault(context, *symbol, name); !fault.empty())
    throw RequestError(ErrorCode::RequestFailed, fault);
  std::map<std::string, Json> byUri;
  for (const DocumentPlaces &each : placesEverywhere(context, *symbol))
    for (const support::Span &place : each.places) {
      std::string text = namesOutput(*each.analysis, place) ? std::string(symbol->name) + ": " + name : name;
      byUri[each.analysis->uri()].push_back({{"range", each.analysis->range(place)}, {"newText", text}});
    }
  return context.workspaceEdits(byUri);
}

} // namespace evenstride::lsp
