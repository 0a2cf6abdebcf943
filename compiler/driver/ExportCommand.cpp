// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `export`: a network as a file that other tools read.
#include "driver/Commands.h"
#include "driver/Files.h"
#include "driver/Report.h"
#include "driver/Session.h"
#include "driver/TensorFile.h"
#include "interchange/onnx/Export.h"
#include "interchange/onnx/Model.h"
#include "interchange/tosa/Export.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <filesystem>

namespace evenstride::driver {

using diagnostics::Code;
namespace fs = std::filesystem;
namespace onnx = interchange::onnx;

namespace {

struct Network {
  const check::Graph &graph;
  const interchange::WeightStore::Views &weights;
};

} // namespace

static bool isTosa(const ExportOptions &options) {
  return options.tosa || fs::path(options.output).extension() == ".mlir";
}

static void report(std::string message, std::string note, diagnostics::Sink &sink) {
  auto diagnostic = fault(Code::E0016, std::move(message));
  diagnostic.notes.push_back(std::move(note));
  sink.report(std::move(diagnostic));
}

/// Whether the command line names a format, and files and options that go with it.
static bool judge(const ExportOptions &options, diagnostics::Sink &sink) {
  fs::path output = options.output, weights = options.weightsOut;
  size_t before = sink.errorCount();
  if (isTosa(options)) {
    if (!weights.empty() || !options.batch.empty())
      report(fmt::format("`{}` is for ONNX files", weights.empty() ? "--batch" : "--weights-out"),
             fmt::format("`{}` holds its weights, and is for one image", options.output), sink);
  } else if (output.extension() != ".onnx") {
    report(fmt::format("`{}` is of no format that is exported", options.output),
           "files that end in `.onnx` and `.mlir` are", sink);
  } else if (!weights.empty() &&
             (weights.parent_path() != output.parent_path() || weights.filename() == output.filename())) {
    report(fmt::format("`{}` is no file beside `{}`", options.weightsOut, options.output),
           "an ONNX file finds its weights by their name in its own folder", sink);
  }
  return sink.errorCount() == before;
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
  if (!isTosa(options) && options.weightsOut.empty() &&
      onnx::bytesOfWeights(*session.graph) > onnx::ModelLimits::bytes) {
    reportTooLarge(options, *session.graph, sink); // before gigabytes are read
    return false;
  }
  return findWeights(options.network, WithoutWeights::Refuse, session, sink) &&
         session.weights->load(*session.graph, sink);
}

static void writeOnnx(const ExportOptions &options, const Network &network, diagnostics::Sink &sink) {
  auto exported = onnx::exportModel({network.graph, network.weights, options.batch.empty() ? "N" : options.batch,
                                     fs::path(options.weightsOut).filename().string()});
  if (!exported)
    return reportTooLarge(options, network.graph, sink);
  OutputFiles files;
  bool isBeside = !options.weightsOut.empty();
  bool staged = files.add(options.output, exported->model, sink) &&
                (!isBeside || addTensors(files, options.weightsOut, exported->weights, sink)) && files.commit(sink);
  if (!staged)
    return;
  fmt::print("{}: {} of opset {}, {}\n", options.output, support::plural(int64_t(exported->nodes), "node"),
             onnx::writtenOpset, support::bytesText(exported->modelBytes()));
  if (isBeside)
    fmt::print("{}: {}, {}\n", options.weightsOut, support::plural(int64_t(exported->weights.size()), "tensor"),
               support::bytesText(onnx::bytesOfWeights(network.graph)));
}

static void writeTosa(const ExportOptions &options, const Network &network, diagnostics::Sink &sink) {
  interchange::tosa::Exported exported = interchange::tosa::exportModule(network.graph, network.weights);
  std::vector<std::string_view> pieces(exported.texts.begin(), exported.texts.end());
  OutputFiles files;
  if (files.add(options.output, pieces, sink) && files.commit(sink))
    fmt::print("{}: {} of TOSA\n", options.output, support::plural(int64_t(exported.operations), "operation"));
}

int runCommand(const ExportOptions &options) {
  diagnostics::Sink sink;
  Session session;
  if (judge(options, sink) && load(options, session, sink)) {
    interchange::WeightStore::Views weights;
    const emit::WeightMap views = session.weights->views();
    for (const auto &[name, view] : views)
      weights[name] = view.values;
    (isTosa(options) ? writeTosa : writeOnnx)(options, {*session.graph, weights}, sink);
  }
  return finish(sink);
}

} // namespace evenstride::driver
