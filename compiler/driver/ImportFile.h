// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which files are of another format than .stride, and who imports them.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "interchange/Imported.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace evenstride::driver {

/// Whether the ending of a file's name is that of a format which is imported.
bool isForeign(const std::string &file);

/// Imports a file; null after errors. `sizes` are for dimensions that have names.
std::shared_ptr<const interchange::Imported>
importFile(const std::string &file, const std::map<std::string, int64_t> &sizes, diagnostics::Sink &sink);

} // namespace evenstride::driver
