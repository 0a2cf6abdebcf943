// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A network of a foreign format as a .stride text and weights by path: the last step of every importer.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "interchange/Draft.h"
#include "interchange/Safetensors.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace evenstride::interchange {

struct Imported {
  std::string text; // the program, which checks without an error
  std::vector<TensorToWrite> weights;
  std::vector<Draft::Remark> remarks;
  size_t layers = 0;
  std::vector<std::string> filesBeside; // that were read, too
  bool hasWeights = true;               // false: there was no file of weights
  std::string weightsPath;              // the second file that they came from; empty: there was none
  std::shared_ptr<const void> memory;   // what the weights point into
};

/// Warns of each layer that does not read rows or columns of its input (W0501).
void reportLosses(const Imported &imported, const std::string &path, diagnostics::Sink &sink);

/// Makes a draft readable, checks the text as though a person had written it, and finds the path of each weight.
Imported finishImport(Draft &draft);

} // namespace evenstride::interchange
