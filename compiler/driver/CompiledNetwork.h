// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A network compiled to a shared object in the cache, where `run`, `bench` and `verify` find it again.
#pragma once

#include "driver/Compile.h"
#include "driver/Model.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace evenstride::driver {

/// A folder that is removed with the object, where there is no cache to keep it.
class TemporaryFolder {
public:
  explicit TemporaryFolder(std::string path) : place(std::move(path)) {}
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;
  ~TemporaryFolder();

  const std::string &path() const { return place; }

private:
  std::string place;
};

struct CompiledNetwork {
  std::string library;     // a shared object
  std::string weightsFile; // empty: the weights are in the library
  std::vector<emit::GroupReport> groups;
  std::shared_ptr<TemporaryFolder> folder; // null: the files are in the cache
};

/// Takes the network from the cache, or compiles it (and puts it there). Reports what compile() and linkShared() do.
std::optional<CompiledNetwork> obtainNetwork(const Model &model, const CompileRequest &request,
                                             diagnostics::Sink &sink);

/// Compiles the network for the life of the result alone.
std::optional<CompiledNetwork> compileOnce(const CompileRequest &request, diagnostics::Sink &sink);

} // namespace evenstride::driver
