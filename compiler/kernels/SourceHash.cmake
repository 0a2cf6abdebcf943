# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# cmake -DFOLDER=… -DOUTPUT=… -P SourceHash.cmake: a header with a hash of the folder's sources and of the facts about machines
# in support/. Whoever changes a schedule must not be served the kernels of before from the cache.
file(GLOB sources ${FOLDER}/*.cpp ${FOLDER}/*.h ${FOLDER}/*.def ${FOLDER}/../support/Target.cpp
     ${FOLDER}/../support/MachineCosts.h)
list(SORT sources)
set(hashes "")
foreach(source ${sources})
  file(SHA256 ${source} hash)
  string(APPEND hashes ${hash})
endforeach()
string(SHA256 hash "${hashes}")
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define EVENSTRIDE_KERNEL_SOURCES \"${hash}\"\n")
