// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What an importer is given: the bytes of one file or two, and what the caller says beside them.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "interchange/Imported.h"
#include "support/SourceFile.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace evenstride::interchange {

/// A second file with the weights, for formats that have one.
struct WeightsFile {
  std::string path;
  std::span<const uint8_t> bytes;
  std::shared_ptr<const void> memory; // what the bytes lie in
};

struct ImportRequest {
  std::string path;                          // of the file: for diagnostics, and its stem names the network
  std::span<const uint8_t> bytes = {};       // in formats of bytes; needed only during the call
  const support::SourceFile *text = nullptr; // in formats that are text; outlives the diagnostics
  std::map<std::string, int64_t> sizes = {}; // what --set says
  std::optional<WeightsFile> weights = {};   // nothing: the network comes without any, if its own file holds none
};

/// Imports a network. Reports everything that cannot be imported in one run (see ImportCodes.h) and returns nothing
/// then. Safe on hostile bytes.
using Importer = std::optional<Imported> (*)(const ImportRequest &request, diagnostics::Sink &sink);

} // namespace evenstride::interchange
