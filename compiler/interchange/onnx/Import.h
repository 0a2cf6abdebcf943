// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX in: from a file's bytes to a program and its weights.
#pragma once

#include "interchange/ImportRequest.h"

namespace evenstride::interchange::onnx {

/// An Importer. Sizes are for dimensions that have a name instead of a number. Warns of rows and columns that no window
/// reads, and of a batch that becomes the caller's.
std::optional<Imported> importModel(const ImportRequest &request, diagnostics::Sink &sink);

} // namespace evenstride::interchange::onnx
