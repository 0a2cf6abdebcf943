// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The back half, loaded when a command needs code: it costs tens of milliseconds and a hundred megabytes.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "emit/Backend.h"

#include <string>

namespace evenstride::driver {

/// The back half from ../lib/evenstride beside the executable's folder; reports E0008 and returns null without it.
const emit::Backend *loadBackend(diagnostics::Sink &sink);

/// Changes whenever this compiler can give other code than before: its version and the identity of the back half.
std::string compilerIdentity();

} // namespace evenstride::driver
