// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Darknet files, sound ones and damaged ones: whatever is imported checks. Run under the sanitizers too.
#include "interchange/darknet/Import.h"
#include "unit/interchange/Attempt.h"
#include "unit/interchange/Damage.h"

#include <doctest/doctest.h>

#include <cstring>
#include <random>

using namespace evenstride;
using namespace evenstride::interchange;

namespace {

constexpr std::string_view soundText = R"([net]
width=16
height=12
channels=3
[convolutional]
batch_normalize=1
filters=8
size=3
stride=1
pad=1
activation=leaky
[maxpool]
size=2
stride=2
[convolutional]
filters=8
size=3
pad=1
groups=2
activation=mish
[shortcut]
from=-2
activation=linear
[upsample]
stride=2
[route]
layers=-1,0
[route]
layers=-1
groups=2
group_id=1
[connected]
output=5
activation=relu
[softmax]
)";
constexpr size_t soundNumbers = 4 * 8 + 8 * 3 * 9 + 8 + 8 * 4 * 9 + 5 + 5 * 8 * 12 * 16;

std::vector<uint8_t> weightsOf(size_t numbers) {
  std::vector<uint8_t> bytes(20 + numbers * sizeof(float));
  bytes[4] = 2; // version 0.2, which counts images in 8 bytes
  float half = 0.5f;
  for (size_t i = 0; i < numbers; ++i)
    std::memcpy(bytes.data() + 20 + i * sizeof(float), &half, sizeof(float));
  return bytes;
}

constexpr TextFormat format = {darknet::importNetwork, "net.cfg", "net.weights"};

const std::vector<std::string> likely = {"=",  ",", "-",  "0",          "1",       "2147483647", "-2147483648",
                                         "\n", "[", "]",  "9999999999", "[net]\n", "groups=3\n", "pad=1000000\n",
                                         "#",  " ", "\0", "size=0\n",   "[route]", "[yolo]\n"};

} // namespace

TEST_CASE("a network with its weights") {
  Attempt sound(format, soundText, weightsOf(soundNumbers));
  CHECK(sound.sink.all().empty());
  REQUIRE(sound.imported);
  CHECK(sound.imported->hasWeights);
  size_t numbers = 0;
  for (const TensorToWrite &tensor : sound.imported->weights)
    numbers += tensor.values.size();
  CHECK(numbers == soundNumbers);
}

TEST_CASE("a file of weights that is cut anywhere is one error with its place") {
  std::vector<uint8_t> whole = weightsOf(soundNumbers);
  for (size_t size = 1; size < whole.size(); size += 97) {
    Attempt cut(format, soundText, {whole.begin(), whole.begin() + std::ptrdiff_t(size)});
    CHECK(!cut.imported);
    CHECK(cut.sink.errorCount() == 1);
    CHECK((size < 20 || cut.sink.all()[0].primary.span.valid()));
  }
}

TEST_CASE("damaged texts are refused with errors, or imported") {
  std::mt19937 random(5);
  Fates fates;
  for (int round = 0; round < 3000; ++round) {
    std::string text(soundText);
    damage(text, likely, /*longest=*/11, random);
    fates.count({format, text, random() % 4 == 0 ? weightsOf(random() % 9000) : std::vector<uint8_t>()});
  }
  CHECK(fates.refused > 500);
  CHECK(fates.imported > 50);
}
