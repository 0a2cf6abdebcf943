// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Payloads: raw bytes, or the field of the type; never both, and never more or fewer than the shape says.
#include "interchange/onnx/Constant.h"

#include "interchange/Safetensors.h"

#include "onnx.pb.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace evenstride::interchange::onnx {

using ::onnx::TensorProto;

int64_t elementsOf(std::span<const int64_t> shape) {
  constexpr int64_t most = int64_t(1) << 40, longest = int64_t(1) << 31;
  int64_t elements = 1;
  for (int64_t extent : shape)
    if (extent < 0 || extent > longest || __builtin_mul_overflow(elements, extent, &elements) || elements > most)
      throw Refusal{"a tensor has a shape that cannot be counted"};
  return elements;
}

bool isFloatElement(int32_t type) {
  return type == TensorProto::FLOAT || type == TensorProto::DOUBLE || type == TensorProto::FLOAT16 ||
         type == TensorProto::BFLOAT16;
}

Constant integerConstant(std::vector<int64_t> shape, std::vector<int64_t> values) {
  return {std::move(shape), false, {}, std::move(values)};
}

Constant floatConstant(std::vector<int64_t> shape, std::vector<float> values, Draft &memory) {
  const std::vector<float> &kept = memory.computed.emplace_back(std::move(values));
  return {std::move(shape), true, kept, {}};
}

namespace {

/// The half of a float type, widened.
float widenHalf(uint16_t bits) {
  StoredTensor stored{"", "F16", {1}, std::span(reinterpret_cast<const uint8_t *>(&bits), sizeof bits)};
  return widen(stored)[0];
}
float widenBrain(uint16_t bits) { return std::bit_cast<float>(uint32_t(bits) << 16); }

class Decoder {
public:
  Decoder(const TensorProto &tensor, std::optional<std::span<const uint8_t>> elsewhere, Draft &memory)
      : tensor(tensor), memory(memory), isElsewhere(elsewhere) {
    const std::string &own = tensor.raw_data();
    raw = elsewhere ? *elsewhere : std::span(reinterpret_cast<const uint8_t *>(own.data()), own.size());
    shape.assign(tensor.dims().begin(), tensor.dims().end());
    elements = size_t(elementsOf(shape));
  }

  Constant decode() {
    checkPayloads();
    switch (tensor.data_type()) {
    case TensorProto::FLOAT:
      return floats();
    case TensorProto::DOUBLE:
      return converted<double>(tensor.double_data(), [](double value) { return float(value); });
    case TensorProto::FLOAT16:
      return converted<uint16_t>(tensor.int32_data(), widenHalf);
    case TensorProto::BFLOAT16:
      return converted<uint16_t>(tensor.int32_data(), widenBrain);
    case TensorProto::INT64:
      return integers<int64_t>(tensor.int64_data());
    case TensorProto::INT32:
      return integers<int32_t>(tensor.int32_data());
    case TensorProto::INT16:
      return integers<int16_t>(tensor.int32_data());
    case TensorProto::INT8:
      return integers<int8_t>(tensor.int32_data());
    case TensorProto::UINT8:
    case TensorProto::BOOL:
      return integers<uint8_t>(tensor.int32_data());
    case TensorProto::UINT16:
      return integers<uint16_t>(tensor.int32_data());
    default:
      throw Refusal{fmt::format("a tensor is of the element type {}, which is not known", tensor.data_type())};
    }
  }

private:
  void checkPayloads() const {
    int payloads = int(isElsewhere) + int(tensor.has_raw_data()) + int(tensor.float_data_size() > 0) +
                   int(tensor.int32_data_size() > 0) + int(tensor.int64_data_size() > 0) +
                   int(tensor.double_data_size() > 0) + int(tensor.uint64_data_size() > 0) +
                   int(tensor.string_data_size() > 0);
    if (payloads > 1)
      throw Refusal{"a tensor has its values twice"};
    if (tensor.has_segment())
      throw Refusal{"a tensor is only a segment of one"};
  }

  bool isRaw() const { return isElsewhere || tensor.has_raw_data(); }

  void checkCount(size_t values) const {
    if (values != elements)
      throw Refusal{fmt::format("its shape has {} elements, and the file gives it {}", elements, values)};
  }
  void checkBytes(size_t each) const {
    if (raw.size() != elements * each)
      throw Refusal{fmt::format("its shape takes {} bytes, and the file gives it {}", elements * each, raw.size())};
  }

  Constant floats() {
    if (!isRaw()) {
      checkCount(size_t(tensor.float_data_size()));
      return {shape, true, {tensor.float_data().data(), elements}, {}};
    }
    checkBytes(sizeof(float));
    if (reinterpret_cast<uintptr_t>(raw.data()) % alignof(float) == 0)
      return {shape, true, {reinterpret_cast<const float *>(raw.data()), elements}, {}};
    std::vector<float> values(elements);
    std::memcpy(values.data(), raw.data(), elements * sizeof(float));
    return floatConstant(shape, std::move(values), memory);
  }

  /// Calls take(element) for each, from raw bytes or the field of the type.
  template <typename Element, typename Field, typename Take> void forEach(const Field &field, Take take) {
    if (!isRaw()) {
      checkCount(size_t(field.size()));
      for (auto value : field)
        take(Element(value));
      return;
    }
    checkBytes(sizeof(Element));
    for (size_t i = 0; i < elements; ++i) {
      Element element;
      std::memcpy(&element, raw.data() + i * sizeof element, sizeof element);
      take(element);
    }
  }

  template <typename Element, typename Field, typename Convert>
  Constant converted(const Field &field, Convert convert) {
    std::vector<float> values;
    forEach<Element>(field, [&](Element element) { values.push_back(convert(element)); });
    return floatConstant(shape, std::move(values), memory);
  }

  template <typename Element, typename Field> Constant integers(const Field &field) {
    std::vector<int64_t> values;
    forEach<Element>(field, [&](Element element) { values.push_back(int64_t(element)); });
    return integerConstant(shape, std::move(values));
  }

  const TensorProto &tensor;
  Draft &memory;
  bool isElsewhere;
  std::span<const uint8_t> raw;
  std::vector<int64_t> shape;
  size_t elements = 0;
};

} // namespace

Constant decode(const TensorProto &tensor, std::optional<std::span<const uint8_t>> elsewhere, Draft &memory) {
  return Decoder(tensor, elsewhere, memory).decode();
}

} // namespace evenstride::interchange::onnx
