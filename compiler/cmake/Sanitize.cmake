# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# -DEVENSTRIDE_SANITIZE=address,undefined builds everything with those sanitizers. -DEVENSTRIDE_FUZZ=ON has clang count what
# is reached, and adds the fuzzers in tests/fuzz.
set(EVENSTRIDE_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
if(EVENSTRIDE_SANITIZE)
  # Under sanitizers g++ 12 takes members of the standard library's std::function for uninitialized.
  add_compile_options(-fsanitize=${EVENSTRIDE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
                      $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_link_options(-fsanitize=${EVENSTRIDE_SANITIZE})
endif()

option(EVENSTRIDE_FUZZ "Build libFuzzer targets for the readers, with clang" OFF)
if(EVENSTRIDE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    message(FATAL_ERROR "EVENSTRIDE_FUZZ asks for clang: ./dev fuzz configures it")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
