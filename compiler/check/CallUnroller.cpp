// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls of layers and blocks: who is called, with which tensors, under which path.
#include "check/BodyUnroller.h"
#include "check/ForeignCalls.h"
#include "check/Integers.h"
#include "check/Words.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;

bool readsAsTensor(const ast::Expr &expression, const Scope &scope) {
  if (const auto *name = std::get_if<ast::Name>(&expression.node)) {
    const Binding *binding = scope.find(name->name);
    return !binding || !isInteger(expression, scope);
  }
  bool binary = std::holds_alternative<ast::Binary>(expression.node) && !isInteger(expression, scope);
  return binary || std::holds_alternative<ast::Call>(expression.node) ||
         std::holds_alternative<ast::Pipeline>(expression.node);
}

Tensors BodyUnroller::call(CallSite site, Place place) {
  if (!spend(site.span))
    return Tensors::unknown();
  const std::string &name = site.call.callee.name;
  const layers::LayerKind *kind = layers::findLayer(name);
  if (kind && kind->operatorSymbol.empty())
    return layerCall(*kind, site, place);
  if (const ast::Block *block = declarations.findBlock(site.call.callee))
    return blockCall(*block, site, place);
  reportUnknownCallee(site, place);
  return Tensors::unknown();
}

void BodyUnroller::reportUnknownCallee(CallSite site, Place place) {
  const ast::Identifier &callee = site.call.callee;
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = Code::E0201;
  diagnostic.message = "there is no layer or block called `" + callee.name + "`";
  diagnostic.primary.span = callee.span;
  bool silent = false;
  if (place.scope.find(callee.name)) {
    diagnostic.primary.message = "this is a value";
  } else if (declarations.seesNetwork(callee)) {
    diagnostic.primary.message = "this is a network, and only blocks can be called";
  } else if (!declarations.seesAll(callee.span.file)) {
    silent = true; // it may stand in a file that could not be read
  } else if (const std::optional<std::string_view> symbol = meantOperator(callee.name)) {
    diagnostic.primary.message = "write `a " + std::string(*symbol) + " b`";
  } else if (const auto meant = meantLayer(callee.name, declarations.callables(callee.span.file))) {
    diagnostic.primary.message = didYouMean(meant);
    diagnostic.fixes.push_back(translatedCall(site.call, *meant));
  }
  if (!silent)
    reporter.report(std::move(diagnostic));
  for (const ast::Argument &argument : site.call.arguments) // more errors may be in there
    if (std::holds_alternative<ast::Call>(argument.value->node) ||
        std::holds_alternative<ast::Pipeline>(argument.value->node))
      tensors(*argument.value, place);
}

bool BodyUnroller::claimPath(const std::string &path, support::Span span, Place place) {
  auto [earlier, isNew] = flow.paths.try_emplace(path, span);
  if (isNew || place.frame.isCopy)
    return isNew;
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = Code::E0220;
  diagnostic.message = "two layers have the path `" + path + "`";
  bool sameText = earlier->second.begin == span.begin && earlier->second.file == span.file;
  diagnostic.primary = {span, sameText ? "every copy gets this label" : "the second one"};
  if (sameText)
    diagnostic.help.push_back("a label in a repeat needs its index: `repeat i in 0..3 { … @\"name.{i}\" }`");
  else
    diagnostic.labels.push_back({earlier->second, "the first one"});
  reporter.report(std::move(diagnostic));
  return false;
}

std::string BodyUnroller::pathFor(std::string_view keyword, const std::optional<ast::Label> &label, support::Span token,
                                  Place place) {
  std::optional<std::string> text = label ? evaluateLabel(*label, place.scope, reporter) : std::nullopt;
  std::string path = place.frame.nextPath(keyword, text);
  if (!label || text) // a label with an error stands for no path
    claimPath(path, label ? label->span : token, place);
  return path;
}

