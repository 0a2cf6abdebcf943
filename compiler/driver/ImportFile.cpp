// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Formats by the endings of names.
#include "driver/ImportFile.h"
#include "driver/Report.h"
#include "interchange/ImportCodes.h"
#include "interchange/MappedFile.h"
#include "interchange/onnx/Import.h"

#include <fmt/format.h>

#include <filesystem>

namespace evenstride::driver {

using diagnostics::Code;
namespace codes = interchange::codes;

bool isForeign(const std::string &file) { return std::filesystem::path(file).extension() == ".onnx"; }

std::shared_ptr<const interchange::Imported>
importFile(const std::string &file, const std::map<std::string, int64_t> &sizes, diagnostics::Sink &sink) {
  if (!isForeign(file)) {
    auto diagnostic = fault(codes::unknownFormat, fmt::format("`{}` is of no format that is imported", file));
    diagnostic.notes.push_back("files that end in `.onnx` are");
    sink.report(std::move(diagnostic));
    return nullptr;
  }
  auto opened = interchange::MappedFile::open(file);
  if (auto *why = std::get_if<std::string>(&opened)) {
    sink.report(fault(Code::E0001, fmt::format("`{}` cannot be read: {}", file, *why)));
    return nullptr;
  }
  auto mapped = std::get<interchange::MappedFile>(std::move(opened));
  auto imported = interchange::onnx::importModel({mapped.bytes(), file, sizes}, sink);
  return imported ? std::make_shared<const interchange::Imported>(std::move(*imported)) : nullptr;
}

} // namespace evenstride::driver
