// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of the language reference that is made from the compiler's own tables.
#pragma once

#include <string>

namespace evenstride::test {

/// Markdown: a heading, a sentence and a table of parameters for each layer, in the order of layers.def.
std::string layerTables();

} // namespace evenstride::test
