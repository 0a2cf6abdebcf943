// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names of files: what the protocol calls them, and what the system does.
#pragma once

#include <string>

namespace evenstride::lsp {

/// "file:///a%20b" as "/a b"; what is no file stays as it is.
std::string pathOf(const std::string &uri);
/// The other way round, of an absolute path.
std::string uriOf(const std::string &path);

} // namespace evenstride::lsp
