// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The names of the error codes.
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
  }
  return "unknown status";
}
