// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// dlopen of a network, and the functions of the runtime that is part of it.
#include "driver/LoadedNetwork.h"
#include "driver/Report.h"

#include <fmt/format.h>

#include <dlfcn.h>

namespace evenstride::driver {

using diagnostics::Code;

/// Everything that must be given back, in the opposite order.
struct LoadedNetwork::State {
  void *library = nullptr;
  const evenstride_network *network = nullptr;
  decltype(&evenstride_create) create = nullptr;
  decltype(&evenstride_destroy) destroy = nullptr;
  decltype(&evenstride_run) run = nullptr;
  decltype(&evenstride_observe) observe = nullptr;
  decltype(&evenstride_status_name) statusName = nullptr;
  decltype(&evenstride_pool_create) poolCreate = nullptr;
  decltype(&evenstride_pool_destroy) poolDestroy = nullptr;
  decltype(&evenstride_map_weights) mapWeights = nullptr;
  decltype(&evenstride_unmap_weights) unmapWeights = nullptr;

  evenstride_weights weights = {};
  evenstride_pool *pool = nullptr;
  evenstride_context *context = nullptr;

  ~State() {
    if (context)
      destroy(context);
    if (pool)
      poolDestroy(pool);
    if (weights.data)
      unmapWeights(&weights);
    if (library)
      dlclose(library);
  }

  template <typename Function> bool find(Function &function, const std::string &name) {
    function = reinterpret_cast<Function>(dlsym(library, name.c_str()));
    return function != nullptr;
  }

  bool findAll(const std::string &networkName) {
    return find(network, networkName + "_network") && find(create, "evenstride_create") &&
           find(destroy, "evenstride_destroy") && find(run, "evenstride_run") && find(observe, "evenstride_observe") &&
           find(statusName, "evenstride_status_name") && find(poolCreate, "evenstride_pool_create") &&
           find(poolDestroy, "evenstride_pool_destroy") && find(mapWeights, "evenstride_map_weights") &&
           find(unmapWeights, "evenstride_unmap_weights");
  }

  evenstride_status prepare(const std::string &weightsFile, int threads) {
    evenstride_options options = {};
    if (!weightsFile.empty()) {
      evenstride_status status = mapWeights(weightsFile.c_str(), &weights);
      if (status != EVENSTRIDE_OK)
        return status;
      options.weights = weights.data;
      options.weights_size = weights.size;
    }
    if (threads > 1) {
      evenstride_status status = poolCreate(threads, &pool);
      if (status != EVENSTRIDE_OK)
        return status;
      options.pool = pool;
    }
    return create(network, &options, &context);
  }
};

std::optional<LoadedNetwork> LoadedNetwork::load(const CompiledNetwork &compiled, const check::Graph &graph,
                                                 int threads, diagnostics::Sink &sink) {
  auto state = std::make_shared<State>();
  state->library = dlopen(compiled.library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!state->library || !state->findAll(graph.name)) {
    auto diagnostic = fault(Code::E0015, fmt::format("the compiled `{}` cannot be loaded", graph.name));
    if (const char *why = dlerror())
      diagnostic.notes.push_back(why);
    sink.report(std::move(diagnostic));
    return std::nullopt;
  }
  evenstride_status status = state->prepare(compiled.weightsFile, threads);
  if (status == EVENSTRIDE_ERROR_CPU)
    sink.report(fault(Code::E0007, fmt::format("this machine's processor lacks instructions that `{}` was compiled for",
                                               graph.name)));
  else if (status != EVENSTRIDE_OK)
    sink.report(fault(Code::E0015, fmt::format("`{}` cannot be prepared: {}", graph.name, state->statusName(status))));
  return status == EVENSTRIDE_OK ? std::optional(LoadedNetwork(std::move(state))) : std::nullopt;
}

bool LoadedNetwork::run(size_t count, std::span<const void *const> inputs, std::span<float *const> outputs,
                        diagnostics::Sink &sink) {
  evenstride_status status = state->run(state->context, count, inputs.data(), nullptr, outputs.data(), nullptr);
  if (status != EVENSTRIDE_OK)
    sink.report(fault(Code::E0015, fmt::format("`{}` failed: {}", state->network->name, state->statusName(status))));
  return status == EVENSTRIDE_OK;
}

evenstride_status LoadedNetwork::runOnce(std::span<const void *const> inputs, std::span<float *const> outputs) {
  return state->run(state->context, 1, inputs.data(), nullptr, outputs.data(), nullptr);
}

void LoadedNetwork::observe(evenstride_observer observer, void *data) {
  state->observe(state->context, observer, data);
}

} // namespace evenstride::driver
