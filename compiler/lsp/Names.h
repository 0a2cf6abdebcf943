// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every word of a file that means something: what it stands for, and where else that is said. Made from trees alone,
// so it works in files whose sizes do not fit, and in what the parser understands of a broken one.
#pragma once

#include "ast/Program.h"
#include "layers/Layer.h"

#include <optional>
#include <string_view>
#include <vector>

namespace evenstride::lsp {

using SymbolId = int32_t;
inline constexpr SymbolId noSymbol = -1;

/// A name that the file declares, or a block of a file that it uses.
struct Symbol {
  enum Kind { Network, Block, Input, Size, Tensor, Integer, Value, Index };
  Kind kind;
  std::string_view name;
  support::Span declared;                   // the word
  support::Span scope = {};                 // where it can be seen; invalid for networks and blocks
  uint32_t from = 0;                        // offset from which on it can be seen: behind its `let`
  SymbolId owner = noSymbol;                // of a parameter: its block
  const ast::Network *network = nullptr;    // of a Network
  const ast::Block *block = nullptr;        // of a Block
  const ast::NetworkInput *input = nullptr; // of an Input
  const ast::Expr *value = nullptr;         // of a Value: what `let` gives it; of an Index: its bounds
};

/// One word of the text and its meaning.
struct Mention {
  enum Role {
    Declaration, // of `symbol`
    Use,         // of `symbol`
    Layer,       // the keyword of a layer, or an operator
    Parameter,   // `stride` in `stride: 2`, of a layer
    Word,        // `same`, `true`
    Label,
    Type,   // `f32`, `hwc`, `int`
    Figure, // `macs` in `require`
    File,   // the path behind `use`
    Output, // `logits` in `return logits: a`
  };
  Role role;
  support::Span span;
  SymbolId symbol = noSymbol;
  const layers::LayerKind *layer = nullptr;
  const layers::Parameter *parameter = nullptr; // of Parameter and Word
  support::Span whole = {};                     // of a layer or a call of a block: its text, as the graph knows it
  const ast::ProgramFile *used = nullptr;       // of File; null where it cannot be had
};

class Names {
public:
  explicit Names(const ast::Program &program);

  const std::vector<Symbol> &symbols() const { return all; }
  const Symbol &symbol(SymbolId id) const { return all[size_t(id)]; }
  /// Mentions in the program's first file, in order of position.
  const std::vector<Mention> &mentions() const { return found; }

  /// The mention that holds the place, or ends at it.
  const Mention *at(uint32_t offset) const;
  /// The symbol that a mention declares or uses, or null.
  const Symbol *symbolOf(const Mention &mention) const;
  /// Symbols that can be seen at a place; with `let` names only those declared before it.
  std::vector<SymbolId> visibleAt(uint32_t offset) const;
  /// The block of this name, or null.
  const Symbol *findBlock(std::string_view name) const;
  /// All places of a symbol in the file.
  std::vector<support::Span> placesOf(SymbolId symbol) const;

private:
  const support::SourceFile *file;
  std::vector<Symbol> all;
  std::vector<Mention> found;
};

} // namespace evenstride::lsp
