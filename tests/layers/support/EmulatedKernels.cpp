// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// KERNEL_RUNNER (an archive of emulated/Main.cpp and what it uses), CROSS_CC and EMULATOR come from CMake; empty where
// there are no such tools. The conversation is described in emulated/Main.cpp.
#include "layers/support/EmulatedKernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <csignal>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace evenstride::layertest {

bool EmulatedKernels::canRun(const support::Target &target) {
  return target.triple.starts_with("aarch64") && *KERNEL_RUNNER != '\0' && std::getenv("EVENSTRIDE_EMULATE");
}

EmulatedKernels::EmulatedKernels(std::span<const kernels::KernelSpec> specs) : objects(specs) {
  const std::string folder = objects.folder.string(), program = folder + "/runner";
  std::ofstream table(folder + "/table.c");
  for (size_t i = 0; i < objects.size(); ++i)
    table << "extern char " << KernelObjects::symbolOf(i) << "[];\n";
  table << "void *const kernelTable[] = {";
  for (size_t i = 0; i < objects.size(); ++i)
    table << KernelObjects::symbolOf(i) << ", ";
  table << "0};\n";
  table.close();
  mustRun(CROSS_CC " -static -o '" + program + "' '" + folder + "/table.c' '" + folder +
          "'/*.o " KERNEL_RUNNER " -lstdc++ -lm");
  start(program);
}

void EmulatedKernels::start(const std::string &program) {
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  process = fork();
  REQUIRE(process >= 0);
  if (process == 0) {
    dup2(ends[1], STDIN_FILENO);
    execlp(EMULATOR, EMULATOR, program.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  connection = ends[0];
}

EmulatedKernels::~EmulatedKernels() {
  if (connection >= 0)
    close(connection);
  if (process > 0)
    waitpid(process, nullptr, 0); // it ends with its input
}

void EmulatedKernels::send(const void *data, size_t bytes) {
  const auto *from = static_cast<const std::byte *>(data);
  while (bytes > 0) {
    const ssize_t sent = ::send(connection, from, bytes, MSG_NOSIGNAL);
    REQUIRE_MESSAGE(sent > 0, "the emulated program has ended");
    from += sent, bytes -= static_cast<size_t>(sent);
  }
}

void EmulatedKernels::sendNumbers(std::initializer_list<int64_t> numbers) {
  send(std::data(numbers), numbers.size() * sizeof(int64_t));
}

void EmulatedKernels::receive(void *data, size_t bytes) {
  auto *to = static_cast<std::byte *>(data);
  while (bytes > 0) {
    const ssize_t got = recv(connection, to, bytes, 0);
    REQUIRE_MESSAGE(got > 0, "the emulated program has ended: it went beyond a buffer, most likely");
    to += got, bytes -= static_cast<size_t>(got);
  }
}

int EmulatedKernels::run(size_t index, std::span<const GuardedBuffer> buffers, std::span<float *const> pointers) {
  auto bufferOf = [&](const float *pointer) {
    return std::ranges::find_if(buffers,
                                [&](const GuardedBuffer &buffer) {
                                  const auto floats = buffer.floats();
                                  return pointer >= floats.data() && pointer < floats.data() + floats.size();
                                }) -
           buffers.begin();
  };
  const Scratch &scratch = objects.scratch[index];
  sendNumbers({static_cast<int64_t>(index), scratch.bytes, scratch.slots, scratch.sharedBytes,
               static_cast<int64_t>(buffers.size()), static_cast<int64_t>(pointers.size())});
  for (const GuardedBuffer &buffer : buffers) {
    const auto floats = buffer.floats();
    sendNumbers({static_cast<int64_t>(floats.size()), static_cast<int64_t>(buffer.fence())});
    send(floats.data(), floats.size_bytes());
  }
  for (const float *pointer : pointers) {
    const auto buffer = bufferOf(pointer);
    const auto *begin = reinterpret_cast<const std::byte *>(buffers[buffer].floats().data());
    sendNumbers({buffer, reinterpret_cast<const std::byte *>(pointer) - begin});
  }
  int64_t answer[2]; // what the kernel returned, the length of a complaint
  receive(answer, sizeof answer);
  std::string fault(static_cast<size_t>(answer[1]), ' ');
  receive(fault.data(), fault.size());
  INFO(fault);
  REQUIRE(fault.empty());
  const auto output = buffers[bufferOf(pointers.back())].floats();
  receive(output.data(), output.size_bytes());
  return static_cast<int>(answer[0]);
}

} // namespace evenstride::layertest
