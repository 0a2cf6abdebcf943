// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tensors of a parsed file against what layers expect.
#include "interchange/caffe/Blobs.h"
#include "interchange/ImportCodes.h"
#include "interchange/Names.h"
#include "support/Text.h"

#include "caffemodel.pb.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <google/protobuf/arena.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>

namespace evenstride::interchange::caffe {

using evenstride_caffe::Model;
using evenstride_caffe::Tensor;
using Shape = std::vector<int64_t>;

static void report(diagnostics::Sink &sink, diagnostics::Code code, std::string message) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  sink.report(std::move(diagnostic));
}

static std::shared_ptr<const Model> parse(std::span<const uint8_t> bytes) {
  auto arena = std::make_shared<google::protobuf::Arena>();
  auto *model = google::protobuf::Arena::CreateMessage<Model>(arena.get());
  google::protobuf::io::CodedInputStream stream(bytes.data(), int(bytes.size()));
  stream.SetRecursionLimit(BlobLimits::depth);
  bool isWhole = !bytes.empty() && model->ParseFromCodedStream(&stream) && stream.ConsumedEntireMessage();
  return isWhole ? std::shared_ptr<const Model>(arena, model) : nullptr;
}

std::unique_ptr<Blobs> Blobs::read(const WeightsFile &file, Draft &draft, diagnostics::Sink &sink) {
  if (file.bytes.size() > BlobLimits::bytes) {
    report(sink, codes::tooLarge,
           fmt::format("`{}` has {} bytes; the limit is {}", file.path, file.bytes.size(), BlobLimits::bytes));
    return nullptr;
  }
  auto model = parse(file.bytes);
  if (!model || model->layer_size() + model->layers_size() == 0) {
    report(sink, codes::damaged, fmt::format("`{}` is no binary Caffe model, or is damaged", file.path));
    return nullptr;
  }
  if (model->layer_size() > BlobLimits::layers || model->layers_size() > BlobLimits::layers) {
    report(sink, codes::tooLarge, fmt::format("`{}` has more than {} layers", file.path, BlobLimits::layers));
    return nullptr;
  }
  return std::unique_ptr<Blobs>(new Blobs(std::move(model), draft));
}

Blobs::Blobs(std::shared_ptr<const Model> parsed, Draft &draft) : model(std::move(parsed)), draft(draft) {
  auto add = [this](const auto &layers) {
    for (const auto &layer : layers) {
      Tensors tensors;
      for (const Tensor &tensor : layer.blobs())
        tensors.push_back(&tensor);
      if (!tensors.empty())
        byLayer.emplace(layer.name(), std::move(tensors));
    }
  };
  add(model->layers());
  add(model->layer());
}

/// The extents of a tensor: four in files from before there was a shape.
static Shape shapeOf(const Tensor &tensor) {
  if (tensor.has_shape())
    return {tensor.shape().dim().begin(), tensor.shape().dim().end()};
  return {tensor.num(), tensor.channels(), tensor.height(), tensor.width()};
}

/// Extents without the ones in front, which old files fill up to four with.
static Shape stripped(Shape shape) {
  auto first = std::ranges::find_if(shape, [](int64_t extent) { return extent != 1; });
  shape.erase(shape.begin(), first);
  return shape;
}

static size_t elementsOf(const Shape &shape) {
  size_t elements = 1;
  for (int64_t extent : shape)
    if (extent < 0 || __builtin_mul_overflow(elements, size_t(extent), &elements))
      throw Refusal{fmt::format("a shape of its weights is [{}], which makes no sense", fmt::join(shape, ", "))};
  return elements;
}

std::span<const float> Blobs::valuesOf(const Tensor &tensor) {
  if (tensor.double_data_size() == 0)
    return {tensor.data().data(), size_t(tensor.data_size())};
  std::vector<float> &memory = draft.computed.emplace_back();
  memory.reserve(size_t(tensor.double_data_size()));
  for (double value : tensor.double_data())
    memory.push_back(float(value));
  return memory;
}

void Blobs::fill(DraftWeight &weight, const Tensor &tensor) {
  Shape shape = shapeOf(tensor);
  size_t wanted = elementsOf(shape), found = size_t(std::max(tensor.data_size(), tensor.double_data_size()));
  if (wanted != found)
    throw Refusal{fmt::format("its {} has the shape [{}], which is {} numbers, and {} stand in the file", weight.suffix,
                              fmt::join(shape, ", "), wanted, found)};
  bool fits = shape == weight.shape || (shape.size() == 4 && stripped(shape) == stripped(weight.shape));
  if (!fits)
    throw Refusal{fmt::format("its {} has the shape [{}] in the file, and [{}] follows from the network", weight.suffix,
                              fmt::join(shape, ", "), fmt::join(weight.shape, ", "))};
  weight.values = valuesOf(tensor);
}

std::string Blobs::missing(const std::string &layer) const {
  std::vector<std::string_view> names;
  for (const auto &each : byLayer)
    names.push_back(each.first);
  auto near = support::nearestName(layer, names);
  return near ? fmt::format("there are no weights for it; for `{}` there are", printable(*near))
              : "there are no weights for it";
}

std::vector<DraftWeight> Blobs::take(const std::string &layer, std::vector<DraftWeight> expected) {
  auto found = byLayer.find(layer);
  if (found == byLayer.end())
    throw Refusal{missing(layer)};
  taken.insert(layer);
  if (found->second.size() != expected.size())
    throw Refusal{fmt::format(
        "there {} {} of weights for it, and {} follow{} from the network", found->second.size() == 1 ? "is" : "are",
        support::plural(int64_t(found->second.size()), "tensor"), expected.size(), expected.size() == 1 ? "s" : "")};
  for (size_t i = 0; i < expected.size(); ++i)
    fill(expected[i], *found->second[i]);
  return expected;
}

std::vector<std::string> Blobs::untaken() const {
  std::vector<std::string> names;
  for (const auto &each : byLayer)
    if (!taken.contains(each.first))
      names.push_back(each.first);
  return names;
}

} // namespace evenstride::interchange::caffe
