// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `build`: library, headers and weights into a folder, or the text of a stage to standard output.
#include "ast/Dump.h"
#include "driver/Commands.h"
#include "driver/Files.h"
#include "driver/PlanBudgets.h"
#include "driver/Report.h"
#include "driver/Session.h"
#include "driver/Tune.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace evenstride::driver {

using diagnostics::Code;

static emit::Stage stageOf(const std::string &name) {
  static const std::map<std::string, emit::Stage, std::less<>> stages{{"stride", emit::Stage::StrideIR},
                                                                      {"plan", emit::Stage::PlanIR},
                                                                      {"llvm", emit::Stage::LlvmIR},
                                                                      {"asm", emit::Stage::Assembly}};
  auto found = stages.find(name);
  return found == stages.end() ? emit::Stage::Library : found->second;
}

static void printSummary(const emit::LibraryFiles &library, const std::vector<std::string> &paths) {
  for (const std::string &path : paths)
    fmt::print("{}\n", path);
  const bool isOne = library.plans.size() == 1;
  for (const emit::PlanReport &plan : library.plans)
    fmt::print("{}{}, arena {}, packed weights {}\n", isOne ? "" : fmt::format("{}: ", plan.target->name),
               support::plural(int64_t(plan.groups.size()), "group"), support::bytesText(uint64_t(plan.arenaBytes)),
               support::bytesText(uint64_t(plan.weightBytes)));
  fmt::print("{} compiled and {} from the cache", support::plural(library.kernelsCompiled, "kernel"),
             library.kernelsFromCache);
  fmt::print("{}\n", isOne ? ""
                           : fmt::format(", packed weights of all targets {}",
                                         support::bytesText(uint64_t(library.weightBytes))));
}

/// A path in a rule of make.
static std::string escaped(const std::string &path) {
  std::string result;
  for (char c : std::filesystem::absolute(path).string()) {
    if (c == ' ' || c == '#' || c == '\\')
      result += '\\';
    result += c == '$' ? "$$" : std::string(1, c);
  }
  return result;
}

/// That the library depends on the texts and the weights that were read.
static std::string dependencyRule(const std::string &archive, const Session &session) {
  std::string rule = escaped(archive) + ":";
  for (const auto &file : session.model.program.files)
    rule += " \\\n  " + escaped(file->source->path());
  if (session.model.imported && !session.model.imported->weightsPath.empty())
    rule += " \\\n  " + escaped(session.model.imported->weightsPath);
  if (session.weights && !session.weights->source().empty())
    rule += " \\\n  " + escaped(session.weights->source());
  if (session.model.imported)
    for (const std::string &file : session.model.imported->filesBeside)
      rule += " \\\n  " + escaped(file);
  return rule + "\n";
}

/// All files, or none after an error.
static bool writeLibrary(const BuildOptions &options, const Session &session, const emit::LibraryFiles &library,
                         diagnostics::Sink &sink) {
  const std::string &net = session.graph->name;
  std::string stem = options.directory + "/" + net, archive = options.directory + "/lib" + net + ".a";
  std::vector<std::pair<std::string, std::string_view>> contents = {
      {archive, asText(library.archive)}, {stem + ".h", library.header}, {stem + ".hpp", library.cppHeader}};
  if (!library.weightsFile.empty())
    contents.emplace_back(stem + ".weights", asText(library.weightsFile));
  if (!makeDirectories(options.directory, sink))
    return false;
  OutputFiles files;
  if (!options.depfile.empty() && !files.add(options.depfile, dependencyRule(archive, session), sink))
    return false;
  std::vector<std::string> paths;
  for (const auto &[path, content] : contents) {
    if (!files.add(path, content, sink))
      return false;
    paths.push_back(path);
  }
  if (options.shared) {
    paths.push_back(options.directory + "/lib" + net + ".so");
    const support::Target &target = *library.plans.front().target;
    if (!linkShared({target, files.nameOf(archive), files.reserve(paths.back())}, sink))
      return false;
  }
  if (!files.commit(sink))
    return false;
  printSummary(library, paths);
  return true;
}

/// False after an error: a stage is the text of one target, but for those that know none.
static bool stageHasOneTarget(const BuildOptions &options, diagnostics::Sink &sink) {
  const size_t count = options.network.targets.size();
  if (count < 2 || options.stage == "ast" || options.stage == "stride")
    return true;
  sink.report(fault(Code::E0016, fmt::format("`--emit {}` prints the text of one target, and `--target` names {}",
                                             options.stage, count)));
  return false;
}

static void emitStage(const BuildOptions &options, Session &session, diagnostics::Sink &sink) {
  if (options.stage == "ast") {
    fmt::print("{}", ast::dump(session.model.program.root().module));
    return;
  }
  if (!stageHasOneTarget(options, sink))
    return;
  CompileRequest request = session.request(options.network);
  request.stage = stageOf(options.stage);
  if (auto compiled = compile(request, sink))
    fmt::print("{}", std::get<std::string>(*compiled));
}

static void build(const BuildOptions &options, Session &session, diagnostics::Sink &sink) {
  if (!openSession(options.network, session, sink) || session.targets.empty())
    return;
  if (!options.stage.empty())
    return emitStage(options, session, sink);
  if (!findWeights(options.network, WithoutWeights::Refuse, session, sink))
    return;
  CompileRequest request = session.request(options.network);
  if (options.tune && !tune(session, request, /*threads=*/1, sink))
    return;
  auto compiled = compile(request, sink);
  if (!compiled)
    return;
  const auto &library = std::get<emit::LibraryFiles>(*compiled);
  checkPlanBudgets(*session.graph, library, sink);
  if (!sink.hasErrors())
    writeLibrary(options, session, library, sink);
}

/// One `file:line:column: error: text` per diagnostic that has a place.
static void printIdeLines(const diagnostics::Sink &sink) {
  for (const diagnostics::Diagnostic &diagnostic : sink.all()) {
    support::Span span = diagnostic.primary.span;
    if (!span.valid())
      continue;
    support::LineColumn place = span.file->lineColumn(span.begin);
    bool isError = diagnostics::severity(diagnostic.code) == diagnostics::Severity::Error;
    fmt::print(stderr, "{}:{}:{}: {}: {} [{}]\n", span.file->path(), place.line, place.column,
               isError ? "error" : "warning", diagnostic.message, diagnostics::name(diagnostic.code));
  }
}

int runCommand(const BuildOptions &options) {
  diagnostics::Sink sink;
  Session session;
  build(options, session, sink);
  if (options.style == DiagnosticStyle::Ide)
    printIdeLines(sink);
  return finish(sink);
}

} // namespace evenstride::driver
