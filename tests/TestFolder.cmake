# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# evenstride_test(NAME SOURCES files… LIBRARIES targets…): a doctest program, its main from tests/support/Main.cpp,
# registered with CTest under NAME.
# evenstride_python_test(NAME SCRIPT arguments…): a script, run by the Python of .venv, into which `./dev test` puts the
# packages, and with the modules of tests/support; a script that misses a package ends with 77 and counts as skipped.
add_library(evenstride_test_main STATIC ${PROJECT_SOURCE_DIR}/tests/support/Main.cpp
                                        ${PROJECT_SOURCE_DIR}/tests/support/Paths.cpp)
target_include_directories(evenstride_test_main PUBLIC ${PROJECT_SOURCE_DIR}/tests)
set_source_files_properties(${PROJECT_SOURCE_DIR}/tests/support/Paths.cpp PROPERTIES COMPILE_DEFINITIONS
  "EVENSTRIDE_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\";EVENSTRIDE_BINARY_DIR=\"${PROJECT_BINARY_DIR}\"")

function(evenstride_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/compiler)
  target_link_libraries(test_${name} PRIVATE evenstride_test_main evenstride_warnings ${ARG_LIBRARIES})
  add_test(NAME ${name} COMMAND test_${name})
  # Asking for more memory than there is must come back as an error code, under AddressSanitizer too.
  set_tests_properties(${name} PROPERTIES ENVIRONMENT ASAN_OPTIONS=allocator_may_return_null=1)
endfunction()

find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(evenstride_test_python ${PROJECT_SOURCE_DIR}/.venv/bin/python)
if(NOT EXISTS ${evenstride_test_python})
  set(evenstride_test_python ${Python3_EXECUTABLE})
endif()

# What scripts are given that run compiled networks where there is a back half that compiles.
set(evenstride_compiled)
if(EVENSTRIDE_BACKEND)
  set(evenstride_compiled compiled)
endif()

function(evenstride_python_test name script)
  add_test(NAME ${name} COMMAND ${evenstride_test_python} ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARGN})
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 ENVIRONMENT
                                          "PYTHONPATH=${PROJECT_SOURCE_DIR}/tests/support;PYTHONDONTWRITEBYTECODE=1")
endfunction()
