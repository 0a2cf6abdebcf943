# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# cmake -DBINARY_DIR=… -DSOURCE_DIR=… -P RunPackageTest.cmake: installs Evenstride into an empty prefix, builds and runs
# the outside project against it, and sees that the uneven network fails with its diagnostic on the right line.
set(work ${BINARY_DIR}/tests/package-work) # tests/package is this build's own folder
set(prefix ${work}/prefix)
file(REMOVE_RECURSE ${work})

function(must_succeed what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(code)
    message(FATAL_ERROR "${what} failed (${code}):\n${output}")
  endif()
endfunction()

must_succeed("install" ${CMAKE_COMMAND} --install ${BINARY_DIR} --prefix ${prefix})
must_succeed("configure" ${CMAKE_COMMAND} -S ${SOURCE_DIR}/project -B ${work}/build -G Ninja -DCMAKE_PREFIX_PATH=${prefix})
must_succeed("build" ${CMAKE_COMMAND} --build ${work}/build --target app app_c)
must_succeed("app" ${work}/build/app)
must_succeed("app_c" ${work}/build/app_c)

execute_process(COMMAND ${CMAKE_COMMAND} --build ${work}/build --target app OUTPUT_VARIABLE again)
if(NOT again MATCHES "no work to do")
  message(FATAL_ERROR "nothing had changed, and yet the build did something:\n${again}")
endif()

execute_process(COMMAND ${CMAKE_COMMAND} --build ${work}/build --target uneven_app
                RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT code)
  message(FATAL_ERROR "a stride that does not divide did not fail the build:\n${output}")
endif()
if(NOT output MATCHES "uneven.stride:4:25: error: " OR NOT output MATCHES "error\\[E0301\\]: ")
  message(FATAL_ERROR "the build failed without the diagnostic on line 4:\n${output}")
endif()
