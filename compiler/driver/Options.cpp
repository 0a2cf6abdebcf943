// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The command line, through CLI11; complaints in the manner of all diagnostics.
#include "driver/Options.h"
#include "driver/Formats.h"
#include "driver/Report.h"
#include "driver/Version.h"
#include "support/Text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <map>

namespace evenstride::driver {

using diagnostics::Code;

namespace {

/// Every command's options, filled while the line is parsed; the command that was given picks its own.
struct AllOptions {
  CheckOptions check;
  FixOptions fix;
  SizesOptions sizes;
  FmtOptions fmt;
  BuildOptions build;
  RunOptions run;
  BenchOptions bench;
  VerifyOptions verify;
  ExplainOptions explain;
  ImportOptions import;
  std::vector<std::string> importSizes;
  ExportOptions exported;
  LspOptions lsp;
  TargetsOptions targets;
  CacheOptions cache;
};

} // namespace

/// "480" as a number of at least 1.
static std::optional<int64_t> readSize(std::string_view text) {
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 1 ? std::optional(value) : std::nullopt;
}

/// "480x640", or one number for both.
static std::optional<std::pair<int64_t, int64_t>> readPixels(const std::string &text) {
  size_t sign = text.find('x');
  auto rows = readSize(std::string_view(text).substr(0, sign));
  auto columns = sign == std::string::npos ? rows : readSize(std::string_view(text).substr(sign + 1));
  return rows && columns ? std::optional(std::pair(*rows, *columns)) : std::nullopt;
}

/// "H=480"
static std::optional<std::pair<std::string, int64_t>> readSetting(const std::string &text) {
  size_t sign = text.find('=');
  if (sign == std::string::npos || sign == 0)
    return std::nullopt;
  auto value = readSize(std::string_view(text).substr(sign + 1));
  return value ? std::optional(std::pair(text.substr(0, sign), *value)) : std::nullopt;
}

static void addSet(CLI::App *command, ast::SizeValues &sizes) {
  auto judge = [](const std::string &text) {
    return readSetting(text) ? ""
                             : fmt::format("`--set` takes a name and a size, as in `--set H=480`, and not `{}`", text);
  };
  auto take = [&sizes](const std::vector<std::string> &texts) {
    for (const std::string &text : texts)
      sizes.insert_or_assign(readSetting(text)->first, readSetting(text)->second);
  };
  command->add_option_function<std::vector<std::string>>("--set", take, "a value for a named size")
      ->type_name("NAME=SIZE")
      ->allow_extra_args(false)
      ->check(judge);
}

/// A network and its weights.
static void addModelOptions(CLI::App *command, NetworkOptions &options) {
  command->add_option("MODEL", options.model, "a .stride file, or FILE:NETWORK where it declares several")->required();
  addSet(command, options.sizes);
  auto *weights =
      command->add_option("--weights", options.weights, "a safetensors file; otherwise the one beside MODEL")
          ->type_name("FILE");
  command->add_option("--random-weights", options.randomWeights, "made-up weights (He initialisation), for trying out")
      ->type_name("SEED")
      ->excludes(weights);
}

/// "20MiB", with the units that budgets have in the language; nothing if it is no such size.
static std::optional<int64_t> readBytes(const std::string &text) {
  static const std::map<std::string, int64_t, std::less<>> units{
      {"B", 1},         {"kB", 1'000},    {"MB", 1'000'000}, {"GB", 1'000'000'000},
      {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};
  size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
    ++digits;
  auto number = readSize(std::string_view(text).substr(0, digits));
  auto unit = units.find(text.substr(digits));
  if (!number || unit == units.end() || *number > std::numeric_limits<int64_t>::max() / unit->second)
    return std::nullopt;
  return *number * unit->second;
}

static void addMaxWeights(CLI::App *command, std::optional<int64_t> &bytes) {
  auto judge = [](const std::string &text) {
    return readBytes(text) ? ""
                           : fmt::format("`--max-weights` takes a size, as in `20MiB` or `20MB`, and not `{}`", text);
  };
  command
      ->add_option_function<std::string>(
          "--max-weights", [&bytes](const std::string &text) { bytes = readBytes(text); },
          "of the packed weights: kernels with larger ones must not pass it")
      ->type_name("SIZE")
      ->check(judge);
}

static void addNetworkOptions(CLI::App *command, NetworkOptions &options) {
  addModelOptions(command, options);
  command->add_flag("--exact", options.exact, "every kernel a plain sum in a documented order");
  command->add_flag("--no-strips", options.noStrips, "every layer on the whole image before the next one begins");
  addMaxWeights(command, options.maxWeights);
  command->add_flag("-v,--verbose", options.verbose, "show passes and kernels with their time");
}

static void addTarget(CLI::App *command, NetworkOptions &options, const char *help) {
  auto take = [&options](const std::string &name) { options.targets = {name}; };
  auto judge = [](const std::string &name) {
    return name.find(',') == std::string::npos ? "" : "`--target` takes one target here; `build` alone takes several";
  };
  command->add_option_function<std::string>("--target", take, help)->type_name("TARGET")->check(judge);
}

constexpr const char *runTargetHelp = "what to compile for; `evenstride targets` lists them";

static void addThreads(CLI::App *command, int &threads) {
  command->add_option("--threads", threads, "how many threads run the network, this one counted")
      ->type_name("N")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
}

static void addFiles(CLI::App *command, std::vector<std::string> &inputs, std::vector<std::string> &outputs) {
  command->add_option("--input", inputs, ".npy, .png, .pgm or .ppm; the name where there are several inputs")
      ->type_name("[NAME=]FILE")
      ->allow_extra_args(false);
  command->add_option("--output", outputs, ".npy or .png; the name where there are several outputs")
      ->type_name("[NAME=]FILE")
      ->allow_extra_args(false);
}

static void addCheck(CLI::App &app, CheckOptions &options) {
  static const std::map<std::string, Format> formats{
      {"text", Format::Text}, {"json", Format::Json}, {"sarif", Format::Sarif}};
  CLI::App *command = app.add_subcommand("check", "all errors and warnings of models, in milliseconds");
  command->add_option("MODEL", options.models, ".stride files")->required();
  addSet(command, options.sizes);
  command->add_option("--format", options.format, "text (default), json or sarif")
      ->type_name("FORMAT")
      ->transform(CLI::CheckedTransformer(formats).description(""));
}

static void addExplain(CLI::App &app, ExplainOptions &options) {
  CLI::App *command = app.add_subcommand(
      "explain", "a page on a code such as E0301, or what a model's layers see of the image and what they cost");
  command->add_option("SUBJECT", options.network.model, "a code, or a model")->required();
  addSet(command, options.network.sizes);
  command->add_option("--html", options.html, "a page with the graph, the table and what each layer sees")
      ->type_name("FILE");
  command->add_option("--dot", options.dot, "the graph for Graphviz")->type_name("FILE");
  command->add_flag("--plan", options.plan, "groups, kernels, packed weights and arena of the compiled network, too");
  addTarget(command, options.network, "what --plan compiles for");
  command->add_flag("--json", options.json, "the last line is one JSON object");
}

static void addFix(CLI::App &app, FixOptions &options) {
  static const std::map<std::string, diagnostics::FixTag> tags = [] {
    std::map<std::string, diagnostics::FixTag> byName;
    for (diagnostics::FixTag tag : diagnostics::allFixTags)
      byName[std::string(diagnostics::name(tag))] = tag;
    return byName;
  }();
  CLI::App *command = app.add_subcommand("fix", "what would mend a model, as a diff; or the file with it");
  command->add_option("MODEL", options.model, "a .stride file")->required();
  addSet(command, options.sizes);
  command
      ->add_option("--apply", options.tag,
                   "apply all fixes of a tag: bit-identical, drops-input, border-values or retrain")
      ->type_name("TAG")
      ->transform(CLI::CheckedTransformer(tags).description(""));
  command->add_flag("--json", options.json, "the last line is one JSON object");
}

static void addFmt(CLI::App &app, FmtOptions &options) {
  CLI::App *command = app.add_subcommand("fmt", "the one layout of .stride files");
  auto *files = command->add_option("FILE", options.files, ".stride files, which are rewritten");
  auto *standardInput = command->add_flag("--stdin", options.standardInput, "from standard input to standard output");
  files->excludes(standardInput);
  command->add_flag("--check", options.check,
                    "list the files that differ, change none, and exit with 1 if there are any");
}

static void addSizes(CLI::App &app, SizesOptions &options) {
  CLI::App *command = app.add_subcommand("sizes", "which input sizes a network accepts, and which layers ask for them");
  command->add_option("MODEL", options.model, "a .stride file, or FILE:NETWORK where it declares several")->required();
  addSet(command, options.sizes);
  auto judge = [](const std::string &text) {
    return readPixels(text)
               ? ""
               : fmt::format("`--near` takes rows and columns, as in `--near 480x640`, and not `{}`", text);
  };
  command
      ->add_option_function<std::string>(
          "--near", [&options](const std::string &text) { options.near = readPixels(text); },
          "show the sizes next to this one")
      ->type_name("HxW")
      ->check(judge);
  command->add_flag("--json", options.json, "the last line is one JSON object");
}

static void addTune(CLI::App *command, bool &tune) {
  command->add_flag("--tune", tune, "measure on this machine how to compute each kernel, and keep that in the cache");
}

static void addBuild(CLI::App &app, BuildOptions &options) {
  static const std::map<std::string, DiagnosticStyle> styles{{"text", DiagnosticStyle::Text},
                                                             {"ide", DiagnosticStyle::Ide}};
  CLI::App *command = app.add_subcommand("build", "a native library and its headers");
  addNetworkOptions(command, options.network);
  command
      ->add_option("--target", options.network.targets,
                   "what to compile for; of several, the library takes the best that its machine runs; `evenstride "
                   "targets` lists them")
      ->type_name("TARGET[,TARGET…]")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("-o", options.directory, "where the files go; made if it is not there")->type_name("DIRECTORY");
  command->add_flag("--shared", options.shared, "a shared library too");
  addTune(command, options.tune);
  command->add_option("--depfile", options.depfile, "writes there which files were read, as a rule of make")
      ->type_name("FILE");
  command->add_option("--emit", options.stage, "stop at a stage and print it: ast, stride, plan, llvm or asm")
      ->type_name("STAGE")
      ->check(CLI::IsMember({"ast", "stride", "plan", "llvm", "asm"}).description(""));
  command->add_option("--diagnostics", options.style, "text (default), or ide: with `file:line:column:` lines")
      ->type_name("STYLE")
      ->transform(CLI::CheckedTransformer(styles).description(""));
}

static void addRun(CLI::App &app, RunOptions &options) {
  CLI::App *command = app.add_subcommand("run", "compile into the cache, and run on pictures or arrays");
  addNetworkOptions(command, options.network);
  addTarget(command, options.network, runTargetHelp);
  addFiles(command, options.inputs, options.outputs);
  addThreads(command, options.threads);
}

static void addBench(CLI::App &app, BenchOptions &options) {
  CLI::App *command = app.add_subcommand("bench", "time per image, and the share of this machine's measured peak");
  addNetworkOptions(command, options.network);
  addTarget(command, options.network, runTargetHelp);
  addFiles(command, options.inputs, options.outputs);
  addThreads(command, options.threads);
  command->add_option("--seconds", options.seconds, "how long to measure")
      ->type_name("S")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  addTune(command, options.tune);
  command->add_flag("--per-layer", options.perLayer, "time of each group of fused layers");
  command->add_flag("--json", options.json, "the last line is one JSON object");
}

static void addVerify(CLI::App &app, VerifyOptions &options) {
  CLI::App *command =
      app.add_subcommand("verify", "the compiled network against a plain reference in double precision");
  addNetworkOptions(command, options.network);
  addTarget(command, options.network, runTargetHelp);
  command->add_option("--samples", options.samples, "how many random inputs")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  addThreads(command, options.threads);
}

static void addImport(CLI::App &app, AllOptions &options) {
  CLI::App *command = app.add_subcommand("import", "a file of another format as a .stride file and its weights");
  command->add_option("FILE", options.import.file, fmt::format("a file that ends in one of {}", foreignEndings()))
      ->required();
  command->add_option("WEIGHTS", options.import.weights,
                      "the weights, where they stand in a second file; otherwise the one beside FILE");
  command->add_option("-o", options.import.output, "the program; otherwise FILE's stem with .stride, here")
      ->type_name("NET.stride");
  command->add_option("--weights-out", options.import.weightsOutput, "the weights; otherwise beside the program")
      ->type_name("W.safetensors");
  command->add_option("--set", options.importSizes, "a number for a size that has a name in FILE")
      ->type_name("NAME=SIZE")
      ->allow_extra_args(false)
      ->check([](const std::string &text) { return readSetting(text) ? "" : text + " is not of the form NAME=SIZE"; });
}

/// A number of images, or a name for it.
static bool isBatch(const std::string &text) {
  auto isWord = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
  bool isNumber = !text.empty() && std::isdigit(static_cast<unsigned char>(text[0]));
  return isNumber ? readSize(text).has_value() : !text.empty() && std::ranges::all_of(text, isWord);
}

static void addExport(CLI::App &app, ExportOptions &options) {
  CLI::App *command = app.add_subcommand("export", "a network as an ONNX file, or as MLIR in the dialect TOSA");
  addModelOptions(command, options.network);
  command->add_option("-o", options.output, "the file to be written")->type_name("NET.onnx|.mlir")->required();
  command->add_option("--weights-out", options.weightsOut, "weights in a file of their own, in the folder of NET.onnx")
      ->type_name("W.safetensors");
  auto judge = [](const std::string &text) {
    return isBatch(text) ? ""
                         : fmt::format("`--batch` takes a number of images, or a name for any, and not `{}`", text);
  };
  command->add_option("--batch", options.batch, "how many images an ONNX file is for: a number, or a name for any")
      ->type_name("N")
      ->check(judge);
  command->add_flag("--tosa", options.tosa, "MLIR in the dialect TOSA, as files that end in .mlir are");
}

static void addTargets(CLI::App &app, TargetsOptions &options) {
  CLI::App *command = app.add_subcommand("targets", "what networks can be compiled for");
  command->add_flag("--measure", options.measure, "how fast this machine's caches and memory are, as --tune takes it");
  command->add_flag("--json", options.json, "the last line is one JSON object");
}

static void addCache(CLI::App &app, CacheOptions &options) {
  static const std::map<std::string, CacheOptions::Action> actions{{"list", CacheOptions::Action::List},
                                                                   {"size", CacheOptions::Action::Size},
                                                                   {"clear", CacheOptions::Action::Clear},
                                                                   {"path", CacheOptions::Action::Path}};
  CLI::App *command = app.add_subcommand("cache", "compiled networks and kernels that are kept");
  command->add_option("ACTION", options.action, "list (default), size, clear or path")
      ->transform(CLI::CheckedTransformer(actions).description(""));
}

static void addCommands(CLI::App &app, AllOptions &options) {
  app.require_subcommand(1);
  app.set_version_flag("--version", fmt::format("evenstride {}", version));
  addCheck(app, options.check);
  addFix(app, options.fix);
  addSizes(app, options.sizes);
  addFmt(app, options.fmt);
  addExplain(app, options.explain);
  addBuild(app, options.build);
  addRun(app, options.run);
  addBench(app, options.bench);
  addVerify(app, options.verify);
  addImport(app, options);
  addExport(app, options.exported);
  app.add_subcommand("lsp", "the language server, for editors; talks over standard input and output")
      ->add_flag("--stdio", options.lsp.stdio, "what some editors add; it is always so");
  addTargets(app, options.targets);
  addCache(app, options.cache);
}

static Command chosen(const CLI::App &app, AllOptions &options) {
  std::string name = app.get_subcommands().front()->get_name();
  if (name == "check")
    return std::move(options.check);
  if (name == "fix")
    return std::move(options.fix);
  if (name == "fmt")
    return std::move(options.fmt);
  if (name == "build")
    return std::move(options.build);
  if (name == "run")
    return std::move(options.run);
  if (name == "sizes")
    return std::move(options.sizes);
  if (name == "bench")
    return std::move(options.bench);
  if (name == "verify")
    return std::move(options.verify);
  if (name == "explain")
    return std::move(options.explain);
  if (name == "import") {
    for (const std::string &size : options.importSizes)
      options.import.sizes.insert_or_assign(readSetting(size)->first, readSetting(size)->second);
    return std::move(options.import);
  }
  if (name == "export")
    return std::move(options.exported);
  if (name == "lsp")
    return options.lsp;
  if (name == "targets")
    return options.targets;
  return options.cache;
}

/// The words that could have stood where an unknown one was found: commands, or options of the command that was given.
static std::vector<std::string> knownWords(const CLI::App &app) {
  std::vector<std::string> words;
  auto given = app.get_subcommands();
  if (given.empty())
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
      words.push_back(command->get_name());
  else
    for (const CLI::Option *option : given.front()->get_options())
      for (const std::string &name : option->get_lnames())
        words.push_back("--" + name);
  return words;
}

/// The first word that nothing took, with the nearest known one.
static diagnostics::Diagnostic unknownWord(const CLI::App &app, const std::string &word) {
  bool isCommand = app.get_subcommands().empty() && !word.starts_with("-");
  auto diagnostic = fault(Code::E0016, fmt::format("there is no {} `{}`", isCommand ? "command" : "option", word));
  if (!isCommand && !word.starts_with("-"))
    diagnostic.message = fmt::format("nothing takes `{}`", word);
  std::vector<std::string> words = knownWords(app);
  std::vector<std::string_view> candidates(words.begin(), words.end());
  if (auto near = support::nearestName(word, candidates))
    diagnostic.help.push_back(fmt::format("did you mean `{}`?", *near));
  return diagnostic;
}

static int complain(const CLI::App &app, const CLI::ParseError &error) {
  diagnostics::Sink sink;
  std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
  if (!unknown.empty()) {
    sink.report(unknownWord(app, unknown.front()));
  } else if (app.get_subcommands().empty()) {
    auto diagnostic = fault(Code::E0016, "no command is given");
    diagnostic.help.push_back("`evenstride --help` lists them");
    sink.report(std::move(diagnostic));
  } else {
    std::string message = error.what();
    message.erase(message.find_last_not_of(" .\n") + 1);
    if (message.starts_with("A ") || (message.size() > 1 && std::islower(static_cast<unsigned char>(message[1]))))
      message[0] = char(std::tolower(static_cast<unsigned char>(message[0])));
    sink.report(fault(Code::E0016, message));
  }
  return finish(sink);
}

std::variant<Command, int> parseCommandLine(int argc, const char *const *argv) {
  CLI::App app("Evenstride compiles convolutional networks whose every size is an integer into native libraries.",
               "evenstride");
  AllOptions options;
  addCommands(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success &request) { // --help or --version
    return app.exit(request);
  } catch (const CLI::ParseError &error) {
    return complain(app, error);
  }
  return chosen(app, options);
}

} // namespace evenstride::driver
