// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The order of the check: declarations, every network, blocks that nobody called, the windows of all copies, and then
// the fixes that hold.
#include "check/Check.h"

#include "check/Advice.h"
#include "check/Budgets.h"
#include "check/Examine.h"
#include "check/FixTrials.h"
#include "check/Layouts.h"
#include "check/RangeReport.h"
#include "check/Unroller.h"
#include "check/UnusedUses.h"

#include <algorithm>

namespace evenstride::check {

static bool hasWholeFiles(const ast::Program &program) {
  return std::ranges::all_of(program.files, [](const auto &file) { return file->complete(); });
}

Examination examine(const ast::Program &program, Purpose purpose) {
  Reporter reporter;
  Declarations declarations = declare(program, reporter);
  WindowLedger ledger;
  std::set<const ast::Block *> called;
  Session session{declarations, ledger, reporter, called, program.sizes, purpose};

  Examination result; // its flows are there when the ledger speaks: its copies point into them
  for (const ast::Network *network : declarations.networks)
    result.flows.push_back(unrollNetwork(*network, session));
  for (const ast::Block *block : declarations.blocks)
    if (!called.contains(block) && !declarations.inner.contains(block)) // those are seen on the way
      checkUncalledBlock(*block, session);
  ledger.report(reporter);
  for (const std::unique_ptr<Flow> &flow : result.flows)
    reportRanges(*flow, session);
  if (!reporter.hasErrors()) { // behind errors it may be one's cause, and is said there
    for (const std::unique_ptr<Flow> &flow : result.flows)
      warnOfLayouts(*flow, reporter);
    if (hasWholeFiles(program))
      warnOfUnusedUses(program, declarations, reporter);
  }
  if (!reporter.hasErrors() && purpose == Purpose::Report) // a trial is about the sizes
    for (const std::unique_ptr<Flow> &flow : result.flows)
      checkBudgets(flow->sizes.hasNames() ? largestGraph(*flow, session) : flow->graph, reporter);
  if (purpose == Purpose::Report)
    reportUnknownSizes(program, declarations, reporter);
  if (!reporter.hasErrors())
    advise(program.root().module, result.flows, session);
  diagnostics::Sink sink;
  reporter.flush(sink);
  result.diagnostics = sink.all();
  if (purpose == Purpose::Report)
    for (const std::unique_ptr<Flow> &flow : result.flows)
      explainFirstSizes(*flow, result.diagnostics);
  return result;
}

/// Whether parts of the program were not understood or not found, and are missing from its trees.
static bool isIncomplete(const ast::Program &program, const diagnostics::Sink &sink) {
  return !hasWholeFiles(program) || std::ranges::any_of(sink.all(), [&](const diagnostics::Diagnostic &diagnostic) {
    return diagnostic.primary.span.file == program.root().module.file &&
           diagnostics::severity(diagnostic.code) == diagnostics::Severity::Error;
  });
}

Examination examineBehind(const ast::Program &program, const diagnostics::Sink &ofTexts) {
  Examination found = examine(program, Purpose::Report);
  if (isIncomplete(program, ofTexts))
    std::erase_if(found.diagnostics, [](const diagnostics::Diagnostic &each) { return isAdvice(each.code); });
  return found;
}

std::vector<Graph> check(const ast::Program &program, diagnostics::Sink &sink) {
  Examination found = examineBehind(program, sink);
  keepRightFixes(program, found.diagnostics);
  for (diagnostics::Diagnostic &diagnostic : found.diagnostics)
    sink.report(std::move(diagnostic));
  sink.sortByPosition();

  std::vector<Graph> graphs;
  for (std::unique_ptr<Flow> &flow : found.flows)
    graphs.push_back(std::move(flow->graph));
  return graphs;
}

std::vector<Graph> check(const ast::Module &module, diagnostics::Sink &sink) {
  for (const ast::Use *use : ast::usesOf(module)) {
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = diagnostics::Code::E0225;
    diagnostic.message = "`" + use->path + "` cannot be read: there are no files beside this text";
    diagnostic.primary = {use->pathSpan, ""};
    sink.report(std::move(diagnostic));
  }
  return check(ast::standAlone(module), sink);
}

} // namespace evenstride::check
