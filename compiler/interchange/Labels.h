// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Labels of layers from the names that exporters give to weights and nodes.
#pragma once

#include "interchange/Names.h"

#include <string>

namespace evenstride::interchange {

struct LayerNames {
  std::string weight, node, output; // of the file; empty where there is none
  std::string op;
  bool isOurs = false; // written by the exporter: names are paths
};

/// A usable label that differs from those before it; empty where all names are made up by an exporter, ours for layers
/// without a label included.
std::string chooseLabel(const LayerNames &names, UniqueNames &labels);

} // namespace evenstride::interchange
