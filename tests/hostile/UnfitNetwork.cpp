// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A network whose code this machine's processor cannot run, with as much of a runtime as says so.
#include <evenstride/runtime.h>

extern "C" {
extern const evenstride_network unfit_network;
const evenstride_network unfit_network = {};

evenstride_status evenstride_create(const evenstride_network *, const evenstride_options *, evenstride_context **) {
  return EVENSTRIDE_ERROR_CPU;
}
void evenstride_destroy(evenstride_context *) {}
evenstride_status evenstride_run(evenstride_context *, size_t, const void *const *, const size_t *, float *const *,
                                 const size_t *) {
  return EVENSTRIDE_ERROR_INTERNAL;
}
void evenstride_observe(evenstride_context *, evenstride_observer, void *) {}
const char *evenstride_status_name(evenstride_status) { return "EVENSTRIDE_ERROR_CPU"; }
evenstride_status evenstride_pool_create(int, evenstride_pool **) { return EVENSTRIDE_ERROR_THREADS; }
void evenstride_pool_destroy(evenstride_pool *) {}
evenstride_status evenstride_map_weights(const char *, evenstride_weights *) { return EVENSTRIDE_ERROR_FILE; }
void evenstride_unmap_weights(evenstride_weights *) {}
}
