// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Printing of diagnostics, and exit codes.
#include "driver/Report.h"

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

static bool isTerminal(int descriptor) {
  const char *kind = std::getenv("TERM");
  return isatty(descriptor) && kind && std::string_view(kind) != "dumb";
}

bool isTerminal() { return isTerminal(STDERR_FILENO); }

diagnostics::Color colorOf(std::FILE *stream) {
  bool colored = isTerminal(fileno(stream)) && !std::getenv("NO_COLOR");
  return colored ? diagnostics::Color::Always : diagnostics::Color::Never;
}

int finish(diagnostics::Sink &sink) {
  sink.sortByPosition();
  std::string text = diagnostics::renderText(sink.all(), colorOf(stderr));
  std::fwrite(text.data(), 1, text.size(), stderr);
  return exitCode(sink);
}

} // namespace evenstride::driver
