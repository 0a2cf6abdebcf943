// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From places in the text to what the networks have there: every copy of a layer, of a block's result, of a name.
#pragma once

#include "check/Graph.h"
#include "diagnostics/Diagnostic.h"

#include <span>
#include <unordered_map>
#include <vector>

namespace evenstride::lsp {

/// One copy of what stands at a place.
struct Instance {
  const check::Graph *graph = nullptr;
  check::ValueId value = -1;
  const check::Node *node = nullptr; // null for a name and for what a block or repeat gives

  const layers::Shape &shape() const { return graph->shapeOf(value); }
  std::string shapeText() const { return graph->shapeText(value); }
};

class Places {
public:
  /// Values behind an error are left out: nobody knows their shapes.
  Places(std::span<const check::Graph> graphs, std::span<const diagnostics::Diagnostic> diagnostics);

  /// All copies of what has exactly this span, in the order of the networks and their layers.
  std::span<const Instance> at(support::Span span) const;

private:
  struct Key {
    const support::SourceFile *file;
    uint32_t begin, end;
    bool operator==(const Key &) const = default;
  };
  struct Hash {
    size_t operator()(const Key &key) const {
      return std::hash<const void *>()(key.file) ^ (size_t(key.begin) * 0x9E3779B97F4A7C15u + key.end);
    }
  };
  std::unordered_map<Key, std::vector<Instance>, Hash> byPlace;
};

} // namespace evenstride::lsp
