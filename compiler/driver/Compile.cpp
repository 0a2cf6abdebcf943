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

static std::vector<std::string_view> targetNames() {
  std::vector<std::string_view> names;
  for (const support::Target &known : support::allTargets())
    names.push_back(known.name);
  return names;
}

static const support::Target *hostTarget(diagnostics::Sink &sink) {
  if (const support::Target *host = support::hostTarget())
    return host;
  auto diagnostic = fault(Code::E0007, "no target suits this machine's processor");
  diagnostic.help.push_back(fmt::format("name one of `{}` with `--target`", fmt::join(targetNames(), "`, `")));
  sink.report(std::move(diagnostic));
  return nullptr;
}

static const support::Target *findTarget(const std::string &name, diagnostics::Sink &sink) {
  if (const support::Target *target = support::findTarget(name))
    return target;
  const std::vector<std::string_view> names = targetNames();
  auto diagnostic = fault(Code::E0006, fmt::format("there is no target `{}`", name));
  if (auto near = support::nearestName(name, names))
    diagnostic.help.push_back(fmt::format("did you mean `{}`?", *near));
  diagnostic.notes.push_back(fmt::format("the targets are `{}`", fmt::join(names, "`, `")));
  sink.report(std::move(diagnostic));
  return nullptr;
}

/// False after an error: one library holds code for one kind of processor.
static bool belongTogether(const Targets &targets, diagnostics::Sink &sink) {
  const auto other = std::ranges::find_if(
      targets, [&](const support::Target *target) { return target->triple != targets.front()->triple; });
  if (other == targets.end())
    return true;
  auto diagnostic = fault(Code::E0016, fmt::format("one library cannot hold code for both `{}` and `{}`",
                                                   targets.front()->name, (*other)->name));
  diagnostic.help.push_back("build a library for each kind of processor");
  sink.report(std::move(diagnostic));
  return false;
}

Targets chooseTargets(const std::vector<std::string> &names, diagnostics::Sink &sink) {
  Targets targets;
  bool areKnown = true;
  for (const std::string &name : names) {
    const support::Target *target = findTarget(name, sink);
    areKnown = areKnown && target;
    if (target && std::ranges::find(targets, target) == targets.end())
      targets.push_back(target);
  }
  if (names.empty())
    if (const support::Target *host = hostTarget(sink))
      targets.push_back(host);
  return areKnown && belongTogether(targets, sink) ? targets : Targets();
}

namespace {

/// Shows progress on standard error: every step with -v, one changing line on a terminal, else nothing.
class ProgressLine {
public:
  explicit ProgressLine(const CompileRequest &request)
      : title(request.progressTitle), verbose(request.verbose), live(!verbose && isTerminal()) {}
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
    fmt::print(stderr, "\r\x1b[K{}{}{}", title, count.empty() ? "" : count.substr(1) + " ",
               progress.what.substr(0, 60));
    std::fflush(stderr);
    shown = true;
  }

private:
  const std::string &title;
  bool verbose, live, shown = false;
};

} // namespace

static std::string kernelCache() {
  std::string root = Cache::defaultRoot();
  return root.empty() ? "" : Cache(root).kernels();
}

/// The smallest limit on packed weights, of the request and of the text.
static int64_t weightLimit(const CompileRequest &request) {
  int64_t limit = request.weightLimit;
  for (const check::Budget &budget : request.graph->budgets)
    if (budget.figure == check::Figure::Weights)
      limit = std::min(limit, budget.limit);
  return limit;
}

static bool checkWeightLimit(const CompileRequest &request, const emit::LibraryFiles &library,
                             diagnostics::Sink &sink) {
  for (const emit::PlanReport &plan : library.plans) {
    if (plan.weightBytes <= request.weightLimit)
      continue;
    auto diagnostic =
        fault(Code::E0019, fmt::format("the packed weights of `{}` take {}, and `--max-weights` allows {}",
                                       request.graph->name, support::bytesText(uint64_t(plan.weightBytes)),
                                       support::bytesText(uint64_t(request.weightLimit))));
    diagnostic.notes.push_back(
        fmt::format("for the target `{}`, with every kernel in the way that takes the least", plan.target->name));
    sink.report(std::move(diagnostic));
    return false;
  }
  return true;
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
  ProgressLine line(request);
  emit::BackendRequest call;
  call.graph = request.graph;
  call.weights = request.weights ? &weights : nullptr;
  call.targets = request.targets;
  call.cacheDirectory = kernelCache();
  call.stage = request.stage;
  call.jobs = int(std::max(1u, std::thread::hardware_concurrency()));
  call.instrument = request.instrument;
  call.exact = request.exact;
  call.strips = request.strips;
  call.ways = request.ways;
  call.costs = request.costs;
  call.weightLimit = weightLimit(request);
  call.progress = [&](const emit::Progress &progress) { line.show(progress); };
  emit::BackendResult result = backend->compile(call);
  if (auto *error = std::get_if<emit::BackendError>(&result)) {
    sink.report(fault(Code::E0009, fmt::format("`{}` cannot be compiled: {}", request.graph->name, error->message)));
    return std::nullopt;
  }
  if (auto *text = std::get_if<std::string>(&result))
    return Compiled(std::move(*text));
  auto &library = std::get<emit::LibraryFiles>(result);
  if (!checkWeightLimit(request, library, sink))
    return std::nullopt;
  return Compiled(std::move(library));
}

/// What CC names, or the compilers to try.
static std::vector<std::string> linkersFor(const support::Target &target) {
  const char *chosen = std::getenv("CC");
  if (chosen && *chosen)
    return {chosen};
  const support::Target *host = support::hostTarget();
  if (host && host->triple == target.triple)
    return {"cc", "gcc", "clang"};
  return {std::string(target.triple.substr(0, target.triple.find('-'))) + "-linux-gnu-gcc"};
}

bool linkShared(const SharedLibrary &library, diagnostics::Sink &sink) {
  const std::vector<std::string> programs = linkersFor(library.target);
  for (const std::string &program : programs) {
    auto result = runProcess({program, "-shared", "-o", library.output, "-Wl,--whole-archive", library.archive,
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
