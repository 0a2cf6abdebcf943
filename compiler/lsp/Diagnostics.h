// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Diagnostics as the protocol has them.
#pragma once

#include "lsp/Analysis.h"
#include "lsp/Client.h"

namespace evenstride::lsp {

Json diagnosticJson(const Client &client, const Analysis &analysis, const diagnostics::Diagnostic &diagnostic);

/// All of them, in order of position.
Json diagnosticsJson(const Client &client, const Analysis &analysis);

} // namespace evenstride::lsp
