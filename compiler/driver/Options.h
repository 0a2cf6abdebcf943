// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The command line as data. What each command does is in Commands.h.
#pragma once

#include "ast/Program.h"
#include "diagnostics/Diagnostic.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace evenstride::driver {

enum class Format { Text, Json, Sarif };

/// How diagnostics of `build` look: for people, or with a line `file:line:column: error: text` ahead of each, which
/// editors and build servers find.
enum class DiagnosticStyle { Text, Ide };

/// What every command that compiles a network takes.
struct NetworkOptions {
  std::string model;                     // FILE or FILE:NETWORK
  ast::SizeValues sizes;                 // --set
  std::string weights;                   // a file of weights; empty: the one with the model's stem beside it
  std::optional<uint64_t> randomWeights; // the seed
  std::vector<std::string> targets;      // empty: this machine's; all commands but `build` take one at most
  bool exact = false;
  bool noStrips = false;
  std::optional<int64_t> maxWeights; // bytes
  bool verbose = false;
};

struct CheckOptions {
  std::vector<std::string> models;
  ast::SizeValues sizes;
  Format format = Format::Text;
};

struct FixOptions {
  std::string model;
  ast::SizeValues sizes;
  std::optional<diagnostics::FixTag> tag; // nothing: show the fixes of all tags
  bool json = false;
};

struct FmtOptions {
  std::vector<std::string> files;
  bool standardInput = false; // formats that instead, to standard output
  bool check = false;         // changes nothing
};

struct SizesOptions {
  std::string model;
  ast::SizeValues sizes;
  std::optional<std::pair<int64_t, int64_t>> near; // rows and columns
  bool json = false;
};

struct BuildOptions {
  NetworkOptions network;
  std::string directory = ".";
  bool shared = false;
  bool tune = false;
  std::string depfile; // for build tools: what the library depends on; empty: none
  std::string stage;   // of --emit; empty: the library
  DiagnosticStyle style = DiagnosticStyle::Text;
};

struct RunOptions {
  NetworkOptions network;
  std::vector<std::string> inputs, outputs; // [name=]FILE
  int threads = 1;
};

struct BenchOptions {
  NetworkOptions network;
  std::vector<std::string> inputs, outputs;
  int threads = 1;
  double seconds = 2;
  bool perLayer = false;
  bool tune = false;
  bool json = false;
};

struct VerifyOptions {
  NetworkOptions network;
  int samples = 1;
  int threads = 1;
};

struct ExplainOptions {
  NetworkOptions network; // its model may be a code instead
  std::string dot, html;  // files to be written; empty: none
  bool plan = false;
  bool json = false;
};

struct ImportOptions {
  std::string file;
  std::string weights;                  // a second file; empty: the one beside `file`
  std::string output, weightsOutput;    // files to be written; empty: named after `file`
  std::map<std::string, int64_t> sizes; // of --set
};

struct ExportOptions {
  NetworkOptions network;
  std::string output;
  std::string weightsOut; // a safetensors file beside the output; empty: weights stand inside
  std::string batch;      // a number of images, or a name for any; empty: any
  bool tosa = false;      // an MLIR module, whatever the output is called
};

struct LspOptions {
  bool stdio = false; // what some editors add; it is always so
};

struct TargetsOptions {
  bool measure = false; // what the model of costs is told of this machine
  bool json = false;
};

struct CacheOptions {
  enum class Action { List, Size, Clear, Path } action = Action::List;
};

using Command =
    std::variant<CheckOptions, FixOptions, SizesOptions, FmtOptions, BuildOptions, RunOptions, BenchOptions,
                 VerifyOptions, ExplainOptions, ImportOptions, ExportOptions, LspOptions, TargetsOptions, CacheOptions>;

/// The command, or the exit code after a help text or a complaint has been printed.
std::variant<Command, int> parseCommandLine(int argc, const char *const *argv);

} // namespace evenstride::driver
