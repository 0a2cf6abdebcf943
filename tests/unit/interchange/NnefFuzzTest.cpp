// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random damage to a sound NNEF graph, and to a tensor: the importer comes back with errors that point into the text,
// or with a program. Run under the sanitizers too.
#include "interchange/nnef/Import.h"
#include "interchange/nnef/Tensors.h"
#include "unit/interchange/Attempt.h"
#include "unit/interchange/Damage.h"

#include <doctest/doctest.h>

#include <cstring>
#include <fstream>

using namespace evenstride;
using namespace evenstride::interchange;

namespace {

constexpr std::string_view graph = R"(version 1.0;
graph net(x) -> (y, b)
{
    x = external<scalar>(shape = [1, 2, 9, 8]);
    w = variable<scalar>(shape = [4, 1, 3, 3], label = 'c/filter');
    n = variable<scalar>(shape = [1, 4], label = 'n');
    k = constant(shape = [1, 4], value = [1.0, -2.0, 3.5, 1e-3]);
    c = conv(x, w, 0.5, padding = [(1, 0), (0, 1)], stride = [2, 2], dilation = [1, 1], groups = 2);
    m = batch_normalization(c, n, n, offset = 0.0, scale = k, epsilon = 0.001);
    p = avg_pool(m, size = [1, 1, 3, 2], border = 'ignore', stride = [1, 1, 2, 1]); # ignored
    [a, b] = split(p, axis = 1, ratios = [1, 3]);
    j = concat([b, a], axis = 1);
    r = reshape(j, shape = [0, -1]);
    t = relu(r);
    y = softmax(t);
}
)";

using Bytes = std::vector<uint8_t>;

/// A tensor [2, 3] of fp32.
Bytes tensor() {
  Bytes bytes(128 + 24, 0);
  const uint32_t fields[] = {24, 2, 2, 3};
  const uint8_t head[] = {'N', 0xEF, 1, 0};
  const uint32_t bits = 32;
  std::memcpy(bytes.data(), head, sizeof(head));
  std::memcpy(bytes.data() + 4, fields, sizeof(fields));
  std::memcpy(bytes.data() + 44, &bits, sizeof(bits));
  return bytes;
}

constexpr TextFormat format = {nnef::importModel, "no such folder/graph.nnef", ""};

} // namespace

TEST_CASE("the sound graph is imported") {
  Attempt sound(format, graph);
  REQUIRE(sound.imported);
  CHECK_FALSE(sound.sink.hasErrors());
  CHECK_FALSE(sound.imported->hasWeights);
  CHECK(sound.imported->text.find("batch_norm(0.001) @n") != std::string::npos);
}

TEST_CASE("damaged NNEF graphs are refused, or are networks") {
  std::mt19937 random(19);
  Fates fates;
  for (int round = 0; round < 6000; ++round) {
    std::string text(graph);
    damage(text, random);
    fates.count({format, text});
  }
  CHECK(fates.refused > 1000);
  CHECK(fates.imported > 100);
}

TEST_CASE("damaged tensors of NNEF are refused, or have as many values as their shape says") {
  std::mt19937 random(23);
  auto folder = std::filesystem::temp_directory_path() / "evenstride-nnef-tensors";
  std::filesystem::create_directories(folder);
  int refused = 0, sound = 0;
  for (int round = 0; round < 2000; ++round) {
    Bytes bytes = tensor();
    damage(bytes, random);
    std::ofstream(folder / "t.dat", std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()), std::streamsize(bytes.size()));
    Draft draft;
    try {
      nnef::Tensors tensors(folder, draft);
      size_t values = tensors.read("t", {2, 3}).values.size();
      CHECK(values == 6);
      ++sound;
    } catch (const Refusal &refusal) {
      CHECK_FALSE(refusal.reason.empty());
      ++refused;
    }
  }
  std::filesystem::remove_all(folder);
  CHECK(refused > 500);
  CHECK(sound > 100);
}
