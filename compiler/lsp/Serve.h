// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The language server as a function: the Language Server Protocol 3.17 over two file descriptors.
#pragma once

#include <string>

namespace evenstride::lsp {

/// Where the server talks, and what it tells about itself.
struct ServeOptions {
  int input = 0, output = 1; // file descriptors
  std::string version;
};

/// Serves one client until it says `exit` or its end closes. The process's exit code: 0 after an orderly `shutdown`,
/// else 1.
int serve(const ServeOptions &options);

} // namespace evenstride::lsp
