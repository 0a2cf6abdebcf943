// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table of formats.
#include "driver/Formats.h"
#include "interchange/caffe/Import.h"
#include "interchange/darknet/Import.h"
#include "interchange/ncnn/Import.h"
#include "interchange/nnef/Import.h"
#include "interchange/onnx/Import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

namespace evenstride::driver {

static constexpr std::array formats = {
    ForeignFormat{"ONNX", ".onnx", Content::Bytes, "", interchange::onnx::importModel},
    ForeignFormat{"Darknet", ".cfg", Content::Text, ".weights", interchange::darknet::importNetwork},
    ForeignFormat{"ncnn", ".param", Content::Text, ".bin", interchange::ncnn::importNetwork},
    ForeignFormat{"Caffe", ".prototxt", Content::Text, ".caffemodel", interchange::caffe::importModel},
    ForeignFormat{"NNEF", ".nnef", Content::Text, "", interchange::nnef::importModel, "graph.nnef"},
};

const ForeignFormat *foreignFormat(const std::string &file) {
  auto found = std::ranges::find(formats, std::filesystem::path(file).extension().string(), &ForeignFormat::ending);
  return found == formats.end() ? nullptr : &*found;
}

std::string modelFile(const std::string &path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored))
    return path;
  for (const ForeignFormat &format : formats) {
    std::filesystem::path file = std::filesystem::path(path) / format.inFolder;
    if (!format.inFolder.empty() && std::filesystem::exists(file, ignored))
      return file.string();
  }
  return path;
}

std::string fileOfWeights(const std::string &weights) {
  std::filesystem::path path(weights);
  auto found = std::ranges::find(formats, path.extension().string(), &ForeignFormat::weightsEnding);
  bool isOfWeights = path.has_extension() && found != formats.end();
  return isOfWeights ? path.replace_extension(found->ending).string() : "";
}

std::string foreignEndings() {
  std::vector<std::string> endings;
  for (const ForeignFormat &format : formats)
    endings.push_back(fmt::format("`{}`", format.ending));
  return fmt::format("{}", fmt::join(endings, ", "));
}

} // namespace evenstride::driver
