// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lookup and declaration of names; paths of layers.
#include "check/Scope.h"

namespace evenstride::check {

const Binding *Scope::find(std::string_view name) const {
  auto found = bindings.find(name);
  if (found != bindings.end())
    return &found->second;
  return outer ? outer->find(name) : nullptr;
}

void Scope::declare(const ast::Identifier &name, Binding binding, Reporter &reporter) {
  if (const Binding *earlier = find(name.name)) {
    bool hides = !bindings.contains(name.name);
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = hides ? diagnostics::Code::E0204 : diagnostics::Code::E0203;
    diagnostic.message =
        hides ? "`" + name.name + "` would hide another value of this name" : "`" + name.name + "` is declared twice";
    diagnostic.primary = {name.span, "choose another name"};
    diagnostic.labels.push_back({earlier->span, "`" + name.name + "` is declared here"});
    reporter.report(std::move(diagnostic));
    if (!hides)
      return;
  }
  bindings.emplace(name.name, std::move(binding));
}

std::vector<std::string_view> Scope::names() const {
  std::vector<std::string_view> result = outer ? outer->names() : std::vector<std::string_view>();
  for (const auto &[name, binding] : bindings)
    result.push_back(name);
  return result;
}

std::string Frame::nextPath(std::string_view keyword, const std::optional<std::string> &label) {
  auto count = counts.find(keyword);
  if (count == counts.end())
    count = counts.emplace(keyword, 0).first;
  ++count->second;
  std::string own = label ? *label : std::string(keyword) + std::to_string(count->second);
  return path.empty() ? own : path + "." + own;
}

} // namespace evenstride::check
