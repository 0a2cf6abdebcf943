// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A checked network through the back half, with progress.
#pragma once

#include "driver/Weights.h"
#include "emit/Backend.h"

#include <optional>
#include <string>
#include <variant>

namespace evenstride::driver {

/// The target of this name, or this machine's for an empty one. Reports E0006 and E0007.
const support::Target *chooseTarget(const std::string &name, diagnostics::Sink &sink);

struct CompileRequest {
  const check::Graph *graph = nullptr;
  Weights *weights = nullptr; // loaded on the way; null for the stages before packing
  const support::Target *target = nullptr;
  emit::Stage stage = emit::Stage::Library;
  bool exact = false;
  bool instrument = false;
  bool verbose = false;
};

/// The files of a library, or the text of a stage.
using Compiled = std::variant<emit::LibraryFiles, std::string>;

/// Reports E0008, E0009 and what is wrong with the weights.
std::optional<Compiled> compile(const CompileRequest &request, diagnostics::Sink &sink);

/// Links an archive of ours to a shared object, through the system's C compiler. Reports E0010.
bool linkShared(const std::string &archive, const std::string &output, diagnostics::Sink &sink);

} // namespace evenstride::driver
