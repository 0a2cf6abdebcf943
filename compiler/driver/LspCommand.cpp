// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `lsp`: the language server on standard input and output.
#include "driver/Commands.h"
#include "driver/Version.h"
#include "lsp/Serve.h"

#include <unistd.h>

namespace evenstride::driver {

int runCommand(const LspOptions &) {
  return lsp::serve({.input = STDIN_FILENO, .output = STDOUT_FILENO, .version = version});
}

} // namespace evenstride::driver
