// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ncnn in: from a .param text, and a .bin file if there is one, to a program and its weights.
#pragma once

#include "interchange/ImportRequest.h"

namespace evenstride::interchange::ncnn {

/// An Importer. Sizes are `w`, `h` and `c` of the inputs, in place of those in the text or where it says none.
std::optional<Imported> importNetwork(const ImportRequest &request, diagnostics::Sink &sink);

} // namespace evenstride::interchange::ncnn
