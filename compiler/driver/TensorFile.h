// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights as a safetensors file among the results of a command.
#pragma once

#include "driver/Files.h"
#include "interchange/Safetensors.h"

#include <span>
#include <string>

namespace evenstride::driver {

/// Adds what will be `path`, without a copy of the values; reports E0005 and returns false if that fails.
bool addTensors(OutputFiles &files, const std::string &path, std::span<const interchange::TensorToWrite> tensors,
                diagnostics::Sink &sink);

} // namespace evenstride::driver
