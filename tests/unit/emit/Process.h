// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the C and C++ compilers and what they built.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace evenstride::test {

struct Outcome {
  int status = 0;     // 0: the program ended well
  std::string output; // standard output and error
};

/// Runs a shell command in a folder.
inline Outcome runCommand(const std::filesystem::path &folder, const std::string &command) {
  Outcome outcome;
  const std::string line = "cd '" + folder.string() + "' && " + command + " 2>&1";
  FILE *pipe = popen(line.c_str(), "r");
  char text[4096];
  while (pipe && std::fgets(text, sizeof text, pipe))
    outcome.output += text;
  outcome.status = pipe ? pclose(pipe) : -1;
  return outcome;
}

inline void writeFile(const std::filesystem::path &path, const std::string &content) {
  std::ofstream(path, std::ios::binary) << content;
}
inline void writeFile(const std::filesystem::path &path, const std::vector<char> &content) {
  std::ofstream(path, std::ios::binary).write(content.data(), std::streamsize(content.size()));
}

} // namespace evenstride::test
