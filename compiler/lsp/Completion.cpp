// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `textDocument/completion` and `textDocument/signatureHelp`, from the words around the cursor.
#include "lsp/Cursor.h"
#include "lsp/Describe.h"
#include "lsp/Features.h"
#include "syntax/Load.h"

#include <algorithm>

namespace evenstride::lsp {

namespace {

/// The protocol's numbers for kinds of completions.
enum class ItemKind {
  Function = 3,
  Variable = 6,
  Property = 10,
  Value = 12,
  Keyword = 14,
  File = 17,
  Folder = 19,
  Type = 25
};

constexpr size_t maxScanErrors = 100;

class Completions {
public:
  Completions(const Context &context, const Cursor &cursor, uint32_t offset)
      : context(context), cursor(cursor),
        typed(context.analysis.lines().range(cursor.wordBegin, std::max(cursor.wordBegin, offset))) {
    for (SymbolId id : names().visibleAt(cursor.wordBegin))
      visible.push_back(&names().symbol(id));
  }

  Json make() {
    switch (cursor.kind) {
    case Cursor::Nothing:
      break;
    case Cursor::Item:
      keywords({"network", "block", "use"});
      break;
    case Cursor::Statement:
      keywords({"let", "return", "require"});
      break;
    case Cursor::Behind:
      add("->", ItemKind::Keyword, "-> ");
      keywords({"let", "return"});
      break;
    case Cursor::Stage:
      callables();
      keywords({"repeat", "expect"});
      break;
    case Cursor::Expression:
      symbols(isTensor);
      callables();
      break;
    case Cursor::Argument:
      argument();
      break;
    case Cursor::Size:
      symbols(isInteger);
      break;
    case Cursor::Type:
      types({"f32", "u8"});
      break;
    case Cursor::BlockType:
      types({"int"});
      break;
    case Cursor::Figure:
      for (const char *figure : {"macs", "params", "arena", "weights"})
        add(figure, ItemKind::Property, std::string(figure) + " <= ");
      break;
    }
    return std::move(items);
  }

private:
  const Names &names() const { return context.analysis.names(); }

  static bool isTensor(const Symbol &symbol) {
    return symbol.kind == Symbol::Input || symbol.kind == Symbol::Tensor || symbol.kind == Symbol::Value;
  }
  static bool isInteger(const Symbol &symbol) {
    return symbol.kind == Symbol::Integer || symbol.kind == Symbol::Index || symbol.kind == Symbol::Size ||
           (symbol.kind == Symbol::Value && symbol.value && std::holds_alternative<ast::Integer>(symbol.value->node));
  }

  Json &add(std::string_view label, ItemKind kind, const std::string &text) {
    items.push_back({{"label", label}, {"kind", int(kind)}, {"textEdit", {{"range", typed}, {"newText", text}}}});
    return items.back();
  }

  void keywords(std::initializer_list<const char *> words) {
    for (const char *word : words)
      add(word, ItemKind::Keyword, std::string(word) + " ");
  }
  void types(std::initializer_list<const char *> words) {
    for (const char *word : words)
      add(word, ItemKind::Type, word);
  }
  void symbols(bool (*wanted)(const Symbol &)) {
    for (const Symbol *symbol : visible)
      if (wanted(*symbol)) {
        Json &item = add(symbol->name, ItemKind::Variable, std::string(symbol->name));
        std::string shapes = shapesOf(context.analysis.places().at(symbol->declared));
        if (!shapes.empty())
          item["detail"] = shapes;
      }
  }

  void callables() {
    for (const layers::LayerKind *kind : layers::allLayers())
      if (kind->operatorSymbol.empty())
        callable(signatureOf(*kind))["documentation"] = markdown(describe(*kind));
    for (const Symbol *symbol : visible)
      if (symbol->kind == Symbol::Block)
        callable(signatureOf(*symbol->block));
  }

  /// `relu` alone where nothing has to be given, else `conv(…)` with the cursor inside.
  Json &callable(const Signature &signature) {
    bool piped = cursor.kind == Cursor::Stage;
    bool asksForMore = !piped || signature.parameters.size() > signature.tensors;
    std::string text = signature.name;
    if (asksForMore)
      text += context.client.snippets ? "($0)" : "(";
    Json &item = add(signature.name, ItemKind::Function, text);
    item["detail"] = signature.text();
    if (asksForMore && context.client.snippets)
      item["insertTextFormat"] = 2;
    return item;
  }

  void argument() {
    const layers::LayerKind *kind = layers::findLayer(cursor.call->callee);
    const Symbol *block = names().findBlock(cursor.call->callee);
    if (kind)
      layerArgument(*kind);
    else if (block)
      blockArgument(*block->block);
    if (!cursor.call->value || block)
      symbols(isTensor);
    symbols(isInteger);
  }

  bool isGiven(std::string_view name) const { return std::ranges::count(cursor.call->named, name) > 0; }

