// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Command lines that mean nothing.
#include "Refusal.h"

using namespace evenstride::test;

TEST_CASE("words that no command knows") {
  Sandbox sandbox;
  sandbox.write("net.stride", reluNetwork);
  CHECK(contains(refusal(sandbox, "evenstride chek net.stride", "E0016"), "did you mean `check`?"));
  CHECK(contains(refusal(sandbox, "evenstride check --fromat json net.stride", "E0016"), "did you mean `--format`?"));
  CHECK(contains(refusal(sandbox, "evenstride", "E0016"), "`evenstride --help`"));
  refusal(sandbox, "evenstride check", "E0016");
  refusal(sandbox, "evenstride check --format yaml net.stride", "E0016");
  refusal(sandbox, "evenstride build net.stride --emit soup", "E0016");
  refusal(sandbox, "evenstride bench net.stride --threads 0", "E0016");
  refusal(sandbox, "evenstride bench net.stride --threads many", "E0016");
  refusal(sandbox, "evenstride bench net.stride --weights a --random-weights 1", "E0016");
  refusal(sandbox, "evenstride verify net.stride --samples -1", "E0016");
  CHECK(contains(refusal(sandbox, "evenstride build net.stride --max-weights 20mib", "E0016"), "as in `20MiB`"));
  refusal(sandbox, "evenstride build net.stride --max-weights 9223372036854775807KiB", "E0016");
  refusal(sandbox, "evenstride cache polish", "E0016");
}

TEST_CASE("names of things that do not exist") {
  Sandbox sandbox;
  sandbox.write("net.stride", reluNetwork);
  CHECK(contains(refusal(sandbox, "evenstride build net.stride --target x86-64-avx521", "E0006"),
                 "did you mean `x86-64-avx512`?"));
  CHECK(contains(refusal(sandbox, "evenstride build net.stride --target x86-64-avx2,x86-64-avx3", "E0006"),
                 "there is no target `x86-64-avx3`"));
  refusal(sandbox, "evenstride explain E9999", "E0014");
}

TEST_CASE("help and version are no errors") {
  Sandbox sandbox;
  CHECK(contains(sandbox.run("evenstride --help").output, "verify"));
  CHECK(contains(sandbox.run("evenstride --version").output, "evenstride 0."));
  CHECK(sandbox.run("evenstride build --help").exitCode == 0);
}
