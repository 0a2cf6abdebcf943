// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How one unit of a file tells more than one fault: what is wrong with an argument is kept, and its default stands in
// for it, so that the others are looked at, too. Nothing of such a unit is imported.
#pragma once

#include "interchange/Draft.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace evenstride::interchange {

class Faults {
public:
  /// Once, however often an argument is read.
  void add(Refusal refusal) {
    auto isSame = [&](const Refusal &each) {
      return each.reason == refusal.reason && each.span.begin == refusal.span.begin;
    };
    if (std::ranges::none_of(all, isSame))
      all.push_back(std::move(refusal));
  }

  /// What `read` gives, or `otherwise` where it throws Refusal, which is kept.
  template <typename Value, typename Read> Value readOr(Value otherwise, Read read) {
    try {
      return read();
    } catch (Refusal &refusal) {
      add(std::move(refusal));
      return otherwise;
    }
  }

  /// Ends the unit if there are faults: what follows would be about defaults that stand in.
  void stop() const {
    if (!all.empty())
      throw all.front();
  }

  /// What ended the unit. Behind other faults it counts only at a place of its own: else it may come from such a
  /// default.
  void end(Refusal refusal) {
    auto overlaps = [&](const Refusal &each) {
      return each.span.begin < refusal.span.end && refusal.span.begin < each.span.end;
    };
    if (all.empty() || (refusal.span.valid() && std::ranges::none_of(all, overlaps)))
      add(std::move(refusal));
  }

  const std::vector<Refusal> &list() const { return all; }

private:
  std::vector<Refusal> all;
};

} // namespace evenstride::interchange
