// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NNEF in: from a graph.nnef file, and the .dat files in its folder, to a program and its weights.
#pragma once

#include "interchange/ImportRequest.h"

namespace evenstride::interchange::nnef {

/// An Importer. Without any .dat file in the folder, the network comes without weights. Warns of rows and columns that
/// no window reads, and of a batch that becomes the caller's.
std::optional<Imported> importModel(const ImportRequest &request, diagnostics::Sink &sink);

} // namespace evenstride::interchange::nnef
