// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The archive that users link: the network's objects and the runtime's.
#pragma once

#include "support/Target.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace evenstride::emit {

struct Member {
  std::string name; // "conv1.o"
  std::vector<char> bytes;
};

/// An error where this build has no runtime for the target's kind of processor.
llvm::Error checkRuntime(const support::Target &target);

/// An archive with these members and those of the target's runtime; the same bytes for the same members.
llvm::Expected<std::vector<char>> writeArchive(const std::vector<Member> &members, const support::Target &target);

} // namespace evenstride::emit
