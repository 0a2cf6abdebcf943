# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# cmake -DBINARY_DIR=… -DSOURCE_DIR=… -DCXX=… -DEMULATOR=… -P RunEmulatedTest.cmake: the classifier of digits compiled for
# another kind of processor, held to PyTorch's scores and to its accuracy there.
set(examples ${SOURCE_DIR}/dsl-examples)
set(work ${BINARY_DIR}/tests/examples-emulated)
file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})

function(must_succeed what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output
                  WORKING_DIRECTORY ${work})
  message("${output}")
  if(code)
    message(FATAL_ERROR "${what} failed (${code})")
  endif()
endfunction()

must_succeed("build" ${BINARY_DIR}/bin/evenstride build ${examples}/digits.stride -o ${work} --target aarch64-neon)
must_succeed("link" ${CXX} -O1 -std=c++20 -static -I${work} -I${BINARY_DIR}/include -I${examples} ${examples}/digits_test.cpp
             ${examples}/support/Golden.cpp ${examples}/support/Npy.cpp ${work}/libdigits.a -lm -lpthread -o digits_test)
must_succeed("digits_test" ${EMULATOR} ./digits_test ${examples})
