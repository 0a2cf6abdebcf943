// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// posix_spawn with one pipe for all output.
#include "driver/Process.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace evenstride::driver {

static std::string readAll(int descriptor) {
  std::string all;
  char buffer[4096];
  for (;;) {
    ssize_t count = read(descriptor, buffer, sizeof(buffer));
    if (count > 0)
      all.append(buffer, size_t(count));
    else if (count == 0 || errno != EINTR)
      return all;
  }
}

static int waitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// The child with its output on `outputEnd`, or nothing.
static std::optional<pid_t> spawn(const std::vector<std::string> &arguments, int outputEnd) {
  std::vector<char *> pointers;
  for (const std::string &argument : arguments)
    pointers.push_back(const_cast<char *>(argument.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, outputEnd, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, outputEnd, STDERR_FILENO);
  pid_t child = 0;
  int error = posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? std::optional(child) : std::nullopt;
}

std::optional<ProcessResult> runProcess(const std::vector<std::string> &arguments) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return std::nullopt;
  auto child = spawn(arguments, ends[1]);
  close(ends[1]);
  ProcessResult result;
  if (child) {
    result.output = readAll(ends[0]);
    result.exitCode = waitFor(*child);
  }
  close(ends[0]);
  return child ? std::optional(std::move(result)) : std::nullopt;
}

std::string installPrefix() {
  std::error_code error;
  auto executable = std::filesystem::read_symlink("/proc/self/exe", error);
  return executable.parent_path().parent_path().string();
}

} // namespace evenstride::driver
