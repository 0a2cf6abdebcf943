// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs independent pieces of the compiler's own work on several threads.
#pragma once

#include <functional>

namespace evenstride::emit {

/// Calls work(i) once for each i below count, on up to `jobs` threads; returns when all have ended. `work` must not
/// throw.
void parallelFor(int jobs, size_t count, const std::function<void(size_t)> &work);

} // namespace evenstride::emit
