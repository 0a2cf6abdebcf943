# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# evenstride_test(NAME SOURCES files… LIBRARIES targets…): a doctest program, its main from tests/support/Main.cpp,
# registered with CTest under NAME. EVENSTRIDE_SOURCE_DIR is defined for tests that read the tree.
function(evenstride_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES} ${PROJECT_SOURCE_DIR}/tests/support/Main.cpp)
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/compiler)
  target_compile_definitions(test_${name} PRIVATE EVENSTRIDE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                                  EVENSTRIDE_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_link_libraries(test_${name} PRIVATE evenstride_warnings ${ARG_LIBRARIES})
  add_test(NAME ${name} COMMAND test_${name})
  # Asking for more memory than there is must come back as an error code, under AddressSanitizer too.
  set_tests_properties(${name} PROPERTIES ENVIRONMENT ASAN_OPTIONS=allocator_may_return_null=1)
endfunction()
