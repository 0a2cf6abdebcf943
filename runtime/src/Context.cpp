// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Contexts: one network's arena and scratch, checked once when created; running checks its arguments and calls the
// network's straight-line code.
#include "Internal.h"

#include <stdlib.h>
#include <string.h>

using namespace evenstride::runtime;

namespace {

/// The level of the target asked for, or the first that this CPU runs.
evenstride_status chooseLevel(const evenstride_network &network, const char *target, const evenstride_level **chosen) {
  const uint32_t features = evenstride_internal_cpu_features();
  bool isKnown = target == nullptr;
  for (int32_t i = 0; i < network.level_count; ++i) {
    const evenstride_level &level = network.levels[i];
    if (target && strcmp(level.target, target) != 0)
      continue;
    isKnown = true;
    if ((level.cpu_features & ~features) != 0)
      continue;
    *chosen = &level;
    return EVENSTRIDE_OK;
  }
  return isKnown ? EVENSTRIDE_ERROR_CPU : EVENSTRIDE_ERROR_TARGET;
}

/// Finds the packed weights: in the library, or in a weights file given by the caller.
evenstride_status findWeights(const evenstride_network &network, const evenstride_options &options,
                              const uint8_t **weights) {
  *weights = static_cast<const uint8_t *>(network.weights);
  if (network.weights || !network.weights_bytes)
    return EVENSTRIDE_OK;
  if (!options.weights)
    return EVENSTRIDE_ERROR_WEIGHTS;
  if (!isAligned(options.weights, alignment))
    return EVENSTRIDE_ERROR_ALIGNMENT;
  evenstride_weights_header header;
  if (options.weights_size < sizeof header || options.weights_size - sizeof header < network.weights_bytes)
    return EVENSTRIDE_ERROR_WEIGHTS;
  memcpy(&header, options.weights, sizeof header);
  if (memcmp(header.magic, EVENSTRIDE_WEIGHTS_MAGIC, sizeof header.magic) != 0 || header.version != EVENSTRIDE_ABI ||
      header.id != network.weights_id || header.bytes != network.weights_bytes)
    return EVENSTRIDE_ERROR_WEIGHTS;
  *weights = static_cast<const uint8_t *>(options.weights) + sizeof header;
  return EVENSTRIDE_OK;
}

evenstride_status checkArena(const evenstride_level &level, const evenstride_options &options) {
  if (!options.arena)
    return EVENSTRIDE_OK;
  if (!isAligned(options.arena, alignment))
    return EVENSTRIDE_ERROR_ALIGNMENT;
  return options.arena_size < level.arena_bytes ? EVENSTRIDE_ERROR_ARENA_SIZE : EVENSTRIDE_OK;
}

/// The parts of the one block of memory behind a context, as offsets.
struct Parts {
  size_t inputs, outputs, busy, slots, shared, total;
  size_t slotBytes, sharedBytes;
  int32_t slotCount;

  Parts(const evenstride_network &network, const evenstride_level &level, const evenstride_options &options) {
    slotCount = level.scratch_slots * evenstride_internal_pool_threads(options.pool);
    slotBytes = roundUp(level.scratch_bytes, alignment);
    if (slotBytes % 4096 == 0)
      slotBytes += alignment; // slots at the same offset of their pages would compete for the same cache sets
    // Never smaller than a slot: what is shared may have taken one, and then a thread takes its place.
    const size_t wanted = level.shared_bytes;
    sharedBytes = wanted == 0 || wanted > slotBytes ? wanted : slotBytes;
    inputs = sizeof(evenstride_context);
    outputs = inputs + static_cast<size_t>(network.inputs) * sizeof(void *);
    busy = outputs + static_cast<size_t>(network.outputs) * sizeof(float *);
    slots = roundUp(busy + static_cast<size_t>(slotCount) + 1, alignment);
    shared = slots + static_cast<size_t>(slotCount) * slotBytes;
    total = shared + sharedBytes;
  }
};

evenstride_context *allocateContext(const evenstride_network &network, const evenstride_level &level,
                                    const evenstride_options &options) {
  const Parts parts(network, level, options);
  auto *block = static_cast<uint8_t *>(evenstride_internal_allocate(parts.total));
  if (!block)
    return nullptr;
  memset(block, 0, parts.slots);
  auto *context = reinterpret_cast<evenstride_context *>(block);
  context->network = &network;
  context->level = &level;
  context->pool = options.pool;
  context->inputs = reinterpret_cast<const void **>(block + parts.inputs);
  context->outputs = reinterpret_cast<float **>(block + parts.outputs);
  context->slotBusy = reinterpret_cast<std::atomic<uint8_t> *>(block + parts.busy);
  context->slotMemory = block + parts.slots;
  context->slotBytes = parts.slotBytes;
  context->slots = parts.slotCount;
  context->sharedMemory = block + parts.shared;
  context->sharedBytes = parts.sharedBytes;
  context->arena = static_cast<uint8_t *>(options.arena);
  if (context->arena)
    return context;
  context->allocation = evenstride_internal_allocate(level.arena_bytes);
  context->arena = static_cast<uint8_t *>(context->allocation);
  if (context->arena)
    return context;
  free(context);
  return nullptr;
}

/// A tensor of a batch: where it begins, elements of one image, elements from an image to the next, bytes of an
/// element.
struct Batch {
  uintptr_t address;
  size_t elements, stride, bytes;

  uintptr_t begin(size_t image) const { return address + image * stride * bytes; }
  uintptr_t end(size_t image) const { return begin(image) + elements * bytes; }
};

/// What the arguments of evenstride_run say, checked.
struct Arguments {
  const evenstride_network &network;
  size_t count;
  const void *const *inputs;
  const size_t *inputStrides;
  float *const *outputs;
  const size_t *outputStrides;

