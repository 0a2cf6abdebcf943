// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights files: mapped read-only, so that processes share one copy and only what is used is read.
#include "Internal.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static evenstride_status mapDescriptor(int descriptor, evenstride_weights *weights) {
  struct stat status;
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
    return EVENSTRIDE_ERROR_FILE;
  if (status.st_size < static_cast<off_t>(sizeof(evenstride_weights_header)))
    return EVENSTRIDE_ERROR_WEIGHTS;
  const size_t size = static_cast<size_t>(status.st_size);
  void *data = mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  if (data == MAP_FAILED)
    return EVENSTRIDE_ERROR_FILE;
  weights->data = data;
  weights->size = size;
  return EVENSTRIDE_OK;
}

evenstride_status evenstride_map_weights(const char *path, evenstride_weights *weights) {
  if (!path || !weights)
    return EVENSTRIDE_ERROR_NULL;
  *weights = {nullptr, 0};
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return EVENSTRIDE_ERROR_FILE;
  const evenstride_status status = mapDescriptor(descriptor, weights);
  close(descriptor); // the mapping stays
  return status;
}

void evenstride_unmap_weights(evenstride_weights *weights) {
  if (!weights || !weights->data)
    return;
  munmap(const_cast<void *>(weights->data), weights->size);
  *weights = {nullptr, 0};
}
