// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Diagnostics as the protocol has them.
#pragma once

#include "lsp/Analysis.h"
#include "lsp/Client.h"

namespace evenstride::lsp {

Json diagnosticJson(const Client &client, const Analysis &analysis, const diagnostics::Diagnostic &diagnostic);

/// Adds all of them, in order of position, to the lists of the files in which they are.
void addDiagnostics(const Client &client, const Analysis &analysis, std::map<std::string, Json> &byUri);

} // namespace evenstride::lsp
