# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# evenstride_folder(NAME [SUBFOLDERS names…] [DEPS folders…] [PRIVATE libraries…] [DEPENDS targets…])
#
# One static library per folder of the compiler: all its .cpp files and those of the subfolders named, public dependencies on folders above it, and private
# ones on libraries of others.
function(evenstride_folder name)
  cmake_parse_arguments(ARG "" "" "SUBFOLDERS;DEPS;PRIVATE;DEPENDS" ${ARGN})
  list(TRANSFORM ARG_SUBFOLDERS APPEND /*.cpp)
  file(GLOB sources CONFIGURE_DEPENDS *.cpp ${ARG_SUBFOLDERS})
  if(NOT sources)
    add_library(evenstride_${name} INTERFACE)
    return()
  endif()
  add_library(evenstride_${name} STATIC ${sources})
  target_include_directories(evenstride_${name} PUBLIC ${PROJECT_SOURCE_DIR}/compiler)
  list(TRANSFORM ARG_DEPS PREPEND evenstride_)
  target_link_libraries(evenstride_${name} PUBLIC ${ARG_DEPS} PRIVATE evenstride_warnings ${ARG_PRIVATE})
  if(ARG_DEPENDS)
    add_dependencies(evenstride_${name} ${ARG_DEPENDS})
  endif()
endfunction()
