// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ncnn files, sound ones and damaged ones: whatever is imported checks. Run under the sanitizers too.
#include "interchange/ncnn/Import.h"
#include "unit/interchange/Attempt.h"
#include "unit/interchange/Damage.h"

#include <doctest/doctest.h>

#include <random>

using namespace evenstride;
using namespace evenstride::interchange;

namespace {

constexpr std::string_view soundText = R"(7767517
10 12
Input            data     0 1 data 0=16 1=12 2=4
Convolution      conv     1 1 data conv 0=8 1=3 3=2 4=1 5=1 6=288 9=3 -23310=2,0.0,6.0
Split            split    1 2 conv a b
ConvolutionDepthWise dw   1 1 a dw 0=8 1=3 4=1 6=72 7=8
Pooling          pool     1 1 dw pool 0=1 4=1
BinaryOp         gate     2 1 b pool gate 0=2
Deconvolution    up       1 1 gate up 0=4 1=4 3=2 4=1 5=1 6=512
Slice            cut      1 2 up left right -23300=2,2,-233
Crop             crop     1 1 left crop -23309=2,1,1 -23310=2,-1,-1 -23311=2,1,2
InnerProduct     dense    1 1 right dense 0=5 1=1 2=1920
)";
constexpr size_t soundBytes = 4 * (1 + 288 + 8 + 1 + 72 + 1 + 512 + 4 + 1 + 1920 + 5);

constexpr TextFormat format = {ncnn::importNetwork, "net.param", "net.bin"};

std::vector<uint8_t> zeros(size_t count) { return std::vector<uint8_t>(count); }

const std::vector<std::string> likely = {"=", ",",  "-", "0",        "1",          "2147483647", "-2147483648",
                                         " ", "\n", ".", " 3=0",     "9999999999", " 9=7",       "1e400",
                                         "",  "\0", "e", " -23300=", " 4=-233",    "data"};

} // namespace

TEST_CASE("a network with its weights, and without") {
  Attempt sound(format, soundText, zeros(soundBytes));
  CHECK(sound.sink.all().empty());
  REQUIRE(sound.imported);
  CHECK(sound.imported->hasWeights);
  CHECK(sound.imported->weights.size() == 7);
  Attempt bare(format, soundText);
  REQUIRE(bare.imported);
  CHECK(!bare.imported->hasWeights);
  CHECK(bare.imported->text == sound.imported->text);
}

TEST_CASE("a file of numbers that is cut anywhere is one error at its layer") {
  for (size_t size = 1; size < soundBytes; size += 101) {
    Attempt cut(format, soundText, zeros(size));
    CHECK(!cut.imported);
    CHECK(cut.sink.errorCount() == 1);
    CHECK(cut.sink.all()[0].primary.span.valid());
  }
}

TEST_CASE("damaged texts are refused with errors, or imported") {
  std::mt19937 random(6);
  Fates fates;
  for (int round = 0; round < 3000; ++round) {
    std::string text(soundText);
    damage(text, likely, /*longest=*/3, random);
    fates.count({format, text, zeros(random() % 4 == 0 ? random() % (2 * soundBytes) : 0)});
  }
  CHECK(fates.refused > 500);
  CHECK(fates.imported > 50);
}
