// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which argument belongs to which parameter.
#include "check/Binding.h"

#include "check/ArgumentValue.h"
#include "check/CallEdits.h"
#include "check/ForeignCalls.h"
#include "check/Words.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using layers::LayerKind;
using layers::Parameter;

support::Span BoundCall::spanOf(std::string_view parameter, const ast::Call &call) const {
  auto found = given.find(parameter);
  return found == given.end() ? call.callee.span : found->second->span;
}

namespace {

class Binder {
public:
  Binder(const LayerKind &kind, const ast::Call &call, const Scope &scope, Reporter &reporter)
      : kind(kind), call(call), scope(scope), reporter(reporter) {}

  std::optional<BoundCall> bind(std::span<const ast::Argument> arguments) {
    for (const ast::Argument &argument : arguments)
      if (const Parameter *parameter = argument.name ? named(argument) : positional(argument))
        take(*parameter, argument);
    for (const Parameter &parameter : kind.parameters)
      if (!bound.given.contains(parameter.name))
        fill(parameter);
    reportMissing();
    return failed ? std::nullopt : std::optional(std::move(bound));
  }

private:
  void fail(Code code, std::string message, diagnostics::Label primary) {
    reporter.report(code, std::move(message), std::move(primary));
    failed = true;
  }

  std::string keyword() const { return "`" + std::string(kind.keyword) + "`"; }

  const Parameter *named(const ast::Argument &argument) {
    seenNamed = true;
    auto found = std::ranges::find(kind.parameters, argument.name->name, &Parameter::name);
    if (found != kind.parameters.end())
      return &*found;
    unplaced = true;
    std::vector<std::string_view> names;
    for (const Parameter &parameter : kind.parameters)
      names.push_back(parameter.name);
    const std::string &name = argument.name->name;
    const auto advice = adviceOnParameter(name);
    const auto meant = advice ? std::nullopt : meantParameter(name, names);
    std::string label = advice ? std::string(*advice) : didYouMean(meant);
    if (label.empty())
      label = names.empty() ? keyword() + " takes no arguments" : "it has " + listed(names);
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = Code::E0205;
    diagnostic.message = keyword() + " has no argument `" + name + "`";
    diagnostic.primary = {argument.name->span, label};
    if (meant)
      diagnostic.fixes.push_back(
          {std::nullopt, "write `" + std::string(*meant) + "`", {{argument.name->span, std::string(*meant)}}});
    if (saysNothing(name) && &argument != call.arguments.data()) {
      CallEdits edits(call);
      edits.remove(argument);
      diagnostic.fixes.push_back({std::nullopt, "leave it out", edits.take()});
    }
    reporter.report(std::move(diagnostic));
    failed = true;
    return nullptr;
  }

  static std::string listed(const std::vector<std::string_view> &names) {
    std::string text;
    for (std::string_view name : names)
      text += (text.empty() ? "`" : ", `") + std::string(name) + "`";
    return text;
  }

  const Parameter *positional(const ast::Argument &argument) {
    if (seenNamed) {
      unplaced = true;
      fail(Code::E0210, "this argument needs its name", {argument.span, "stands behind an argument with a name"});
      return nullptr;
    }
    while (next < kind.parameters.size() && !kind.parameters[next].positional)
      ++next;
    if (next < kind.parameters.size())
      return &kind.parameters[next++];
    unplaced = true;
    auto unnamed = std::ranges::find_if(kind.parameters, [&](const Parameter &parameter) {
      return !parameter.positional && !bound.given.contains(parameter.name);
    });
    fail(Code::E0211, keyword() + " takes no further argument without a name",
         {argument.span,
          unnamed == kind.parameters.end() ? "" : "write its name, as in `" + std::string(unnamed->name) + ": …`"});
    return nullptr;
  }

  void take(const Parameter &parameter, const ast::Argument &argument) {
    auto [place, isNew] = bound.given.emplace(parameter.name, &argument);
    if (!isNew) {
      diagnostics::Diagnostic twice;
      twice.code = Code::E0207;
      twice.message = "`" + std::string(parameter.name) + "` is given twice";
      twice.primary = {argument.span, "the second time"};
      twice.labels.push_back({place->second->span, "the first time"});
      reporter.report(std::move(twice));
      failed = true;
      return;
    }
    if (auto value = argumentValue(parameter, *argument.value, scope, reporter))
      bound.arguments.values[std::string(parameter.name)] = std::move(*value);
    else
      failed = true;
  }

  /// The value of a parameter that was not given. One that follows another may come after it in the table only.
  void fill(const Parameter &parameter) {
    std::string name(parameter.name);
    if (parameter.byDefault) {
      bound.arguments.values[name] = *parameter.byDefault;
      return;
    }
    if (parameter.required())
      missing.push_back(&parameter);
    auto other = bound.arguments.values.find(parameter.defaultsTo);
    if (other != bound.arguments.values.end())
      bound.arguments.values[name] = other->second;
  }

  /// One report for all; none where an argument found no place, which may be the one that is missing.
  void reportMissing() {
    if (missing.empty() || unplaced)
      return;
    std::vector<std::string_view> names;
    for (const Parameter *parameter : missing)
      names.push_back(parameter->name);
    std::string what = missing.size() == 1 ? std::string(missing[0]->description) : "these have no default";
    fail(Code::E0206, keyword() + " needs " + listed(names), {call.callee.span, what});
  }

  const LayerKind &kind;
  const ast::Call &call;
  const Scope &scope;
  Reporter &reporter;
  BoundCall bound;
  std::vector<const Parameter *> missing;
  size_t next = 0; // the next positional parameter to look at
  bool seenNamed = false;
  bool unplaced = false; // an argument belongs to no parameter
  bool failed = false;
};

} // namespace

std::optional<BoundCall> bindArguments(const LayerKind &kind, const ast::Call &call,
                                       std::span<const ast::Argument> arguments, const Scope &scope,
                                       Reporter &reporter) {
  return Binder(kind, call, scope, reporter).bind(arguments);
}

} // namespace evenstride::check
