# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Halide from its PyPI wheel: Halide_ROOT is the package's folder (site-packages/halide). Gives Halide::Halide, the shared
# library, and Halide::Runtime, the header of the runtime's types. The wheel's own CMake package asks for CMake 3.28.
find_path(Halide_INCLUDE_DIR Halide.h PATH_SUFFIXES include)
find_library(Halide_LIBRARY NAMES Halide PATH_SUFFIXES lib64 lib)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Halide REQUIRED_VARS Halide_LIBRARY Halide_INCLUDE_DIR)
if(Halide_FOUND AND NOT TARGET Halide::Halide)
  add_library(Halide::Runtime INTERFACE IMPORTED)
  target_include_directories(Halide::Runtime SYSTEM INTERFACE ${Halide_INCLUDE_DIR})
  add_library(Halide::Halide SHARED IMPORTED)
  set_target_properties(Halide::Halide PROPERTIES IMPORTED_LOCATION ${Halide_LIBRARY})
  target_include_directories(Halide::Halide SYSTEM INTERFACE ${Halide_INCLUDE_DIR})
endif()
