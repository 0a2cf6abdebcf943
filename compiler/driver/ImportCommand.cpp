// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `import`: a file of another format becomes a .stride file and its weights.
#include "driver/Commands.h"
#include "driver/Files.h"
#include "driver/ImportFile.h"
#include "driver/Report.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <filesystem>

namespace evenstride::driver {

using interchange::TensorToWrite;

static bool addWeights(OutputFiles &files, const std::string &path, const interchange::Imported &imported,
                       diagnostics::Sink &sink) {
  std::string header = interchange::safetensorsHeader(imported.weights);
  std::vector<std::string_view> pieces = {header};
  for (const TensorToWrite &tensor : imported.weights)
    pieces.emplace_back(reinterpret_cast<const char *>(tensor.values.data()), tensor.values.size_bytes());
  return files.add(path, pieces, sink);
}

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

int runCommand(const ImportOptions &options) {
  diagnostics::Sink sink;
  auto [text, imported] = importFile({options.file, options.weights, options.sizes}, sink);
  if (!imported)
    return finish(sink);
  std::filesystem::path stem = std::filesystem::path(options.file).stem();
  std::string program = options.output.empty() ? stem.string() + ".stride" : options.output;
  std::string weights = options.weightsOutput;
  if (weights.empty())
    weights = std::filesystem::path(program).replace_extension(".safetensors").string();
  OutputFiles files;
  bool staged = files.add(program, imported->text, sink) &&
                (imported->weights.empty() || addWeights(files, weights, *imported, sink)) && files.commit(sink);
  if (staged)
    printSummary(program, weights, *imported);
  if (staged && !imported->hasWeights)
    fmt::print("without weights: there is no `{}`\n", weightsBeside(options.file));
  return finish(sink);
}

} // namespace evenstride::driver