  void layerArgument(const layers::LayerKind &kind) {
    if (const auto &value = cursor.call->value) {
      for (const layers::Parameter &parameter : kind.parameters)
        if (parameter.name == *value)
          words(parameter);
      return;
    }
    size_t first = cursor.call->before; // that are filled by arguments without names
    first -= std::min(first, size_t(cursor.call->piped ? 0 : 1));
    for (const layers::Parameter &parameter : kind.parameters) {
      bool filled = parameter.positional && first > 0;
      first -= filled;
      if (filled || isGiven(parameter.name))
        continue;
      Json &item = add(parameter.name, ItemKind::Property, std::string(parameter.name) + ": ");
      item["detail"] = signatureOf(parameter);
      item["documentation"] = markdown(describe(parameter));
    }
  }

  void words(const layers::Parameter &parameter) {
    for (std::string_view word : parameter.words)
      add(word, ItemKind::Value, std::string(word))["documentation"] = markdown(describe(parameter));
    if (parameter.type == layers::ParameterType::Boolean)
      for (const char *word : {"true", "false"})
        add(word, ItemKind::Value, word);
  }

  void blockArgument(const ast::Block &block) {
    if (cursor.call->value)
      return;
    size_t filled = cursor.call->before + (cursor.call->piped ? 1 : 0);
    for (size_t i = filled; i < block.parameters.size(); ++i)
      if (!isGiven(block.parameters[i].name.name))
        add(block.parameters[i].name.name, ItemKind::Property, block.parameters[i].name.name + ": ");
  }

  const Context &context;
  const Cursor &cursor;
  Range typed; // the word that is replaced
  std::vector<const Symbol *> visible;
  Json items = Json::array();
};

/// Which parameter of a signature the cursor is in.
size_t activeParameter(const OpenCall &call, const Signature &signature) {
  if (call.value)
    for (size_t i = 0; i < signature.parameters.size(); ++i)
      if (signature.parameters[i] == *call.value || signature.parameters[i].starts_with(std::string(*call.value) + ":"))
        return i;
  return std::min(call.before + (call.piped ? signature.tensors : 0), signature.parameters.size());
}

/// What stands between the quote of a `use` and the cursor, if that is where the cursor is.
std::optional<std::string_view> typedPath(std::string_view line) {
  size_t begin = line.find_first_not_of(" \t");
  if (begin == line.npos || !line.substr(begin).starts_with("use"))
    return std::nullopt;
  size_t quote = line.find_first_not_of(" \t", begin + 3);
  if (quote == line.npos || line[quote] != '"' || line.find('"', quote + 1) != line.npos)
    return std::nullopt;
  return line.substr(quote + 1);
}

/// Files and folders of the directory that has been typed so far.
Json pathItems(const Context &context, std::string_view typed, uint32_t offset) {
  size_t slash = typed.rfind('/');
  std::string_view folder = slash == typed.npos ? "" : typed.substr(0, slash + 1);
  uint32_t begin = offset - uint32_t(typed.size() - folder.size());
  Texts texts(context.workspace.documents());
  const std::string &own = context.analysis.file().path();
  std::string directory = syntax::usedPath(own, std::string(folder) + ".", texts);
  Json items = Json::array();
  for (const std::string &name : texts.list(directory, ".stride")) {
    if (texts.identity(directory + "/" + name) == texts.identity(own))
      continue;
    ItemKind kind = name.ends_with('/') ? ItemKind::Folder : ItemKind::File;
    items.push_back({{"label", name},
                     {"kind", int(kind)},
                     {"textEdit", {{"range", context.analysis.lines().range(begin, offset)}, {"newText", name}}}});
  }
  return items;
}

} // namespace

Json completion(const Context &context, const Json &params) {
  const Lines &lines = context.analysis.lines();
  uint32_t offset = context.offset(params), begin = lines.begin(lines.position(offset).line);
  if (auto typed = typedPath(context.analysis.text().substr(begin, offset - begin)))
    return {{"isIncomplete", false}, {"items", pathItems(context, *typed, offset)}};
  syntax::Scan scan = syntax::scan(context.analysis.file(), maxScanErrors);
  Cursor cursor = cursorAt(context.analysis.file(), scan, context.offset(params));
  return {{"isIncomplete", false}, {"items", Completions(context, cursor, context.offset(params)).make()}};
}

Json signatureHelp(const Context &context, const Json &params) {
  syntax::Scan scan = syntax::scan(context.analysis.file(), maxScanErrors);
  Cursor cursor = cursorAt(context.analysis.file(), scan, context.offset(params));
  if (!cursor.call)
    return nullptr;
  const layers::LayerKind *kind = layers::findLayer(cursor.call->callee);
  const Symbol *block = context.analysis.names().findBlock(cursor.call->callee);
  if (!kind && !block)
    return nullptr;
  Signature signature = kind ? signatureOf(*kind) : signatureOf(*block->block);
  Json parameters = Json::array();
  for (size_t i = 0; i < signature.parameters.size(); ++i) {
    Json parameter = {{"label", signature.parameters[i]}};
    if (kind && i >= signature.tensors)
      parameter["documentation"] = markdown(describe(kind->parameters[i - signature.tensors]));
    parameters.push_back(std::move(parameter));
  }
  Json result = {{"label", signature.text()},
                 {"parameters", std::move(parameters)},
                 {"activeParameter", activeParameter(*cursor.call, signature)}};
  if (kind)
    result["documentation"] = markdown(std::string(kind->summary));
  return {{"signatures", Json::array({std::move(result)})}, {"activeSignature", 0}};
}

} // namespace evenstride::lsp
