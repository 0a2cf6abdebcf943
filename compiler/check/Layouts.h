// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types of inputs that look like those of another framework: [rows, columns, channels], or a batch in front.
#pragma once

#include "check/Flow.h"
#include "check/Reporter.h"
#include "diagnostics/Diagnostic.h"

namespace evenstride::check {

/// Adds the type that was probably meant to a diagnostic on a type without three sizes.
void helpWithSizes(const ast::TensorType &type, diagnostics::Diagnostic &diagnostic);

/// Adds a label, a help and a fix to a diagnostic on what comes from an input whose sizes look like [rows, columns,
/// channels].
void helpWithLayout(const Flow &flow, ValueId value, diagnostics::Diagnostic &diagnostic);

/// Warns of inputs that look like that although everything checks.
void warnOfLayouts(const Flow &flow, Reporter &reporter);

} // namespace evenstride::check
