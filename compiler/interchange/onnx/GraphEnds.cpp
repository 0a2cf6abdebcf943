// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Inputs and outputs of an ONNX graph: types, shapes, batches and names.
#include "interchange/ImportCodes.h"
#include "interchange/Steps.h"
#include "interchange/onnx/ByteInputs.h"
#include "interchange/onnx/GraphReader.h"

#include "onnx.pb.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::onnx {

std::optional<std::vector<int64_t>> GraphReader::shapeOf(const ::onnx::ValueInfoProto &input) {
  const ::onnx::TypeProto::Tensor &type = input.type().tensor_type();
  if (!input.type().has_tensor_type() || !type.has_shape() ||
      !(isFloatElement(type.elem_type()) || type.elem_type() == ::onnx::TensorProto::UINT8)) {
    report(codes::unknownInput,
           fmt::format("the input `{}` is no tensor of floats or bytes of a known shape", printable(input.name())));
    return std::nullopt;
  }
  std::vector<int64_t> shape;
  int rank = type.shape().dim_size();
  std::vector<Base> bases = basesOf(state.reading, size_t(rank));
  bool isKnown = true;
  for (int i = 0; i < rank; ++i) {
    const auto &dim = type.shape().dim(i);
    auto set = request.sizes.find(dim.dim_param());
    if (dim.has_dim_value() && dim.dim_value() >= 1) {
      shape.push_back(dim.dim_value());
    } else if (!dim.dim_param().empty() && set != request.sizes.end()) {
      shape.push_back(set->second);
    } else if (i == 0 && bases[0] == Base::Batch) {
      shape.push_back(1);
    } else {
      std::string name = dim.dim_param().empty() ? "" : fmt::format(", `{}`,", printable(dim.dim_param()));
      report(codes::unknownInput,
             fmt::format("size {}{} of the input `{}` is no number", i + 1, name, printable(input.name())));
      isKnown = false;
    }
  }
  return isKnown ? std::optional(shape) : std::nullopt;
}

void GraphReader::readInputs() {
  for (const ::onnx::ValueInfoProto &input : graph.input())
    if (!state.values.contains(input.name())) // what has a value is a weight with a default, as in old files
      readInput(input);
}

std::optional<check::InputFormat> GraphReader::formatOf(const ::onnx::ValueInfoProto &input) {
  const ::onnx::TypeProto::Tensor &type = input.type().tensor_type();
  if (isFloatElement(type.elem_type()))
    return check::InputFormat();
  try {
    check::InputFormat format = formatOfBytes(graph, input.name());
    format.interleaved = format.interleaved && type.shape().dim_size() == 4 && state.reading != Reading::Rows;
    return format;
  } catch (const Refusal &refusal) {
    report(codes::unknownInput, fmt::format("the input `{}` of bytes: {}", printable(input.name()), refusal.reason));
    return std::nullopt;
  }
}

static bool isSmall(int64_t batch, const layers::Shape &image) {
  constexpr int64_t largestBatch = 1 << 20, largest = geometry::maxExtent;
  return batch <= largestBatch && image.channels <= largest && image.height <= largest && image.width <= largest &&
         image.channels * image.height <= geometry::maxElements / image.width;
}

bool GraphReader::agreeOnBatch(const ::onnx::ValueInfoProto &input, int64_t batch) {
  std::vector<Base> bases = basesOf(state.reading, size_t(input.type().tensor_type().shape().dim_size()));
  if (std::ranges::find(bases, Base::Batch) == bases.end())
    return true;
  if (batchKnown && batch != state.batch) {
    report(codes::unknownInput, fmt::format("the input `{}` is a batch of {}, and another input one of {}",
                                            printable(input.name()), batch, state.batch));
    return false;
  }
  state.batch = batch;
  batchKnown = true;
  return true;
}

void GraphReader::readInput(const ::onnx::ValueInfoProto &input) {
  if (!define(input.name()))
    return;
  auto shape = shapeOf(input);
  if (!shape)
    return;
  size_t rank = shape->size();
  if (rank > 4) {
    report(codes::unknownInput,
           fmt::format("the input `{}` has {} axes; images have at most [N, C, H, W]", printable(input.name()), rank));
    return;
  }
  auto format = formatOf(input);
  if (!format)
    return;
  if (format->interleaved)
    std::rotate(shape->begin() + 1, shape->end() - 1, shape->end());
  InputTensor tensor = inputTensor(*shape, state.reading);
  if (!agreeOnBatch(input, tensor.batch))
    return;
  const layers::Shape &image = tensor.image;
  if (!isSmall(tensor.batch, image)) {
    report(codes::unknownInput,
           fmt::format("the input `{}` is larger than what can be compiled", printable(input.name())));
    return;
  }
  DraftValue value = state.builder.input(inputNames.take(identifierOf(input.name(), "input")), image, *format);
  auto uses = state.uses.find(input.name());
  state.readers[value] = uses == state.uses.end() ? 0 : uses->second;
  View view{value, std::move(tensor.axes)};
  if (format->interleaved)
    view = transposed(view, std::vector<int64_t>{0, 2, 3, 1});
  state.values[input.name()] = std::move(view);
}

void GraphReader::readOutputs() {
  if (graph.output_size() == 0 || (draft.inputs.empty() && !sink.hasErrors()))
    report(codes::incoherent, graph.output_size() == 0 ? "it has no outputs" : "it has no inputs");
  for (const ::onnx::ValueInfoProto &output : graph.output()) {
    auto found = state.values.find(output.name());
    if (found == state.values.end()) {
      report(codes::incoherent, fmt::format("nothing gives its output `{}`", printable(output.name())));
      continue;
    }
    const auto *view = std::get_if<View>(&found->second);
    if (std::holds_alternative<Constant>(found->second))
      report(codes::incoherent, fmt::format("its output `{}` is a constant", printable(output.name())));
    if (!view)
      continue;
    try {
      draft.outputs.push_back(
          {outputNames.take(identifierOf(output.name(), "output")), orderedOf(*view, state.builder)});
    } catch (const Refusal &refusal) {
      report(codes::incoherent, fmt::format("its output `{}`: {}", printable(output.name()), refusal.reason));
    }
  }
  if (state.batch > 1)
    report(codes::wasForBatches, fmt::format("it is for batches of {}; the network here is for one image, and how many "
                                             "are run at once is the caller's choice",
                                             state.batch));
}

} // namespace evenstride::interchange::onnx
