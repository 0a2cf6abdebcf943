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

file(COPY ${SOURCE_DIR}/project DESTINATION ${work})

must_succeed("install" ${CMAKE_COMMAND} --install ${BINARY_DIR} --prefix ${prefix})
must_succeed("configure" ${CMAKE_COMMAND} -S ${work}/project -B ${work}/build -G Ninja -DCMAKE_PREFIX_PATH=${prefix})
must_succeed("build" ${CMAKE_COMMAND} --build ${work}/build --target app app_c app_anywhere)
must_succeed("app" ${work}/build/app)
must_succeed("app_c" ${work}/build/app_c)
must_succeed("app_anywhere" ${work}/build/app_anywhere)

function(expect_build what pattern)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${work}/build --target app OUTPUT_VARIABLE output)
  if(NOT output MATCHES "${pattern}")
    message(FATAL_ERROR "${what}, and the build did this:\n${output}")
  endif()
endfunction()

expect_build("nothing had changed" "no work to do")
file(APPEND ${work}/project/other.stride "# nobody uses this\n")
expect_build("a file that nobody uses had changed" "no work to do")
file(APPEND ${work}/project/blocks.stride "# changed\n")
expect_build("a used file had changed" "Compiling the network small")
expect_build("nothing had changed since" "no work to do")

execute_process(COMMAND ${CMAKE_COMMAND} --build ${work}/build --target uneven_app
                RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT code)
  message(FATAL_ERROR "a stride that does not divide did not fail the build:\n${output}")
endif()
if(NOT output MATCHES "uneven.stride:4:25: error: " OR NOT output MATCHES "error\\[E0301\\]: ")
  message(FATAL_ERROR "the build failed without the diagnostic on line 4:\n${output}")
endif()

# The same project for another kind of processor: nothing but the toolchain file says so.
find_program(cross_compiler aarch64-linux-gnu-g++)
find_program(emulator qemu-aarch64)
if(NOT cross_compiler OR NOT emulator)
  message("skipped: aarch64-linux-gnu-g++ or qemu-aarch64 is not installed")
  return()
endif()
must_succeed("cross configure" ${CMAKE_COMMAND} -S ${work}/project -B ${work}/cross -G Ninja
             -DCMAKE_PREFIX_PATH=${prefix} --toolchain ${work}/project/aarch64.cmake)
must_succeed("cross build" ${CMAKE_COMMAND} --build ${work}/cross --target app app_c)
must_succeed("cross app" ${emulator} -L /usr/aarch64-linux-gnu ${work}/cross/app)
must_succeed("cross app_c" ${emulator} -L /usr/aarch64-linux-gnu ${work}/cross/app_c)
