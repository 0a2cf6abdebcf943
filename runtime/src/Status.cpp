// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The names of the error codes, and what they mean.
#include "Internal.h"

const char *evenstride_status_name(evenstride_status status) {
  switch (status) {
  case EVENSTRIDE_OK:
    return "EVENSTRIDE_OK";
  case EVENSTRIDE_ERROR_NULL:
    return "EVENSTRIDE_ERROR_NULL";
  case EVENSTRIDE_ERROR_ALIGNMENT:
    return "EVENSTRIDE_ERROR_ALIGNMENT";
  case EVENSTRIDE_ERROR_ARENA_SIZE:
    return "EVENSTRIDE_ERROR_ARENA_SIZE";
  case EVENSTRIDE_ERROR_MEMORY:
    return "EVENSTRIDE_ERROR_MEMORY";
  case EVENSTRIDE_ERROR_WEIGHTS:
    return "EVENSTRIDE_ERROR_WEIGHTS";
  case EVENSTRIDE_ERROR_FILE:
    return "EVENSTRIDE_ERROR_FILE";
  case EVENSTRIDE_ERROR_THREADS:
    return "EVENSTRIDE_ERROR_THREADS";
  case EVENSTRIDE_ERROR_CPU:
    return "EVENSTRIDE_ERROR_CPU";
  case EVENSTRIDE_ERROR_COUNT:
    return "EVENSTRIDE_ERROR_COUNT";
  case EVENSTRIDE_ERROR_INTERNAL:
    return "EVENSTRIDE_ERROR_INTERNAL";
  case EVENSTRIDE_ERROR_OVERLAP:
    return "EVENSTRIDE_ERROR_OVERLAP";
  case EVENSTRIDE_ERROR_TARGET:
    return "EVENSTRIDE_ERROR_TARGET";
  }
  return "unknown status";
}

const char *evenstride_status_text(evenstride_status status) {
  switch (status) {
  case EVENSTRIDE_OK:
    return "done";
  case EVENSTRIDE_ERROR_NULL:
    return "a required pointer is null";
  case EVENSTRIDE_ERROR_ALIGNMENT:
    return "the arena or the weights are not on 64 bytes, or a tensor is not on its elements";
  case EVENSTRIDE_ERROR_ARENA_SIZE:
    return "the arena is smaller than the network needs";
  case EVENSTRIDE_ERROR_MEMORY:
    return "the system gave no memory";
  case EVENSTRIDE_ERROR_WEIGHTS:
    return "no weights are given, or those of another network or version";
  case EVENSTRIDE_ERROR_FILE:
    return "the file cannot be opened or mapped";
  case EVENSTRIDE_ERROR_THREADS:
    return "a thread cannot be started";
  case EVENSTRIDE_ERROR_CPU:
    return "this CPU lacks instructions that the library was built for";
  case EVENSTRIDE_ERROR_COUNT:
    return "a count, a stride or a number of threads is out of range";
  case EVENSTRIDE_ERROR_INTERNAL:
    return "a kernel failed, or the library and the runtime do not belong together";
  case EVENSTRIDE_ERROR_OVERLAP:
    return "an output shares memory with an input or with another output";
  case EVENSTRIDE_ERROR_TARGET:
    return "the library was not built for the target asked for";
  }
  return "no status of this library has this number";
}
