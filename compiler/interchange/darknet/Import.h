// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Darknet in: from a .cfg text, and a .weights file if there is one, to a program and its weights.
#pragma once

#include "interchange/ImportRequest.h"

namespace evenstride::interchange::darknet {

/// An Importer. Sizes are `width`, `height` and `channels`, in place of those in [net].
std::optional<Imported> importNetwork(const ImportRequest &request, diagnostics::Sink &sink);

} // namespace evenstride::interchange::darknet
