// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Importers, each with the files that it is given, and the reader of programs.
#include "fuzz/Readers.h"
#include "check/Check.h"
#include "diagnostics/Render.h"
#include "format/Format.h"
#include "interchange/caffe/Import.h"
#include "interchange/darknet/Import.h"
#include "interchange/ncnn/Import.h"
#include "interchange/nnef/Import.h"
#include "interchange/onnx/Import.h"
#include "support/Soundness.h"
#include "support/TestTexts.h"
#include "syntax/Load.h"
#include "syntax/Parser.h"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace evenstride::test {

namespace {

/// What the bytes of an input are: one file, a text and its weights, or a text and a tensor beside it.
enum class Files { Bytes, TextAndWeights, TextAndTensor };

struct Reader {
  std::string_view name, file;
  Files files;
  interchange::Importer import;
};

/// A folder for the tensors of NNEF, which lie in files.
class Folder {
public:
  Folder() : path(std::filesystem::temp_directory_path() / ("evenstride-fuzz-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  const std::filesystem::path path;
};

} // namespace

static constexpr std::array importers = {
    Reader{"onnx", "net.onnx", Files::Bytes, interchange::onnx::importModel},
    Reader{"darknet", "net.cfg", Files::TextAndWeights, interchange::darknet::importNetwork},
    Reader{"ncnn", "net.param", Files::TextAndWeights, interchange::ncnn::importNetwork},
    Reader{"caffe", "net.prototxt", Files::TextAndWeights, interchange::caffe::importModel},
    Reader{"nnef", "graph.nnef", Files::TextAndTensor, interchange::nnef::importModel},
};

static std::string textOf(std::span<const uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

/// An importer gives a network or errors, and never both.
static std::string brokenByImporter(interchange::Importer import, const interchange::ImportRequest &request,
                                    const support::SourceFile &text) {
  diagnostics::Sink sink;
  auto imported = import(request, sink);
  if (sink.hasErrors() == imported.has_value())
    return imported ? "a network in spite of errors" : "neither a network nor an error";
  diagnostics::renderText(sink.all(), diagnostics::Color::Never);
  return unsound(sink, text);
}

static std::string brokenByImporter(const Reader &reader, std::span<const uint8_t> bytes) {
  static const Folder folder;
  const std::string path = (folder.path / reader.file).string();
  interchange::ImportRequest request{.path = path};
  if (reader.files == Files::Bytes) {
    request.bytes = bytes;
    return brokenByImporter(reader.import, request, support::SourceFile(path, ""));
  }
  auto zero = std::ranges::find(bytes, 0);
  const support::SourceFile text(path, std::string(bytes.begin(), zero));
  request.text = &text;
  // Copied, so that the second file is aligned as one of its own.
  const std::vector<uint8_t> second(zero == bytes.end() ? zero : zero + 1, bytes.end());
  if (reader.files == Files::TextAndTensor)
    writeText(folder.path / "t.dat", textOf(second));
  else if (zero != bytes.end())
    request.weights = {"weights", second, nullptr};
  return brokenByImporter(reader.import, request, text);
}

/// A program has errors, or is one that can be formatted and whose networks have outputs.
static std::string brokenByProgram(std::string text) {
  const auto file = std::make_shared<const support::SourceFile>("net.stride", std::move(text));
  diagnostics::Sink sink, parsing, formatting;
  syntax::parse(*file, parsing);
  const std::vector<check::Graph> graphs = check::check(syntax::load(file, TestTexts(), sink), sink);
  if (format::format(*file, formatting).has_value() == parsing.hasErrors())
    return parsing.hasErrors() ? "formatted in spite of errors" : "not formatted";
  if (!sink.hasErrors())
    for (const check::Graph &graph : graphs)
      if (graph.outputs.empty())
        return "a network without outputs";
  diagnostics::renderText(sink.all(), diagnostics::Color::Never);
  return unsound(sink, *file);
}

std::span<const std::string_view> fuzzedReaders() {
  static constexpr std::array<std::string_view, 6> names = {"onnx", "darknet", "ncnn", "caffe", "nnef", "stride"};
  return names;
}

std::string brokenPromise(std::string_view reader, std::span<const uint8_t> bytes) {
  const auto *importer = std::ranges::find(importers, reader, &Reader::name);
  return importer == importers.end() ? brokenByProgram(textOf(bytes)) : brokenByImporter(*importer, bytes);
}

} // namespace evenstride::test
