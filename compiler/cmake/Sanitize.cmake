# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# -DEVENSTRIDE_SANITIZE=address,undefined builds everything with those sanitizers.
set(EVENSTRIDE_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
if(EVENSTRIDE_SANITIZE)
  # Under sanitizers g++ 12 takes members of the standard library's std::function for uninitialized.
  add_compile_options(-fsanitize=${EVENSTRIDE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
                      -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${EVENSTRIDE_SANITIZE})
endif()
