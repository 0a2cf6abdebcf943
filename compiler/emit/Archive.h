// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The archive that users link: the network's objects and the runtime's.
#pragma once

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace evenstride::emit {

struct Member {
  std::string name; // "conv1.o"
  std::vector<char> bytes;
};

/// An archive with these members and those of the runtime; the same bytes for the same members.
llvm::Expected<std::vector<char>> writeArchive(const std::vector<Member> &members);

} // namespace evenstride::emit
