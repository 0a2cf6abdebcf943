// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Caffe in: from a .prototxt file, and the .caffemodel file with its weights, to a program and its weights.
#pragma once

#include "interchange/ImportRequest.h"

namespace evenstride::interchange::caffe {

/// An Importer. Sizes are C, H and W of inputs. Warns of rows and columns that no window reads, of a batch that becomes
/// the caller's, and of weights that no layer takes.
std::optional<Imported> importModel(const ImportRequest &request, diagnostics::Sink &sink);

} // namespace evenstride::interchange::caffe
