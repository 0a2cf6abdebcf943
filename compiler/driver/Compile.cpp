// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls the back half and shows what it does.
#include "driver/Compile.h"
#include "driver/BackendLoader.h"
#include "driver/Cache.h"
#include "driver/Process.h"
#include "driver/Report.h"
#include "support/Text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace evenstride::driver {

using diagnostics::Code;

const support::Target *chooseTarget(const std::string &name, diagnostics::Sink &sink) {
  const support::Target *target = name.empty() ? support::hostTarget() : support::findTarget(name);
  if (target)
    return target;
  std::vector<std::string_view> names;
  for (const support::Target &known : support::allTargets())
    names.push_back(known.name);
  if (name.empty()) {
    auto diagnostic = fault(Code::E0007, "no target suits this machine's processor");
    diagnostic.help.push_back(fmt::format("name one of `{}` with `--target`", fmt::join(names, "`, `")));
    sink.report(std::move(diagnostic));
    return nullptr;
  }
  auto diagnostic = fault(Code::E0006, fmt::format("there is no target `{}`", name));
  if (auto near = support::nearestName(name, names))
    diagnostic.help.push_back(fmt::format("did you mean `{}`?", *near));
  diagnostic.notes.push_back(fmt::format("the targets are `{}`", fmt::join(names, "`, `")));
  sink.report(std::move(diagnostic));
  return nullptr;
}

namespace {

/// Shows progress on standard error: every step with -v, one changing line on a terminal, else nothing.
class ProgressLine {
public:
  explicit ProgressLine(bool verbose) : verbose(verbose), live(!verbose && isTerminal()) {}
  ~ProgressLine() {
    if (live && shown)
      std::fputs("\r\x1b[K", stderr);
  }

  void show(const emit::Progress &progress) {
    std::string count = progress.total > 0 ? fmt::format(" [{}/{}]", progress.done, progress.total) : "";
    if (verbose)
      fmt::print(stderr, "{:9.1f} ms  {}{}\n", progress.seconds * 1e3, progress.what, count);
    if (!live)
      return;
    fmt::print(stderr, "\r\x1b[K{}{}", count.empty() ? "" : count.substr(1) + " ", progress.what.substr(0, 60));
    std::fflush(stderr);
    shown = true;
  }

private:
  bool verbose, live, shown = false;
};

} // namespace

static std::string kernelCache() {
  std::string root = Cache::defaultRoot();
  return root.empty() ? "" : Cache(root).kernels();
}

std::optional<Compiled> compile(const CompileRequest &request, diagnostics::Sink &sink) {
  emit::WeightMap weights;
  if (request.weights) {
    if (!request.weights->load(*request.graph, sink))
      return std::nullopt;
    weights = request.weights->views();
  }
  const emit::Backend *backend = loadBackend(sink);
  if (!backend)
    return std::nullopt;
  ProgressLine line(request.verbose);
  emit::BackendRequest call;
  call.graph = request.graph;
  call.weights = request.weights ? &weights : nullptr;
  call.target = request.target;
  call.cacheDirectory = kernelCache();
  call.stage = request.stage;
  call.jobs = int(std::max(1u, std::thread::hardware_concurrency()));
  call.instrument = request.instrument;
  call.exact = request.exact;
  call.progress = [&](const emit::Progress &progress) { line.show(progress); };
  emit::BackendResult result = backend->compile(call);
  if (auto *error = std::get_if<emit::BackendError>(&result)) {
    sink.report(fault(Code::E0009, fmt::format("`{}` cannot be compiled: {}", request.graph->name, error->message)));
    return std::nullopt;
  }
  if (auto *text = std::get_if<std::string>(&result))
    return Compiled(std::move(*text));
  return Compiled(std::move(std::get<emit::LibraryFiles>(result)));
}

bool linkShared(const std::string &archive, const std::string &output, diagnostics::Sink &sink) {
  const char *chosen = std::getenv("CC");
  std::vector<std::string> programs = {"cc", "gcc", "clang"};
  if (chosen && *chosen)
    programs = {chosen};
  for (const std::string &program : programs) {
    auto result = runProcess({program, "-shared", "-o", output, "-Wl,--whole-archive", archive,
                              "-Wl,--no-whole-archive", "-lm", "-lpthread"});
    if (!result)
      continue;
    if (result->exitCode == 0)
      return true;
    auto diagnostic = fault(Code::E0010, fmt::format("`{}` failed to link a shared library", program));
    diagnostic.notes.push_back(result->output);
    sink.report(std::move(diagnostic));
    return false;
  }
  auto diagnostic =
      fault(Code::E0010, fmt::format("there is no linker: `{}` cannot be started", fmt::join(programs, "`, `")));
  diagnostic.help.push_back("install a C compiler, or name one in the variable `CC`");
  sink.report(std::move(diagnostic));
  return false;
}

} // namespace evenstride::driver