  Batch input(int32_t index) const {
    const size_t elements = network.input_elements[index];
    return {reinterpret_cast<uintptr_t>(inputs[index]), elements, inputStrides ? inputStrides[index] : elements,
            network.input_bytes[index]};
  }
  Batch output(int32_t index) const {
    const size_t floats = network.output_floats[index];
    return {reinterpret_cast<uintptr_t>(outputs[index]), floats, outputStrides ? outputStrides[index] : floats,
            sizeof(float)};
  }

  evenstride_status checkTensor(const Batch &batch) const {
    if (!batch.address)
      return EVENSTRIDE_ERROR_NULL;
    if (batch.address % batch.bytes != 0)
      return EVENSTRIDE_ERROR_ALIGNMENT;
    size_t last, bytes;
    uintptr_t end;
    if (__builtin_mul_overflow(count - 1, batch.stride, &last) || __builtin_add_overflow(last, batch.elements, &last) ||
        __builtin_mul_overflow(last, batch.bytes, &bytes) || __builtin_add_overflow(batch.address, bytes, &end))
      return EVENSTRIDE_ERROR_COUNT;
    return EVENSTRIDE_OK;
  }

  evenstride_status checkApart(const Batch &output, const Batch &other) const {
    for (size_t image = 0; image < count; ++image)
      if (output.begin(image) < other.end(image) && other.begin(image) < output.end(image))
        return EVENSTRIDE_ERROR_OVERLAP;
    return EVENSTRIDE_OK;
  }

  evenstride_status checkOutput(int32_t index) const {
    const Batch batch = output(index);
    evenstride_status status = checkTensor(batch);
    if (status == EVENSTRIDE_OK && count > 1 && batch.stride < batch.elements)
      status = EVENSTRIDE_ERROR_COUNT;
    for (int32_t other = 0; other < network.inputs && status == EVENSTRIDE_OK; ++other)
      status = checkApart(batch, input(other));
    for (int32_t other = 0; other < index && status == EVENSTRIDE_OK; ++other)
      status = checkApart(batch, output(other));
    return status;
  }

  evenstride_status check() const {
    if (!inputs || !outputs)
      return EVENSTRIDE_ERROR_NULL;
    evenstride_status status = EVENSTRIDE_OK;
    for (int32_t index = 0; index < network.inputs && status == EVENSTRIDE_OK; ++index)
      status = checkTensor(input(index));
    for (int32_t index = 0; index < network.outputs && status == EVENSTRIDE_OK; ++index)
      status = checkOutput(index);
    return status;
  }
};

} // namespace

evenstride_status evenstride_create(const evenstride_network *network, const evenstride_options *options,
                                    evenstride_context **context) {
  if (!network || !context)
    return EVENSTRIDE_ERROR_NULL;
  *context = nullptr;
  if (network->abi != EVENSTRIDE_ABI)
    return EVENSTRIDE_ERROR_INTERNAL;
  const evenstride_options none = {};
  const evenstride_options &given = options ? *options : none;
  const evenstride_level *level = nullptr;
  const uint8_t *weights = nullptr;
  evenstride_status status = chooseLevel(*network, given.target, &level);
  if (status == EVENSTRIDE_OK)
    status = checkArena(*level, given);
  if (status == EVENSTRIDE_OK)
    status = findWeights(*network, given, &weights);
  if (status != EVENSTRIDE_OK)
    return status;
  *context = allocateContext(*network, *level, given);
  if (!*context)
    return EVENSTRIDE_ERROR_MEMORY;
  (*context)->weights = weights;
  return EVENSTRIDE_OK;
}

size_t evenstride_arena_bytes(const evenstride_network *network, const char *target) {
  const evenstride_level *level = nullptr;
  if (!network || network->abi != EVENSTRIDE_ABI || chooseLevel(*network, target, &level) != EVENSTRIDE_OK)
    return 0;
  return level->arena_bytes;
}

const char *evenstride_target(const evenstride_context *context) { return context ? context->level->target : ""; }

void evenstride_destroy(evenstride_context *context) {
  if (!context)
    return;
  free(context->allocation);
  free(context);
}

evenstride_status evenstride_run(evenstride_context *context, size_t count, const void *const *inputs,
                                 const size_t *input_strides, float *const *outputs, const size_t *output_strides) {
  if (!context)
    return EVENSTRIDE_ERROR_NULL;
  if (count == 0)
    return EVENSTRIDE_OK;
  const evenstride_network &network = *context->network;
  const Arguments arguments = {network, count, inputs, input_strides, outputs, output_strides};
  if (evenstride_status status = arguments.check(); status != EVENSTRIDE_OK)
    return status;
  for (size_t image = 0; image < count; ++image) {
    for (int32_t index = 0; index < network.inputs; ++index)
      context->inputs[index] = reinterpret_cast<const void *>(arguments.input(index).begin(image));
    for (int32_t index = 0; index < network.outputs; ++index)
      context->outputs[index] = outputs[index] + image * arguments.output(index).stride;
    if (context->level->run(context, context->arena, context->weights, context->inputs, context->outputs) != 0)
      return EVENSTRIDE_ERROR_INTERNAL;
  }
  return EVENSTRIDE_OK;
}

void evenstride_observe(evenstride_context *context, evenstride_observer observer, void *data) {
  if (!context)
    return;
  context->observer = observer;
  context->observerData = data;
}

void evenstride_group_done(evenstride_context *context, int32_t group, const uint8_t *arena, float *const *outputs) {
  if (context->observer)
    context->observer(context->observerData, group, arena, outputs);
}
