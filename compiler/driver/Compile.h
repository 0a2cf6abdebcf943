// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A checked network through the back half, with progress.
#pragma once

#include "driver/Weights.h"
#include "emit/Backend.h"

#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace evenstride::driver {

using Targets = std::vector<const support::Target *>;

/// The targets of these names, each once, or this machine's where none is named; empty after E0006, E0007 or E0016.
Targets chooseTargets(const std::vector<std::string> &names, diagnostics::Sink &sink);

struct CompileRequest {
  const check::Graph *graph = nullptr;
  Weights *weights = nullptr; // loaded on the way; null for the stages before packing
  Targets targets;            // of one architecture
  emit::Stage stage = emit::Stage::Library;
  bool exact = false;
  emit::Strips strips = emit::Strips::WherePays;
  bool instrument = false;
  bool verbose = false;
  std::string progressTitle;                                 // ahead of the progress that a terminal shows
  emit::Ways ways;                                           // of kernels that were measured
  support::MachineCosts costs;                               // likewise of the machine
  int64_t weightLimit = std::numeric_limits<int64_t>::max(); // besides those that the text requires
};

/// The files of a library, or the text of a stage.
using Compiled = std::variant<emit::LibraryFiles, std::string>;

/// Reports E0008, E0009, E0019 and what is wrong with the weights.
std::optional<Compiled> compile(const CompileRequest &request, diagnostics::Sink &sink);

/// An archive of ours that becomes a shared object.
struct SharedLibrary {
  const support::Target &target;
  std::string archive, output;
};

/// Links through the system's C compiler, or that for the target's kind of processor. Reports E0010.
bool linkShared(const SharedLibrary &library, diagnostics::Sink &sink);

} // namespace evenstride::driver
