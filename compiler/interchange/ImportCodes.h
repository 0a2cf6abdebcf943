// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The codes under which importers report.
#pragma once

#include "diagnostics/Diagnostic.h"

namespace evenstride::interchange::codes {

using diagnostics::Code;

inline constexpr Code damaged = Code::E0501;       // not of its format at all
inline constexpr Code tooLarge = Code::E0502;      // beyond a limit
inline constexpr Code unsupported = Code::E0503;   // a part without a meaning here
inline constexpr Code badTensor = Code::E0504;     // values that disagree with their shape
inline constexpr Code elsewhere = Code::E0505;     // values in another file
inline constexpr Code unknownInput = Code::E0506;  // an input without a size
inline constexpr Code incoherent = Code::E0507;    // parts that do not go together
inline constexpr Code unknownOpset = Code::E0508;  // another version of the operators
inline constexpr Code unknownFormat = Code::E0509; // a kind of file that is not imported

inline constexpr Code losesInput = Code::W0501;    // rows or columns that no window reads
inline constexpr Code wasForBatches = Code::W0502; // the number of images is dropped
inline constexpr Code unusedWeights = Code::W0503; // weights that no layer takes

} // namespace evenstride::interchange::codes
