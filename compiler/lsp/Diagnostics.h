// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Diagnostics as the protocol has them.
#pragma once

#include "lsp/Analysis.h"
#include "lsp/Client.h"

#include <map>
#include <set>
#include <tuple>

namespace evenstride::lsp {

Json diagnosticJson(const Client &client, const Analysis &analysis, const diagnostics::Diagnostic &diagnostic);

/// What is to be said of one file. Several documents may see the same in a file that all use: it is said once.
struct DiagnosticList {
  Json json = Json::array();
  std::set<std::tuple<diagnostics::Code, uint32_t, uint32_t, std::string>> said;
};

/// Adds what the analysis found, in order of position, to the lists of the files in which it is.
void addDiagnostics(const Client &client, const Analysis &analysis, std::map<std::string, DiagnosticList> &byUri);

} // namespace evenstride::lsp