size_t BodyUnroller::takeOperands(const layers::LayerKind &kind, CallSite site, Place place,
                                  std::vector<Tensor> &operands) {
  if (site.piped)
    operands.push_back(*site.piped);
  size_t taken = 0;
  const auto &arguments = site.call.arguments;
  auto wantsMore = [&] { return kind.maxOperands < 0 || operands.size() < size_t(kind.maxOperands); };
  while (wantsMore() && taken < arguments.size() && !arguments[taken].name &&
         (kind.maxOperands < 0 || readsAsTensor(*arguments[taken].value, place.scope)))
    operands.push_back(tensor(*arguments[taken++].value, place));
  if (operands.size() < size_t(kind.minOperands))
    reporter.report(Code::E0212,
                    "`" + std::string(kind.keyword) + "` takes " + (kind.maxOperands < 0 ? "at least " : "") +
                        support::plural(kind.minOperands, "tensor"),
                    {site.call.callee.span, operands.empty() ? "no tensor comes in" : "only one comes in"});
  return taken;
}

Tensors BodyUnroller::layerCall(const layers::LayerKind &kind, CallSite site, Place place) {
  std::vector<Tensor> operands;
  size_t taken = takeOperands(kind, site, place, operands);
  const std::vector<ast::Argument> &arguments = site.call.arguments;
  std::span<const ast::Argument> rest = std::span(arguments).subspan(taken);
  std::optional<BoundCall> bound = bindArguments(kind, site.call, rest, place.scope, reporter);
  LayerCall layer;
  layer.kind = &kind;
  layer.call = &site.call;
  if (site.piped)
    layer.operandTexts.push_back(nullptr);
  for (const ast::Argument &argument : std::span(arguments).first(taken))
    layer.operandTexts.push_back(argument.value.get());
  layer.span = site.span;
  layer.token = site.call.callee.span;
  layer.path = pathFor(kind.keyword, site.call.label, site.call.callee.span, place);
  bool known = bound && operands.size() >= size_t(kind.minOperands) && std::ranges::all_of(operands, &Tensor::known);
  if (!known)
    return kind.shorthand ? Tensors::unknown() : Tensors{{Tensor()}};
  for (Tensor operand : operands)
    layer.operands.push_back(operand.id);
  layer.bound = std::move(*bound);
  if (kind.shorthand)
    return writeOut(layer, place);
  return {{applyLayer(flow, std::move(layer), ledger, reporter)}};
}

Tensors BodyUnroller::writeOut(const LayerCall &layer, Place place) {
  const layers::Shorthand &shorthand = *layer.kind->shorthand;
  int64_t parts = shorthand.parts(layer.bound.arguments);
  bool fits = checkShape(flow, layer, reporter);
  Tensors results;
  for (int64_t index = 0; index < parts; ++index) {
    if (!spend(layer.span))
      return Tensors::unknown();
    if (!fits) {
      results.values.emplace_back();
      continue;
    }
    layers::ShorthandPart part = shorthand.part(layer.bound.arguments, flow.shape(layer.operands[0]), index);
    LayerCall one = layer;
    one.kind = layers::findLayer(part.keyword);
    one.path = layer.path + "." + std::to_string(index + 1);
    one.bound.arguments = std::move(part.arguments);
    claimPath(one.path, layer.token, place);
    results.values.push_back(applyLayer(flow, std::move(one), ledger, reporter));
  }
  return results;
}

Tensors BodyUnroller::blockCall(const ast::Block &block, CallSite site, Place place) {
  called.insert(&block);
  Scope inner;
  bool fits = bindBlock(block, site, place, inner);
  const ast::Return *result = returnOf(block.body);
  size_t count = result ? result->values.size() : 0;
  Tensors unknown{std::vector<Tensor>(count), count > 0};
  std::optional<std::string> label =
      site.call.label ? evaluateLabel(*site.call.label, place.scope, reporter) : std::nullopt;
  Frame frame;
  frame.path = place.frame.nextPath(block.name.name, label);
  frame.depth = place.frame.depth + 1;
  frame.isCopy = place.frame.isCopy || (site.call.label && !label) ||
                 !claimPath(frame.path, site.call.label ? site.call.label->span : site.call.callee.span, place);
  if (!fits || declarations.recursive.contains(&block))
    return unknown;
  if (frame.depth > UnrollLimits::depth) {
    flow.tooLarge = true;
    reporter.report(
        Code::E0219, "blocks are nested too deep",
        {site.call.callee.span, "more than " + std::to_string(UnrollLimits::depth) + " calls within calls"});
    return unknown;
  }
  Tensors results = body(block.body, block.name.span, {inner, frame});
  flow.graph.mention(site.span, results.first().id);
  return results;
}

} // namespace evenstride::check
