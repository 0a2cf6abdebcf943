// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every network of the examples and of the comparison checks and builds; all but the largest are verified too.
#include "support/Paths.h"
#include "support/Sandbox.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace evenstride::test;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> networksIn(const char *folder) {
  std::vector<fs::path> paths;
  for (const auto &entry : fs::directory_iterator(evenstride::test::sourceDirectory() / folder))
    if (entry.path().extension() == ".stride")
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// Too many operations for the reference's plain loops within a test's patience.
bool isLarge(const fs::path &path) {
  static const std::set<std::string> large = {"vgg16", "dncnn"};
  return large.contains(path.stem().string());
}

/// A quarter of a gigabyte of weights.
bool isHuge(const fs::path &path) { return path.stem() == "resnet152"; }

std::string weightsOf(const fs::path &path) {
  fs::path weights = path;
  weights.replace_extension(".safetensors");
  return fs::exists(weights) ? " --weights '" + weights.string() + "'" : " --random-weights 1";
}

} // namespace

TEST_CASE("examples and benchmarks") {
  Sandbox sandbox; // one, so that equal kernels are compiled once
  std::vector<fs::path> paths = networksIn("dsl-examples"), more = networksIn("bench/networks");
  paths.insert(paths.end(), more.begin(), more.end());
  REQUIRE(paths.size() >= 10);
  for (const fs::path &path : paths) {
    CAPTURE(path.string());
    std::string stem = path.stem().string();
    CommandResult check = sandbox.run("evenstride check '" + path.string() + "'");
    CAPTURE(check.errors);
    CHECK(check.exitCode == 0);
    if (isHuge(path))
      continue;

    CommandResult build = sandbox.run("evenstride build '" + path.string() + "' -o '" + stem + "'" + weightsOf(path));
    CAPTURE(build.errors);
    CHECK(build.exitCode == 0);
    CHECK(fs::exists(sandbox.inside() / stem / ("lib" + stem + ".a")));
    CHECK(fs::exists(sandbox.inside() / stem / (stem + ".h")));
    CHECK(fs::exists(sandbox.inside() / stem / (stem + ".hpp")));

    if (isLarge(path))
      continue;
    CommandResult verify = sandbox.run("evenstride verify '" + path.string() + "'" + weightsOf(path));
    CAPTURE(verify.output);
    CAPTURE(verify.errors);
    CHECK(verify.exitCode == 0);
  }
}
