// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arguments of a call against the parameters of a block.
#include "check/BodyUnroller.h"
#include "check/Integers.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;

namespace {

/// Finds the parameter of each argument; BodyUnroller::bindBlock evaluates them.
class BlockBinder {
public:
  BlockBinder(const ast::Block &block, const ast::Call &call, Reporter &reporter)
      : block(block), call(call), reporter(reporter) {}

  /// The first parameter, for the tensor that an arrow brings; null where there is none for it.
  const ast::BlockParameter *takePiped() {
    if (block.parameters.empty()) {
      fail(Code::E0212, name() + " takes no tensor", {call.callee.span, "one comes in through the arrow"});
      return nullptr;
    }
    const ast::BlockParameter &parameter = block.parameters[next++];
    given.insert(parameter.name.name);
    if (parameter.isInteger)
      fail(Code::E0216, "the first parameter of " + name() + " is an integer",
           {call.callee.span, "a tensor comes in through the arrow"});
    return &parameter;
  }

  const ast::BlockParameter *take(const ast::Argument &argument) {
    const ast::BlockParameter *parameter = argument.name ? named(argument) : positional(argument);
    unplaced = unplaced || !parameter;
    if (!parameter || given.insert(parameter->name.name).second)
      return parameter;
    fail(Code::E0207, "`" + parameter->name.name + "` is given twice", {argument.span, "the second time"});
    return nullptr;
  }

  /// Reports what is missing, and returns whether all arguments found their place.
  bool finish() {
    std::string missing, what;
    for (const ast::BlockParameter &parameter : block.parameters)
      if (!given.contains(parameter.name.name)) {
        missing += (missing.empty() ? "`" : ", `") + parameter.name.name + "`";
        what += (what.empty() ? "" : ", ") + std::string(parameter.isInteger ? "an integer" : "a tensor");
      }
    if (!missing.empty() && !unplaced)
      fail(Code::E0206, name() + " needs " + missing, {call.callee.span, what});
    return fits;
  }

private:
  std::string name() const { return "`" + block.name.name + "`"; }

  void fail(Code code, std::string message, diagnostics::Label primary) {
    reporter.report(code, std::move(message), std::move(primary));
    fits = false;
  }

  const ast::BlockParameter *named(const ast::Argument &argument) {
    seenNamed = true;
    std::vector<std::string_view> names;
    for (const ast::BlockParameter &parameter : block.parameters) {
      if (parameter.name.name == argument.name->name)
        return &parameter;
      names.push_back(parameter.name.name);
    }
    auto nearest = support::nearestName(argument.name->name, names);
    fail(Code::E0205, name() + " has no argument `" + argument.name->name + "`",
         {argument.name->span, nearest ? "did you mean `" + std::string(*nearest) + "`?" : ""});
    return nullptr;
  }

  const ast::BlockParameter *positional(const ast::Argument &argument) {
    if (seenNamed)
      fail(Code::E0210, "this argument needs its name", {argument.span, "stands behind an argument with a name"});
    else if (next < block.parameters.size())
      return &block.parameters[next++];
    else
      fail(Code::E0211, name() + " takes no further argument",
           {argument.span, "it has " + support::plural(int64_t(block.parameters.size()), "parameter")});
    return nullptr;
  }

  const ast::Block &block;
  const ast::Call &call;
  Reporter &reporter;
  std::set<std::string_view> given;
  size_t next = 0;
  bool seenNamed = false;
  bool unplaced = false; // an argument belongs to no parameter
  bool fits = true;
};

} // namespace

bool BodyUnroller::bindBlock(const ast::Block &block, CallSite site, Place place, Scope &inner) {
  BlockBinder binder(block, site.call, reporter);
  if (site.piped)
    if (const ast::BlockParameter *parameter = binder.takePiped()) {
      flow.graph.mention(parameter->name.span, site.piped->id);
      inner.declare(parameter->name, {*site.piped, parameter->name.span}, reporter);
    }
  for (const ast::Argument &argument : site.call.arguments) {
    const ast::BlockParameter *parameter = binder.take(argument);
    if (!parameter)
      continue;
    Binding binding{Unknown(), parameter->name.span};
    if (parameter->isInteger) {
      binding.value = Number{evaluateInteger(*argument.value, place.scope, reporter)};
    } else {
      Tensor value = tensor(*argument.value, place);
      flow.graph.mention(parameter->name.span, value.id);
      binding.value = value;
    }
    inner.declare(parameter->name, binding, reporter);
  }
  return binder.finish();
}

} // namespace evenstride::check
