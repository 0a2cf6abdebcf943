// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the tokens of a file without errors to a draft: which parts belong together, and where lines may end.
#pragma once

#include "format/Draft.h"
#include "syntax/Scanner.h"

namespace evenstride::format {

/// Texts in the draft are those of the file.
Draft writeDraft(const support::SourceFile &file, const syntax::Scan &scan);

} // namespace evenstride::format
