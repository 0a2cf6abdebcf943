// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX in: from a file's bytes to a program and its weights.
#pragma once

#include "interchange/Imported.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace evenstride::interchange::onnx {

struct ImportRequest {
  std::span<const uint8_t> bytes;            // needed only during the call
  std::string path;                          // of the file, for diagnostics
  std::map<std::string, int64_t> sizes = {}; // for dimensions that have a name instead of a number
};

/// Imports a model. Reports everything that cannot be imported in one run (see ImportCodes.h) and returns nothing then;
/// warns of rows and columns that no window reads, and of a batch that becomes the caller's. Safe on hostile bytes.
std::optional<Imported> importModel(const ImportRequest &request, diagnostics::Sink &sink);

} // namespace evenstride::interchange::onnx
