// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Syntax tree to graph: names, arguments, unrolling, exact sizes, fixes.
#pragma once

#include "ast/Program.h"
#include "check/Graph.h"
#include "diagnostics/Diagnostic.h"

#include <vector>

namespace evenstride::check {

/// Checks every network of the program's first file, and the blocks of all its files, reporting all errors it can
/// without echoes of an earlier one. Returns one graph per network in file order; where the sink has errors the graphs
/// are not fit for anything but explaining.
std::vector<Graph> check(const ast::Program &program, diagnostics::Sink &sink);

/// Checks a module that uses no other file and keeps its text elsewhere.
std::vector<Graph> check(const ast::Module &module, diagnostics::Sink &sink);

} // namespace evenstride::check
