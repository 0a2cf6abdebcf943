// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random damage to sound files: whatever the reader accepts obeys the format's rules. Run under the sanitizers too.
#include "interchange/Safetensors.h"

#include <doctest/doctest.h>

#include <random>

using namespace evenstride;
using namespace evenstride::interchange;

namespace {

std::vector<uint8_t> soundFile() {
  static const std::vector<float> values(24, 0.5f);
  TensorToWrite tensors[] = {{"a.weight", {2, 3}, std::span(values).first(6)},
                             {"b", {}, std::span(values).first(1)},
                             {"a.bias", {2}, std::span(values).first(2)}};
  return writeSafetensors(tensors);
}

void damage(std::vector<uint8_t> &bytes, std::mt19937 &random) {
  static constexpr std::string_view likely = "{}[]\",:0123456789-e.F\\";
  for (unsigned i = 0, edits = 1 + random() % 4; i < edits && !bytes.empty(); ++i) {
    size_t place = random() % bytes.size();
    switch (random() % 5) {
    case 0:
      bytes[place] = uint8_t(random());
      break;
    case 1:
      bytes[place] = uint8_t(likely[random() % likely.size()]);
      break;
    case 2:
      bytes.erase(bytes.begin() + std::ptrdiff_t(place));
      break;
    case 3:
      bytes.insert(bytes.begin() + std::ptrdiff_t(place), uint8_t(likely[random() % likely.size()]));
      break;
    case 4:
      bytes.resize(place);
      break;
    }
  }
}

} // namespace

TEST_CASE("damaged files are refused with one error, or read by the rules") {
  std::mt19937 random(7);
  int refused = 0, readable = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<uint8_t> bytes = soundFile();
    damage(bytes, random);
    diagnostics::Sink sink;
    auto file = Safetensors::read(bytes, "net.safetensors", sink);
    REQUIRE(sink.errorCount() == (file ? 0 : 1));
    ++(file ? readable : refused);
    if (!file)
      continue;
    const uint8_t *end = bytes.data() + bytes.size();
    for (auto tensor = file->tensors().rbegin(); tensor != file->tensors().rend(); ++tensor) {
      REQUIRE(tensor->bytes.data() + tensor->bytes.size() == end);
      end = tensor->bytes.data();
      if (isFloatType(tensor->type))
        REQUIRE(widen(*tensor).size() * (tensor->type == "F32" ? 4 : 2) == tensor->bytes.size());
    }
  }
  CHECK(refused > 1000);
  CHECK(readable > 100);
}
