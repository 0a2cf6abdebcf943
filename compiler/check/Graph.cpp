// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Questions that later phases ask about a node.
#include "check/Graph.h"

namespace evenstride::check {

std::vector<layers::Shape> Graph::operandShapes(const Node &node) const {
  std::vector<layers::Shape> shapes;
  shapes.reserve(node.operands.size());
  for (ValueId operand : node.operands)
    shapes.push_back(shapeOf(operand));
  return shapes;
}

std::string Graph::shapeText(ValueId value) const {
  if (auto formula = formulas.find(value); formula != formulas.end())
    return formula->second;
  const layers::Shape &shape = shapeOf(value);
  return "[" + std::to_string(shape.channels) + ", " + std::to_string(shape.height) + ", " +
         std::to_string(shape.width) + "]";
}

std::vector<layers::WeightSpec> Graph::weightsOf(const Node &node) const {
  return node.kind->weights ? node.kind->weights(node.arguments, operandShapes(node))
                            : std::vector<layers::WeightSpec>();
}

int64_t Graph::macsOf(const Node &node) const {
  return node.kind->macs ? node.kind->macs(node.arguments, operandShapes(node), shapeOf(node.result)) : 0;
}

int64_t Graph::paramsOf(const Node &node) const {
  int64_t params = 0;
  for (const layers::WeightSpec &spec : weightsOf(node)) {
    int64_t elements = 1;
    for (int64_t extent : spec.shape)
      elements *= extent;
    params += elements;
  }
  return params;
}

} // namespace evenstride::check
