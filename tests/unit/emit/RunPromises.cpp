// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CC and RUNTIME_INCLUDE come from CMake.
#include "RunPromises.h"

#include "TemporaryFolder.h"

namespace evenstride::test {

void writeFloats(const std::filesystem::path &path, const std::vector<float> &values) {
  const auto *bytes = reinterpret_cast<const char *>(values.data());
  writeFile(path, std::vector<char>(bytes, bytes + values.size() * sizeof(float)));
}

/// An input in its format, from [C, H, W].
static void writeInput(const std::filesystem::path &path, const check::Graph &graph, size_t index,
                       const std::vector<float> &values) {
  const check::NetworkInput &input = graph.inputs[index];
  if (!input.format.bytes)
    return writeFloats(path, values);
  const layers::Shape &shape = graph.shapeOf(input.value);
  const size_t channels = size_t(shape.channels), pixels = size_t(shape.height * shape.width);
  std::vector<char> bytes(values.size());
  for (size_t c = 0; c < channels; ++c)
    for (size_t pixel = 0; pixel < pixels; ++pixel)
      bytes[input.format.interleaved ? pixel * channels + c : c * pixels + pixel] =
          char(uint8_t(values[c * pixels + pixel]));
  writeFile(path, bytes);
}

/// Writes the library, inputs and expected outputs.
void writeAll(const CompiledText &network, const std::filesystem::path &folder) {
  network.write(folder);
  const auto inputs = network.inputs();
  for (size_t i = 0; i < inputs.size(); ++i)
    writeInput(folder / ("input" + std::to_string(i) + ".bin"), network.graph, i, inputs[i]);
  const auto expected = network.reference(inputs);
  for (size_t i = 0; i < expected.size(); ++i)
    writeFloats(folder / ("expected" + std::to_string(i) + ".bin"), {expected[i].data.begin(), expected[i].data.end()});
}

std::optional<Toolchain> toolchainFor(const support::Target &target) {
  if (support::hostRuns(target))
    return Toolchain{CC, NM, ""};
  // A lesser machine of the same kind has an emulator of its own kind at most.
  const std::string architecture(target.triple.substr(0, target.triple.find('-'))),
      prefix = architecture + "-linux-gnu-";
  if (target.triple == support::hostTarget()->triple ||
      runCommand(".", "command -v " + prefix + "gcc && command -v qemu-" + architecture).status != 0)
    return std::nullopt;
  return Toolchain{prefix + "gcc -static", prefix + "nm", "qemu-" + architecture + " "};
}

/// Builds and runs programs/promises.c with the library.
Outcome runPromises(const CompiledText &network, const Toolchain &toolchain, const std::string &flags) {
  TemporaryFolder folder;
  writeAll(network, folder.path);
  std::string wrap;
  for (const char *function : {"malloc", "calloc", "realloc", "aligned_alloc", "free", "mmap"})
    wrap += std::string(" -Wl,--wrap=") + function;
  const std::string &name = network.graph.name;
  Outcome built = runCommand(folder.path, toolchain.cc + " -O1 -std=c11 -Wall -Werror -DNETWORK=" + name + " " + flags +
                                              " -I" RUNTIME_INCLUDE " " + programs + "promises.c -o program lib" +
                                              name + ".a -lm -lpthread" + wrap);
  return built.status ? built : runCommand(folder.path, toolchain.emulator + "./program");
}

} // namespace evenstride::test
