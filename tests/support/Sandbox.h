// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The command `evenstride` run in an empty folder with a cache of its own.
#pragma once

#include "support/Files.h"
#include "support/Paths.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <sys/wait.h>
#include <vector>

namespace evenstride::test {

struct CommandResult {
  int exitCode = 0;
  std::string output; // standard output
  std::string errors; // standard error
};

/// A folder that ends with the object.
class Sandbox {
public:
  Sandbox() {
    std::string pattern = (std::filesystem::temp_directory_path() / "evenstride-test-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    std::filesystem::create_directories(inside());
  }
  Sandbox(const Sandbox &) = delete;
  Sandbox &operator=(const Sandbox &) = delete;
  ~Sandbox() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  /// The folder in which commands run.
  std::filesystem::path inside() const { return folder / "work"; }
  std::filesystem::path cache() const { return folder / "cache"; }

  void write(const std::string &name, std::string_view content) const { writeText(inside() / name, content); }
  std::string read(const std::string &name) const { return readText(inside() / name); }

  /// Runs a shell command in which `evenstride` is the program under test; `before` is put ahead of it ("CC=false ").
  CommandResult run(const std::string &command, const std::string &before = "") const {
    std::string line = "cd '" + inside().string() + "' && PATH='" + program.parent_path().string() +
                       "':\"$PATH\" XDG_CACHE_HOME='" + cache().string() + "' " + before + command + " >'" +
                       (folder / "out").string() + "' 2>'" + (folder / "err").string() + "'";
    int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), readText(folder / "out"),
            readText(folder / "err")};
  }

  /// Every file in the folder in which commands run, with its content.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> all;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(inside()))
      if (entry.is_regular_file())
        all[std::filesystem::relative(entry.path(), inside()).string()] = readText(entry.path());
    return all;
  }

  /// Another program than the build's own.
  void use(std::filesystem::path other) { program = std::move(other); }

private:
  std::filesystem::path folder;
  std::filesystem::path program = test::binaryDirectory() / "bin" / "evenstride";
};

} // namespace evenstride::test
