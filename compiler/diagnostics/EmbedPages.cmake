# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Writes PAGES/*.md into TABLE as rows {"E0301", R"(...)"}, for Explain.cpp to include.
file(GLOB pages ${PAGES}/*.md)
list(SORT pages)
set(rows "")
foreach(page IN LISTS pages)
  get_filename_component(code "${page}" NAME_WE)
  file(READ "${page}" text)
  string(APPEND rows "{\"${code}\", R\"page(${text})page\"},\n")
endforeach()
file(WRITE "${TABLE}" "${rows}")
