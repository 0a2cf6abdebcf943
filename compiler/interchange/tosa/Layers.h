// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How each layer kind is written in TOSA: a function per entry of layers.def, from operands to the result. One that is
// missing is an error of the linker.
#pragma once

#include "check/Graph.h"
#include "interchange/WeightStore.h"
#include "interchange/tosa/Function.h"

#include <span>

namespace evenstride::interchange::tosa {

/// One layer while its operations are written.
class Layer {
public:
  Function &function;
  const layers::Arguments &arguments;
  std::vector<Tensor> operands; // images
  List resultShape;             // of an image

  Layer(Function &function, const check::Graph &graph, const check::Node &node, const WeightStore::Views &weights);

  const Tensor &operand() const { return operands[0]; }
  std::span<const float> weight(std::string_view suffix) const;

private:
  const check::Node &node;
  const WeightStore::Views &weights;
};

using LayerWriter = Tensor (*)(Layer &);

#define SHORTHAND(keyword, Symbol)
#define LAYER(keyword, Symbol) Tensor write##Symbol(Layer &);
#include "layers/layers.def"

/// The function of a kind that is not a shorthand.
LayerWriter findLayerWriter(std::string_view keyword);

/// All elements in the order C, H, W, as channels of one pixel.
Tensor flattened(Function &function, const Tensor &image);

} // namespace evenstride::interchange::tosa
