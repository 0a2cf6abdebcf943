// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The codes under which importers report.
#pragma once

#include "diagnostics/Diagnostic.h"

namespace evenstride::interchange::codes {

using diagnostics::Code;

inline constexpr Code damaged = Code::E0001;       // not of its format at all
inline constexpr Code tooLarge = Code::E0001;      // beyond a limit
inline constexpr Code unsupported = Code::E0001;   // a part without a meaning here
inline constexpr Code badTensor = Code::E0001;     // values that disagree with their shape
inline constexpr Code elsewhere = Code::E0001;     // values in another file
inline constexpr Code unknownInput = Code::E0001;  // an input without a size
inline constexpr Code incoherent = Code::E0001;    // parts that do not go together
inline constexpr Code unknownOpset = Code::E0001;  // another version of the operators
inline constexpr Code unknownFormat = Code::E0001; // a kind of file that is not imported

} // namespace evenstride::interchange::codes
