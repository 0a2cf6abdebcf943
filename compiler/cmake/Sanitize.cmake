# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# -DEVENSTRIDE_SANITIZE=address,undefined builds everything with those sanitizers.
set(EVENSTRIDE_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
if(EVENSTRIDE_SANITIZE)
  add_compile_options(-fsanitize=${EVENSTRIDE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${EVENSTRIDE_SANITIZE})
endif()
