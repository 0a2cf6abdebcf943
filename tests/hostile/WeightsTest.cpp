// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights that are not there, not sound or not these. Each runs in `build`, whose files must not come into being.
#include "Refusal.h"
#include "interchange/Safetensors.h"

#include <limits>

using namespace evenstride::test;
using evenstride::interchange::TensorToWrite;
using evenstride::interchange::writeSafetensors;

namespace {

struct WeightsSandbox : Sandbox {
  WeightsSandbox() { write("net.stride", convNetwork); }

  std::string refuses(const std::string &code, std::string_view bytes) const {
    write("net.safetensors", bytes);
    return refusal(*this, "evenstride build net.stride -o out", code);
  }
  std::string refuses(const std::string &code, const std::vector<TensorToWrite> &tensors) const {
    auto bytes = writeSafetensors(tensors);
    return refuses(code, std::string_view(reinterpret_cast<const char *>(bytes.data()), bytes.size()));
  }
  /// A file of this header and `dataBytes` zeros.
  std::string refusesHeader(const std::string &code, const std::string &header, size_t dataBytes) const {
    std::string file(8, '\0');
    for (size_t i = 0; i < 8; ++i)
      file[i] = char(header.size() >> (8 * i));
    return refuses(code, file + header + std::string(dataBytes, '\0'));
  }
};

const std::vector<float> weight(18, 0.5f), bias(2, 0.25f);
const TensorToWrite soundWeight{"first.weight", {2, 1, 3, 3}, weight}, soundBias{"first.bias", {2}, bias};

} // namespace

TEST_CASE("no weights at all") {
  WeightsSandbox sandbox;
  for (const char *command : {"build", "verify"}) {
    std::string text = refusal(sandbox, std::string("evenstride ") + command + " net.stride", "E0401");
    CHECK(contains(text, "looked for `net.safetensors`"));
    CHECK(contains(text, "--random-weights 1"));
  }
  refusal(sandbox, "evenstride build net.stride --weights elsewhere.safetensors", "E0001");
  refusal(sandbox, "evenstride build net.stride --weights .", "E0001");
}

TEST_CASE("files that are no safetensors") {
  WeightsSandbox sandbox;
  sandbox.refuses("E0402", std::string_view());
  sandbox.refuses("E0402", std::string_view("\x02\0\0\0", 4));
  sandbox.refuses("E0403", "PK\x03\x04 a zip archive, as torch.save writes it");
  sandbox.refusesHeader("E0404", "[1, 2]", 0);
  sandbox.refusesHeader("E0404", R"({"first.weight": 1})", 0);
  sandbox.refusesHeader("E0406", R"({"first.weight":{"dtype":"F32","shape":[2,1,3,4],"data_offsets":[0,72]}})", 72);
  sandbox.refusesHeader(
      "E0407",
      R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}})",
      2);
  sandbox.refusesHeader("E0408", R"({"first.weight":{"dtype":"F31","shape":[18],"data_offsets":[0,72]}})", 72);
}

TEST_CASE("a file that was cut short") {
  WeightsSandbox sandbox;
  auto bytes = writeSafetensors(std::vector<TensorToWrite>{soundWeight, soundBias});
  for (size_t length = 0; length < bytes.size(); length += 7) {
    sandbox.write("net.safetensors", std::string_view(reinterpret_cast<const char *>(bytes.data()), length));
    CommandResult result = sandbox.run("evenstride build net.stride -o out");
    CHECK(result.exitCode == 2);
    CHECK(contains(result.errors, "error[E04"));
    CHECK_FALSE(std::filesystem::exists(sandbox.inside() / "out"));
  }
  std::string_view allButOne(reinterpret_cast<const char *>(bytes.data()), bytes.size() - 1);
  CHECK(contains(sandbox.refuses("E0405", allButOne), "cut short"));
}

TEST_CASE("weights of another network") {
  WeightsSandbox sandbox;
  std::string missing = sandbox.refuses("E0410", {{"first.weigth", {2, 1, 3, 3}, weight}, soundBias});
  CHECK(contains(missing, "net.stride:2:"));
  CHECK(contains(missing, "the nearest name in the file is `first.weigth`, of shape [2, 1, 3, 3]"));
  CHECK(contains(missing, "warning[W0412]"));
  std::string shape = sandbox.refuses("E0411", {{"first.weight", {1, 2, 3, 3}, weight}, soundBias});
  CHECK(contains(shape, "[2, 1, 3, 3]"));
  CHECK(contains(shape, "[1, 2, 3, 3]"));
}

TEST_CASE("weights that are no finite numbers") {
  WeightsSandbox sandbox;
  std::vector<float> bad = weight;
  bad[5] = std::numeric_limits<float>::quiet_NaN();
  CHECK(contains(sandbox.refuses("E0409", {{"first.weight", {2, 1, 3, 3}, bad}, soundBias}), "[0, 0, 1, 2]"));
  sandbox.refusesHeader("E0408",
                        R"({"first.weight":{"dtype":"I32","shape":[2,1,3,3],"data_offsets":[0,72]},)"
                        R"("first.bias":{"dtype":"F32","shape":[2],"data_offsets":[72,80]}})",
                        80);
}
