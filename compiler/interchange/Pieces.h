// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pieces of a network that could be a block: what they are made of, and which of them are alike.
#pragma once

#include "interchange/Steps.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace evenstride::interchange {

/// Steps [begin, end), which read one value from outside; only the last one's result is read there.
struct Piece {
  size_t begin, end;
};

/// What pieces of one block have in common, and what they have each.
struct Form {
  std::string key;               // equal for pieces of one block
  std::vector<int64_t> integers; // numbers of channels, in order
  std::string prefix;            // of all labels, with the dot or underscore at its end
};

/// Whether an argument may differ between calls of a block.
bool mayDiffer(const Step &step, const ast::Argument &argument, size_t index);

Form formOf(std::span<const Step> steps, const Piece &piece);

class Pieces {
public:
  Pieces(std::span<const Step> steps, const Draft &draft);

  /// By their form, without those that overlap an earlier one or whose prefix another one has.
  std::map<std::string, std::vector<Piece>> groups() const;
  /// Whether the piece is a row of equal ones, which make a better block.
  bool isRepetition(const Piece &piece) const;

private:
  std::vector<Piece> from(size_t begin) const;
  bool isRowOf(const Piece &part, size_t end) const;
  bool cutsRow(const Piece &piece) const;
  bool isSameCall(size_t one, size_t other) const;

  std::span<const Step> steps;
  std::map<DraftValue, size_t> last; // the step that reads each value last; their number for what the network gives
};

} // namespace evenstride::interchange
