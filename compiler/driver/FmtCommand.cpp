// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `fmt`: rewrites files in the one layout, or says which differ from it.
#include "driver/Commands.h"
#include "driver/Files.h"
#include "driver/Report.h"
#include "format/Format.h"

#include <fmt/format.h>

#include <deque>
#include <iostream>
#include <iterator>

namespace evenstride::driver {

namespace {

class Formatting {
public:
  explicit Formatting(const FmtOptions &options) : options(options) {}

  int run() {
    if (options.standardInput)
      formatStandardInput();
    else if (options.files.empty())
      sink.report(fault(diagnostics::Code::E0016, "no file is given, and no --stdin"));
    for (const std::string &path : options.files)
      if (std::optional<std::string> text = readText(path, sink))
        formatFile(path, std::move(*text));
    const int code = finish(sink);
    return code == exitDone && options.check && differs ? exitModel : code;
  }

private:
  void formatFile(const std::string &path, std::string text) {
    const support::SourceFile &file = sources.emplace_back(path, std::move(text));
    const std::optional<std::string> formatted = format::format(file, sink);
    if (!formatted || *formatted == file.text())
      return;
    differs = true;
    if (options.check || rewriteText(path, *formatted, sink))
      fmt::print("{}\n", path);
  }

  void formatStandardInput() {
    std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    const support::SourceFile &file = sources.emplace_back("<stdin>", std::move(text));
    const std::optional<std::string> formatted = format::format(file, sink);
    if (!formatted)
      return;
    differs = *formatted != file.text();
    if (!options.check)
      fmt::print("{}", *formatted);
    else if (differs)
      fmt::print("{}\n", file.path());
  }

  const FmtOptions &options;
  std::deque<support::SourceFile> sources; // diagnostics point into them
  diagnostics::Sink sink;
  bool differs = false;
};

} // namespace

int runCommand(const FmtOptions &options) { return Formatting(options).run(); }

} // namespace evenstride::driver
