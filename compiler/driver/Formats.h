// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The formats that are imported: the only list of them. A line here brings a format to every command.
#pragma once

#include "interchange/ImportRequest.h"

#include <string>
#include <string_view>

namespace evenstride::driver {

enum class Content { Bytes, Text };

struct ForeignFormat {
  std::string_view name;          // "Darknet"
  std::string_view ending;        // of the files that it is known by: ".cfg"
  Content content;                // of those files
  std::string_view weightsEnding; // of a second file, with the weights: ".weights"; empty: there is none
  interchange::Importer import;
  std::string_view inFolder = {}; // the name of such a file in a folder that is a model; empty: there are none
};

/// The format of a file by the ending of its name; null where it is none that is imported.
const ForeignFormat *foreignFormat(const std::string &file);

/// The file that a path means: where it is a folder that is a model, the one in it.
std::string modelFile(const std::string &path);

/// The file of the network whose weights, by its name's ending, a file has; empty where it has none.
std::string fileOfWeights(const std::string &weights);

/// "`.onnx`, `.cfg`": what files that are imported end in.
std::string foreignEndings();

} // namespace evenstride::driver
