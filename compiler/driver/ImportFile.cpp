// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The files of a foreign model, and the call of its importer.
#include "driver/ImportFile.h"
#include "driver/Files.h"
#include "driver/Formats.h"
#include "driver/Report.h"
#include "interchange/ImportCodes.h"
#include "interchange/MappedFile.h"

#include <fmt/format.h>

#include <filesystem>

namespace evenstride::driver {

using diagnostics::Code;
using interchange::MappedFile;
namespace codes = interchange::codes;

std::string weightsBeside(const std::string &path) {
  const ForeignFormat *format = foreignFormat(path);
  if (!format || format->weightsEnding.empty())
    return "";
  return std::filesystem::path(path).replace_extension(format->weightsEnding).string();
}

bool isSecondFile(const std::string &path, const std::string &weights) {
  return !weights.empty() && !weightsBeside(path).empty() &&
         std::filesystem::path(weights).extension() != ".safetensors";
}

static std::shared_ptr<const MappedFile> mapped(const std::string &path, diagnostics::Sink &sink) {
  auto opened = MappedFile::open(path);
  if (auto *why = std::get_if<std::string>(&opened)) {
    sink.report(fault(Code::E0001, fmt::format("`{}` cannot be read: {}", path, *why)));
    return nullptr;
  }
  return std::make_shared<const MappedFile>(std::get<MappedFile>(std::move(opened)));
}

/// Adds the second file to the request, if there is one; false after an error.
static bool addWeights(const ForeignFile &file, interchange::ImportRequest &request, diagnostics::Sink &sink) {
  std::string beside = weightsBeside(file.path), path = file.weights.empty() ? beside : file.weights;
  if (!file.weights.empty() && beside.empty()) {
    sink.report(fault(Code::E0016, fmt::format("`{}` is of a format that has no second file, so nothing takes `{}`",
                                               file.path, file.weights)));
    return false;
  }
  std::error_code ignored;
  if (path.empty() || (file.weights.empty() && !std::filesystem::exists(path, ignored)))
    return true;
  auto weights = mapped(path, sink);
  if (weights)
    request.weights = {path, weights->bytes(), weights};
  return weights != nullptr;
}

static std::shared_ptr<const support::SourceFile> textOf(const std::string &path, diagnostics::Sink &sink) {
  auto text = readText(path, sink);
  return text ? std::make_shared<const support::SourceFile>(path, std::move(*text)) : nullptr;
}

ForeignModel importFile(const ForeignFile &file, diagnostics::Sink &sink) {
  const ForeignFormat *format = foreignFormat(file.path);
  if (!format) {
    auto diagnostic = fault(codes::unknownFormat, fmt::format("`{}` is of no format that is imported", file.path));
    diagnostic.notes.push_back(fmt::format("files that end in {} are", foreignEndings()));
    if (std::string first = fileOfWeights(file.path); !first.empty())
      diagnostic.help.push_back(
          fmt::format("weights come behind the file of their network: `evenstride import {} {}`", first, file.path));
    sink.report(std::move(diagnostic));
    return {};
  }
  ForeignModel model;
  std::shared_ptr<const MappedFile> bytes;
  interchange::ImportRequest request{.path = file.path, .sizes = file.sizes};
  if (format->content == Content::Text) {
    model.text = textOf(file.path, sink);
    request.text = model.text.get();
  } else if ((bytes = mapped(file.path, sink))) {
    request.bytes = bytes->bytes();
  }
  if ((!model.text && !bytes) || !addWeights(file, request, sink))
    return model;
  if (auto imported = format->import(request, sink)) {
    imported->weightsPath = request.weights ? request.weights->path : "";
    model.imported = std::make_shared<const interchange::Imported>(std::move(*imported));
  }
  return model;
}

} // namespace evenstride::driver
