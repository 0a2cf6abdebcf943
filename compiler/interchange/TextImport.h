// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The frame of an import from a text with, perhaps, a second file of weights.
#pragma once

#include "interchange/Draft.h"
#include "interchange/ImportRequest.h"

#include <functional>

namespace evenstride::interchange {

/// Has `read` fill a draft, named after the file and without weights until it says that they are there, and finishes
/// that unless errors were reported.
std::optional<Imported> importText(const ImportRequest &request, diagnostics::Sink &sink,
                                   const std::function<void(Draft &)> &read);

} // namespace evenstride::interchange
