// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The index is filled once per version of a file.
#include "lsp/Places.h"

#include <algorithm>

namespace evenstride::lsp {

using diagnostics::Diagnostic;

namespace {

/// Places of errors, in order: a layer is at fault if one lies in it.
class Faults {
public:
  explicit Faults(std::span<const Diagnostic> diagnostics) {
    for (const Diagnostic &diagnostic : diagnostics)
      if (severity(diagnostic.code) == diagnostics::Severity::Error && diagnostic.primary.span.valid())
        spans.push_back(diagnostic.primary.span);
    std::ranges::sort(spans, {}, order);
  }

  bool in(const support::Span &span) const {
    auto first = std::ranges::lower_bound(spans, order(span), {}, order);
    return first != spans.end() && first->file == span.file && first->begin < std::max(span.end, span.begin + 1);
  }

private:
  static std::pair<const support::SourceFile *, uint32_t> order(const support::Span &span) {
    return {span.file, span.begin};
  }
  std::vector<support::Span> spans;
};

/// Which values of a graph do not hang on an error.
std::vector<bool> soundValues(const check::Graph &graph, const Faults &faults) {
  std::vector<bool> sound(graph.values.size(), true);
  for (const check::Node &node : graph.nodes) {
    bool fed = std::ranges::all_of(node.operands, [&](check::ValueId operand) { return sound[size_t(operand)]; });
    if (node.result >= 0)
      sound[size_t(node.result)] = fed && !faults.in(node.span);
  }
  return sound;
}

} // namespace

Places::Places(std::span<const check::Graph> graphs, std::span<const Diagnostic> diagnostics) {
  Faults faults(diagnostics);
  for (const check::Graph &graph : graphs) {
    std::vector<bool> sound = soundValues(graph, faults);
    auto add = [&](const support::Span &span, Instance instance) {
      if (span.valid() && instance.value >= 0 && sound[size_t(instance.value)])
        byPlace[{span.file, span.begin, span.end}].push_back(instance);
    };
    for (const check::Node &node : graph.nodes)
      if (node.path.find(':') == std::string::npos) // the crop that stands for a `round:` is nobody's layer
        add(node.span, {&graph, node.result, &node});
    for (const check::Mention &mention : graph.mentions)
      add(mention.span, {&graph, mention.value, nullptr});
  }
}

std::span<const Instance> Places::at(support::Span span) const {
  auto found = byPlace.find({span.file, span.begin, span.end});
  return found == byPlace.end() ? std::span<const Instance>() : std::span<const Instance>(found->second);
}

} // namespace evenstride::lsp
