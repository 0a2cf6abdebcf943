// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The reader's verdict on sound and unsound files, widening, and the writer.
#include "interchange/Safetensors.h"
#include "Bytes.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

using namespace evenstride;
using namespace evenstride::interchange;
using diagnostics::Code;

namespace {

/// The message of the one error that reading must report with `code`.
std::string refusal(std::span<const uint8_t> bytes, Code code) {
  diagnostics::Sink sink;
  CHECK_FALSE(Safetensors::read(bytes, "net.safetensors", sink));
  REQUIRE(sink.all().size() == 1);
  CHECK(diagnostics::name(sink.all()[0].code) == diagnostics::name(code));
  return sink.all()[0].message;
}

bool accepted(std::span<const uint8_t> bytes) {
  diagnostics::Sink sink;
  return Safetensors::read(bytes, "net.safetensors", sink).has_value();
}

} // namespace

TEST_CASE("what is written is read") {
  std::vector<float> weight = {1, -2, 3.5f, 0, 1e-30f, 7}, bias = {0.25f, -0.125f};
  TensorToWrite tensors[] = {{"conv1.weight", {2, 3}, weight}, {"conv1.bias", {2}, bias}};
  auto bytes = writeSafetensors(tensors);
  diagnostics::Sink sink;
  auto file = Safetensors::read(bytes, "net.safetensors", sink);
  REQUIRE(file);
  REQUIRE(file->tensors().size() == 2);
  CHECK(file->find("conv1.weight")->shape == std::vector<int64_t>{2, 3});
  CHECK(widen(*file->find("conv1.weight")) == weight);
  CHECK(widen(*file->find("conv1.bias")) == bias);
  CHECK(file->find("conv1") == nullptr);
}

TEST_CASE("a file may be empty of tensors, scalar, or of no elements") {
  CHECK(accepted(fileOf("{}", 0)));
  CHECK(accepted(fileOf(R"({"__metadata__":{"format":"pt"}})", 0)));
  CHECK(accepted(fileOf(R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}   )", 4)));
  CHECK(accepted(fileOf(R"({"a":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]}})", 0)));
}

TEST_CASE("the order of the header is free") {
  CHECK(accepted(fileOf(R"({"b":{"dtype":"I64","shape":[],"data_offsets":[4,12]},)"
                        R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                        12)));
}

TEST_CASE("too short a file") {
  CHECK(refusal({}, Code::E0402).find("0 bytes") != std::string::npos);
  CHECK(refusal(std::vector<uint8_t>(7), Code::E0402).find("7 bytes") != std::string::npos);
}

TEST_CASE("a header that is too long") {
  refusal(fileOf("{}", 0, 3), Code::E0403);
  refusal(fileOf("{}", 100, 100'000'001), Code::E0403);
  refusal(fileOf("{}", 100, ~uint64_t(0)), Code::E0403);
  refusal(fileOf("{}", 100, ~uint64_t(0) - 7), Code::E0403); // 8 more wraps to 0
}

TEST_CASE("a header that is no object of tensors") {
  for (const char *header : {"",
                             "[]",
                             "7",
                             " {}",
                             "{",
                             "{}}",
                             "{\"a\":}",
                             "{\"a\":1}",
                             "{\"a\":[]}",
                             "{\"a\":{}}",
                             R"({"a":{"dtype":3,"shape":[],"data_offsets":[0,4]}})",
                             R"({"a":{"dtype":"F32","shape":4,"data_offsets":[0,4]}})",
                             R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})",
                             R"({"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}})",
                             R"({"a":{"dtype":"F32","shape":[[]],"data_offsets":[0,4]}})",
                             R"({"a":{"dtype":"F32","shape":[{}],"data_offsets":[0,4]}})",
                             R"({"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}})",
                             R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0]}})",
                             R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,4,8]}})",
                             R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"more":1}})",
                             R"({"a":{"dtype":"F32","shape":[]}})",
                             R"({"__metadata__":{"a":1}})",
                             R"({"__metadata__":[]})"})
    refusal(fileOf(header, 4), Code::E0404);
}

TEST_CASE("nesting costs nothing") {
  std::string deep = "{\"a\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
  refusal(fileOf(deep, 0), Code::E0404);
  std::string objects = "{\"a\":";
  for (int i = 0; i < 100'000; ++i)
    objects += "{\"a\":";
  refusal(fileOf(objects, 0), Code::E0404);
}

TEST_CASE("tensors that do not fill the data exactly") {
  auto one = [](const char *offsets) {
    return std::string(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)") + offsets + "}}";
  };
  CHECK(refusal(fileOf(one("[0,4]"), 3), Code::E0405).find("cut short") != std::string::npos);
  CHECK(refusal(fileOf(one("[0,4]"), 5), Code::E0405).find("last 1 bytes") != std::string::npos);
  CHECK(refusal(fileOf(one("[1,5]"), 5), Code::E0405).find("bytes 0 to 1") != std::string::npos);
  refusal(fileOf(one("[4,0]"), 4), Code::E0405);
  refusal(fileOf(one("[18446744073709551612,0]"), 4), Code::E0405);
  std::string overlap = R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                        R"("b":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}})";
  CHECK(refusal(fileOf(overlap, 7), Code::E0405).find("inside the tensor before it") != std::string::npos);
}

TEST_CASE("shapes that disagree with the bytes") {
  auto shaped = [](const char *type, const char *shape) {
    return std::string("{\"a\":{\"dtype\":\"") + type + "\",\"shape\":" + shape + ",\"data_offsets\":[0,8]}}";
  };
  CHECK(accepted(fileOf(shaped("F32", "[2]"), 8)));
  refusal(fileOf(shaped("F32", "[3]"), 8), Code::E0406);
  refusal(fileOf(shaped("F16", "[2]"), 8), Code::E0406);
  refusal(fileOf(shaped("F32", "[4294967296,4294967296,2]"), 8), Code::E0406); // wraps to 0
  refusal(fileOf(shaped("F32", "[4611686018427387906]"), 8), Code::E0406);     // wraps to 8
  refusal(fileOf(shaped("F32", "[0,18446744073709551615]"), 8), Code::E0406);
  refusal(fileOf(shaped("F33", "[2]"), 8), Code::E0408);
}

TEST_CASE("keys that stand twice") {
  refusal(
      fileOf(
          R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})",
          4),
      Code::E0407);
  refusal(fileOf(R"({"a":{"dtype":"U8","dtype":"U8","shape":[4],"data_offsets":[0,4]}})", 4), Code::E0407);
  CHECK(accepted(fileOf(
      R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
      4)));
}

TEST_CASE("half and bfloat are widened exactly") {
  auto one = [](const char *type, std::vector<uint16_t> bits) {
    std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t *>(bits.data()), bits.size() * 2);
    return widen(StoredTensor{"a", type, {int64_t(bits.size())}, bytes});
  };
  CHECK(one("F16", {0x3C00, 0xC000, 0x0001, 0x83FF, 0x7BFF, 0x0400}) ==
        std::vector<float>{1, -2, 0x1p-24f, -1023 * 0x1p-24f, 65504, 0x1p-14f});
  CHECK(std::signbit(one("F16", {0x8000})[0]));
  CHECK(std::isinf(one("F16", {0x7C00})[0]));
  CHECK(std::isnan(one("F16", {0x7E00})[0]));
  CHECK(one("BF16", {0x3F80, 0xC040}) == std::vector<float>{1, -3});
}
