// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Printing of diagnostics, and exit codes.
#include "driver/Report.h"
#include "diagnostics/Render.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace evenstride::driver {

using diagnostics::Diagnostic;

Diagnostic fault(diagnostics::Code code, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  return diagnostic;
}

/// E00xx are about files, the command line and the machine; E04xx about a file of weights.
static bool blamesModel(const Diagnostic &diagnostic) {
  std::string_view code = diagnostics::name(diagnostic.code);
  return code.substr(1, 2) != "00" && code.substr(1, 2) != "04";
}

int exitCode(const diagnostics::Sink &sink) {
  if (!sink.hasErrors())
    return exitDone;
  bool model = std::any_of(sink.all().begin(), sink.all().end(), [](const Diagnostic &diagnostic) {
    return diagnostics::severity(diagnostic.code) == diagnostics::Severity::Error && blamesModel(diagnostic);
  });
  return model ? exitModel : exitMachine;
}

bool isTerminal() {
  const char *kind = std::getenv("TERM");
  return isatty(STDERR_FILENO) && kind && std::string_view(kind) != "dumb";
}

int finish(diagnostics::Sink &sink) {
  sink.sortByPosition();
  auto color = isTerminal() && !std::getenv("NO_COLOR") ? diagnostics::Color::Always : diagnostics::Color::Never;
  std::string text = diagnostics::renderText(sink.all(), color);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return exitCode(sink);
}

} // namespace evenstride::driver
