// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A Caffe network as it stands in its file: inputs, and the layers that are there once it is trained, old forms in the
// words of new ones.
#pragma once

#include "interchange/Refusals.h"
#include "interchange/caffe/Fields.h"

#include <optional>
#include <string>
#include <vector>

namespace evenstride::interchange::caffe {

struct NetLayer {
  const Message *message = nullptr;
  std::string name, type;
  support::Span span; // of its type
  std::vector<const Scalar *> bottoms, tops;
};

/// An input by the old form, outside of all layers. The shape is empty where none is given.
struct NetInput {
  const Scalar *name = nullptr;
  std::vector<int64_t> shape;
};

struct Net {
  std::vector<NetInput> inputs;
  std::vector<NetLayer> layers;
};

/// What the network is at test time. Fields and layers that have no meaning are refused.
Net readNet(const Message &file, Refusals &refusals);

enum class LayerRole { Computes, GivesData, Trains };
LayerRole roleOf(std::string_view type);

} // namespace evenstride::interchange::caffe
