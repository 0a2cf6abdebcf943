# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Warnings of our own code; headers of others come in as SYSTEM.
option(EVENSTRIDE_WERROR "Treat warnings as errors" OFF)
add_library(evenstride_warnings INTERFACE)
target_compile_options(evenstride_warnings INTERFACE -Wall -Wextra -Wno-unused-parameter
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> # g++ 12 sees overlaps in std::string that are none (GCC bug 105651)
  $<$<BOOL:${EVENSTRIDE_WERROR}>:-Werror>)
