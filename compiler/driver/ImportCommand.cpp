// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `import`: a file of another format becomes a .stride file and its weights.
#include "driver/Commands.h"
#include "driver/Files.h"
#include "driver/Formats.h"
#include "driver/ImportFile.h"
#include "driver/Report.h"
#include "driver/TensorFile.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <filesystem>

namespace evenstride::driver {

using interchange::TensorToWrite;

/// What was rewritten, and what was written.
static void printSummary(const std::string &program, const std::string &weights,
                         const interchange::Imported &imported) {
  for (const interchange::Draft::Remark &remark : imported.remarks)
    if (!remark.dropsInput) // those are warnings
      fmt::print("{}: {}\n", remark.unit, remark.text);
  fmt::print("{}: {}\n", program, support::plural(int64_t(imported.layers), "layer"));
  uint64_t bytes = 0;
  for (const TensorToWrite &tensor : imported.weights)
    bytes += tensor.values.size_bytes();
  if (!imported.weights.empty())
    fmt::print("{}: {}, {}\n", weights, support::plural(int64_t(imported.weights.size()), "tensor"),
               support::bytesText(bytes));
}

static void printMissingWeights(const std::string &beside) {
  fmt::print("without weights: {}\n",
             beside.empty() ? "there are none beside it" : fmt::format("there is no `{}`", beside));
}

/// The name of a file or folder without its ending.
static std::string stemOf(std::filesystem::path path) {
  if (!path.has_filename()) // `folder/`
    path = path.parent_path();
  return path.stem().string();
}

int runCommand(const ImportOptions &options) {
  diagnostics::Sink sink;
  const std::string file = modelFile(options.file);
  auto [text, imported] = importFile({file, options.weights, options.sizes}, sink);
  if (!imported)
    return finish(sink);
  std::string program = options.output.empty() ? stemOf(options.file) + ".stride" : options.output;
  std::string weights = options.weightsOutput;
  if (weights.empty())
    weights = std::filesystem::path(program).replace_extension(".safetensors").string();
  OutputFiles files;
  bool staged = files.add(program, imported->text, sink) &&
                (imported->weights.empty() || addTensors(files, weights, imported->weights, sink)) &&
                files.commit(sink);
  if (staged)
    printSummary(program, weights, *imported);
  if (staged && !imported->hasWeights)
    printMissingWeights(weightsBeside(file));
  return finish(sink);
}

} // namespace evenstride::driver
