// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Output files come into being together or not at all; programs are started without a shell.
#include "driver/Files.h"
#include "driver/Process.h"
#include "support/Sandbox.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::driver;

TEST_CASE("files appear when they are committed") {
  test::Sandbox sandbox;
  std::string first = sandbox.inside() / "first", second = sandbox.inside() / "second";
  sandbox.write("second", "old");
  diagnostics::Sink sink;
  OutputFiles files;
  CHECK(files.add(first, "1", sink));
  CHECK(files.add(second, "2", sink));
  CHECK(sandbox.read("first") == "");
  CHECK(sandbox.read("second") == "old");
  CHECK(files.commit(sink));
  CHECK(sandbox.files() == std::map<std::string, std::string>{{"first", "1"}, {"second", "2"}});
}

TEST_CASE("without a commit nothing stays") {
  test::Sandbox sandbox;
  diagnostics::Sink sink;
  {
    OutputFiles files;
    CHECK(files.add(sandbox.inside() / "first", "1", sink));
    CHECK(sandbox.files().size() == 1);
    CHECK_FALSE(files.add(sandbox.inside() / "no/such/folder", "2", sink));
  }
  CHECK(sandbox.files().empty());
  CHECK(sink.errorCount() == 1);
}

TEST_CASE("devices are written as they are") {
  diagnostics::Sink sink;
  OutputFiles files;
  CHECK(files.add("/dev/null", "1", sink));
  CHECK(files.commit(sink));
  CHECK_FALSE(files.add("/dev/full", "1", sink));
}

TEST_CASE("programs get their arguments as they are, and their output comes back") {
  auto result = runProcess({"printf", "%s|", "a b", "$HOME", "'"});
  REQUIRE(result);
  CHECK(result->exitCode == 0);
  CHECK(result->output == "a b|$HOME|'|");
  CHECK(runProcess({"false"})->exitCode == 1);
  CHECK_FALSE(runProcess({"no-such-program-anywhere"}));
  auto large = runProcess({"head", "-c", "1000000", "/dev/zero"});
  REQUIRE(large);
  CHECK(large->output.size() == 1000000);
}
