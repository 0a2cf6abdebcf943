// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `export`: a network as a file that other tools read.
#include "driver/Commands.h"
#include "driver/Files.h"
#include "driver/Report.h"
#include "driver/Session.h"
#include "interchange/onnx/Export.h"
#include "interchange/onnx/Model.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <filesystem>

namespace evenstride::driver {

using diagnostics::Code;
using interchange::TensorToWrite;
namespace fs = std::filesystem;
namespace onnx = interchange::onnx;

/// Whether the command line names files that go together.
static bool judgeFiles(const ExportOptions &options, diagnostics::Sink &sink) {
  fs::path output = options.output, weights = options.weightsOut;
  diagnostics::Diagnostic diagnostic = fault(Code::E0016, "");
  if (output.extension() != ".onnx") {
    diagnostic.message = fmt::format("`{}` is of no format that is exported", options.output);
    diagnostic.notes.push_back("files that end in `.onnx` are");
  } else if (!weights.empty() &&
             (weights.parent_path() != output.parent_path() || weights.filename() == output.filename())) {
    diagnostic.message = fmt::format("`{}` is no file beside `{}`", options.weightsOut, options.output);
    diagnostic.notes.push_back("an ONNX file finds its weights by their name in its own folder");
    fs::path beside = output;
    diagnostic.help.push_back(fmt::format("`--weights-out {}`", beside.replace_extension(".safetensors").string()));
  } else {
    return true;
  }
  sink.report(std::move(diagnostic));
  return false;
}

static void reportTooLarge(const ExportOptions &options, const check::Graph &graph, diagnostics::Sink &sink) {
  auto diagnostic = fault(Code::E0005, fmt::format("`{}` would be larger than an ONNX file can be", options.output));
  diagnostic.notes.push_back(fmt::format("the weights of `{}` take {}, and the limit is 2 GiB", graph.name,
                                         support::bytesText(onnx::bytesOfWeights(graph))));
  fs::path beside = options.output;
  diagnostic.help.push_back(
      fmt::format("put the weights beside it: `--weights-out {}`", beside.replace_extension(".safetensors").string()));
  sink.report(std::move(diagnostic));
}

/// The network with its weights.
static bool load(const ExportOptions &options, Session &session, diagnostics::Sink &sink) {
  if (!openNetwork(options.network, session, sink))
    return false;
  if (options.weightsOut.empty() && onnx::bytesOfWeights(*session.graph) > onnx::ModelLimits::bytes) {
    reportTooLarge(options, *session.graph, sink); // before gigabytes are read
    return false;
  }
  return findWeights(options.network, WithoutWeights::Refuse, session, sink) &&
         session.weights->load(*session.graph, sink);
}

static bool addWeights(OutputFiles &files, const std::string &path, const std::vector<TensorToWrite> &weights,
                       diagnostics::Sink &sink) {
  std::string header = interchange::safetensorsHeader(weights);
  std::vector<std::string_view> pieces = {header};
  for (const TensorToWrite &tensor : weights)
    pieces.emplace_back(reinterpret_cast<const char *>(tensor.values.data()), tensor.values.size_bytes());
  return files.add(path, pieces, sink);
}

static void writeModel(const ExportOptions &options, const Session &session, diagnostics::Sink &sink) {
  interchange::WeightStore::Views weights;
  for (const auto &[name, view] : session.weights->views())
    weights[name] = view.values;
  auto exported =
      onnx::exportModel({*session.graph, weights, options.batch, fs::path(options.weightsOut).filename().string()});
  if (!exported)
    return reportTooLarge(options, *session.graph, sink);
  OutputFiles files;
  bool isBeside = !options.weightsOut.empty();
  bool staged = files.add(options.output, exported->model, sink) &&
                (!isBeside || addWeights(files, options.weightsOut, exported->weights, sink)) && files.commit(sink);
  if (!staged)
    return;
  fmt::print("{}: {} of opset {}, {}\n", options.output, support::plural(int64_t(exported->nodes), "node"),
             onnx::writtenOpset, support::bytesText(exported->modelBytes()));
  if (isBeside)
    fmt::print("{}: {}, {}\n", options.weightsOut, support::plural(int64_t(exported->weights.size()), "tensor"),
               support::bytesText(onnx::bytesOfWeights(*session.graph)));
}

int runCommand(const ExportOptions &options) {
  diagnostics::Sink sink;
  Session session;
  if (judgeFiles(options, sink) && load(options, session, sink))
    writeModel(options, session, sink);
  return finish(sink);
}

} // namespace evenstride::driver
