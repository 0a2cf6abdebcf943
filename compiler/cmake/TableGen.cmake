# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# MLIR and LLVM as the two shared libraries (target evenstride_mlir), and a helper around mlir-tblgen. LLVM's own CMake
# helpers are left out: they turn exceptions off and run tblgen again at every build.
if(NOT TARGET evenstride_mlir)
  set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
  find_package(MLIR 19.1 REQUIRED CONFIG HINTS /usr/lib/llvm-19/lib/cmake/mlir)
  unset(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
  add_library(evenstride_mlir INTERFACE)
  target_include_directories(evenstride_mlir SYSTEM INTERFACE ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
  target_link_libraries(evenstride_mlir INTERFACE MLIR LLVM)
  set_property(GLOBAL PROPERTY EVENSTRIDE_TABLEGEN_INCLUDES ${MLIR_INCLUDE_DIRS})
endif()

# evenstride_tablegen(SOURCE OUTPUT ARGUMENTS…): runs mlir-tblgen on SOURCE (a .td beside the CMakeLists.txt) into
# generated/<folder>/OUTPUT of the build tree, and appends that file to the list `tablegenOutputs` of the caller.
function(evenstride_tablegen source output)
  get_property(includes GLOBAL PROPERTY EVENSTRIDE_TABLEGEN_INCLUDES)
  list(TRANSFORM includes PREPEND -I)
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  set(path ${PROJECT_BINARY_DIR}/generated/${folder}/${output})
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated/${folder})
  add_custom_command(
    OUTPUT ${path}
    COMMAND mlir-tblgen ${ARGN} ${includes} -I${PROJECT_SOURCE_DIR}/compiler ${CMAKE_CURRENT_SOURCE_DIR}/${source}
            -o ${path} -d ${path}.d
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${source}
    DEPFILE ${path}.d
    VERBATIM)
  set(tablegenOutputs ${tablegenOutputs} ${path} PARENT_SCOPE)
endfunction()
