// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A walk over the nodes that only rename, convert and transpose.
#include "interchange/onnx/ByteInputs.h"
#include "interchange/onnx/Node.h"

#include "onnx.pb.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::onnx {

namespace {

/// A tensor that holds the input's numbers.
struct Copy {
  std::string name;
  bool isFloat = false, isMoved = false;
};

} // namespace

static bool movesChannels(const ::onnx::NodeProto &node) {
  const int64_t toFront[] = {0, 3, 1, 2};
  return node.op_type() == "Transpose" && node.attribute_size() == 1 &&
         std::ranges::equal(node.attribute(0).ints(), toFront);
}

check::InputFormat formatOfBytes(const ::onnx::GraphProto &graph, const std::string &input) {
  std::multimap<std::string, const ::onnx::NodeProto *> readers;
  for (const ::onnx::NodeProto &node : graph.node())
    for (const std::string &name : node.input())
      readers.emplace(name, &node);
  bool allMoved = true;
  std::vector<Copy> copies = {{input}};
  std::set<std::string> seen = {input};
  for (size_t i = 0; i < copies.size(); ++i) {
    const Copy copy = copies[i];
    bool isOutput = std::ranges::any_of(graph.output(), [&](const auto &output) { return output.name() == copy.name; });
    if (isOutput && !copy.isFloat)
      throw Refusal{"it is an output before it is cast to floats"};
    allMoved = allMoved && (copy.isMoved || !isOutput);
    for (auto [reader, end] = readers.equal_range(copy.name); reader != end; ++reader) {
      const ::onnx::NodeProto &node = *reader->second;
      bool isMove = movesChannels(node), converts = node.op_type() == "Cast";
      if (isMove || converts || node.op_type() == "Identity") {
        if (node.output_size() == 1 && seen.insert(node.output(0)).second)
          copies.push_back({node.output(0), copy.isFloat || converts, copy.isMoved || isMove});
        continue;
      }
      if (!copy.isFloat)
        throw Refusal{fmt::format("`{}` computes with it before it is cast to floats", printable(node.op_type()))};
      allMoved = allMoved && copy.isMoved;
    }
  }
  bool isMoved = std::ranges::any_of(copies, &Copy::isMoved);
  return {.bytes = true, .interleaved = isMoved && allMoved};
}

} // namespace evenstride::interchange::onnx
