// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads files of other formats than .stride, with the files of weights that belong to them, and has them imported.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "interchange/Imported.h"
#include "support/SourceFile.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace evenstride::driver {

struct ForeignFile {
  std::string path;
  std::string weights = {}; // a second file; empty: the one with the stem of `path` beside it, if it is there
  std::map<std::string, int64_t> sizes = {}; // of --set
};

struct ForeignModel {
  std::shared_ptr<const support::SourceFile> text;       // what diagnostics point into; null in formats of bytes
  std::shared_ptr<const interchange::Imported> imported; // null after errors
};

/// Imports a file by the format that its name ends in.
ForeignModel importFile(const ForeignFile &file, diagnostics::Sink &sink);

/// The second file that belongs to `path` if none is named; empty where the format has none.
std::string weightsBeside(const std::string &path);

/// Whether `weights`, as given with --weights, is the second file of the format of `path`, and not one of ours.
bool isSecondFile(const std::string &path, const std::string &weights);

} // namespace evenstride::driver
