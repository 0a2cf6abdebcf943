// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cache entries of networks: library.so, weights.bin where they are not in it, groups.json.
#include "driver/CompiledNetwork.h"
#include "driver/BackendLoader.h"
#include "driver/Cache.h"
#include "driver/Files.h"
#include "driver/Fingerprint.h"
#include "driver/GroupReports.h"
#include "driver/MeasureCosts.h"
#include "driver/Report.h"
#include "support/Target.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace fs = std::filesystem;

namespace evenstride::driver {

using diagnostics::Code;

constexpr const char *libraryName = "library.so", *weightsName = "weights.bin", *groupsName = "groups.json";

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(place, ignored);
}

/// Everything that the code of a network depends on.
static std::string keyOf(const Model &model, const CompileRequest &request) {
  Fingerprint key;
  key.add(compilerIdentity()).add(request.graph->name);
  for (const support::Target *target : request.targets)
    key.add(target->name);
  for (const auto &file : model.program.files)
    key.add(file->source->text());
  for (const check::GraphSize &size : request.graph->sizes)
    key.add(size.name).add(uint64_t(size.value));
  key.add(uint64_t(request.exact)).add(uint64_t(request.instrument)).add(uint64_t(request.weightLimit));
  key.add(uint64_t(request.strips));
  key.add(toJson(request.costs));
  for (const auto &[kernel, way] : request.ways)
    key.add(kernel).add(way);
  request.weights->addTo(key);
  return key.hex();
}

static std::optional<CompiledNetwork> openEntry(const std::string &folder) {
  diagnostics::Sink quiet; // what cannot be read is compiled again
  auto text = readText(folder + "/" + groupsName, quiet);
  auto groups = text ? readGroupReports(*text) : std::nullopt;
  if (!groups)
    return std::nullopt;
  CompiledNetwork network;
  network.library = folder + "/" + libraryName;
  network.groups = std::move(*groups);
  std::string weights = folder + "/" + weightsName;
  if (fs::exists(weights))
    network.weightsFile = std::move(weights);
  return network;
}

/// Fills a folder; false after an error.
static bool compileInto(const std::string &folder, const CompileRequest &request, diagnostics::Sink &sink) {
  auto compiled = compile(request, sink);
  if (!compiled)
    return false;
  auto &library = std::get<emit::LibraryFiles>(*compiled);
  std::string archive = folder + "/library.a";
  OutputFiles files;
  bool written =
      files.add(archive, asText(library.archive), sink) &&
      files.add(folder + "/" + groupsName, writeGroupReports(library.plans.front().groups), sink) &&
      (library.weightsFile.empty() || files.add(folder + "/" + weightsName, asText(library.weightsFile), sink)) &&
      files.commit(sink) && linkShared({*request.targets.front(), archive, folder + "/" + libraryName}, sink);
  std::error_code ignored;
  fs::remove(archive, ignored);
  return written;
}

static std::optional<std::string> makeTemporaryFolder(diagnostics::Sink &sink) {
  std::error_code error;
  std::string pattern = (fs::temp_directory_path(error) / "evenstride-XXXXXX").string();
  if (!error && mkdtemp(pattern.data()))
    return pattern;
  sink.report(fault(Code::E0005, "neither the cache nor the folder for temporary files can be written"));
  return std::nullopt;
}

/// A folder that compileInto filled and that goes away unless it is published.
static std::shared_ptr<TemporaryFolder> compileAside(const Cache &cache, const CompileRequest &request,
                                                     diagnostics::Sink &sink) {
  auto inCache = cache.begin();
  auto path = inCache ? inCache : makeTemporaryFolder(sink);
  if (!path)
    return nullptr;
  auto folder = std::make_shared<TemporaryFolder>(*path); // also where compiling fails
  return compileInto(*path, request, sink) ? folder : nullptr;
}

static std::optional<CompiledNetwork> open(const std::string &folder, diagnostics::Sink &sink) {
  auto network = openEntry(folder);
  if (!network)
    sink.report(fault(Code::E0001, fmt::format("`{}` cannot be read back", folder)));
  return network;
}

/// False after an error.
static bool hostRunsAll(const CompileRequest &request, diagnostics::Sink &sink) {
  const auto foreign =
      std::ranges::find_if_not(request.targets, [](auto *target) { return support::hostRuns(*target); });
  if (foreign == request.targets.end())
    return true;
  sink.report(fault(Code::E0007, fmt::format("this machine cannot run code for `{}`", (*foreign)->name)));
  return false;
}

std::optional<CompiledNetwork> compileOnce(const CompileRequest &request, diagnostics::Sink &sink) {
  if (!hostRunsAll(request, sink))
    return std::nullopt;
  auto folder = compileAside(Cache(Cache::defaultRoot()), request, sink);
  auto network = folder ? open(folder->path(), sink) : std::nullopt;
  if (network)
    network->folder = std::move(folder);
  return network;
}

std::optional<CompiledNetwork> obtainNetwork(const Model &model, const CompileRequest &request,
                                             diagnostics::Sink &sink) {
  if (!hostRunsAll(request, sink))
    return std::nullopt;
  Cache cache(Cache::defaultRoot());
  std::string key = keyOf(model, request);
  if (auto folder = cache.find(key))
    if (auto network = openEntry(*folder))
      return network;
  auto folder = compileAside(cache, request, sink);
  if (!folder)
    return std::nullopt;
  auto published = cache.publish(folder->path(), key);
  auto network = open(published.value_or(folder->path()), sink);
  if (network && !published)
    network->folder = std::move(folder);
  return network;
}

} // namespace evenstride::driver
