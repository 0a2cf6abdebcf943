// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Models that are no models, and places that cannot be written.
#include "Refusal.h"

#include <unistd.h>

using namespace evenstride::test;

TEST_CASE("files that cannot be read") {
  Sandbox sandbox;
  for (const char *command : {"check", "build", "explain", "verify", "bench"}) {
    std::string missing = refusal(sandbox, std::string("evenstride ") + command + " nowhere.stride", "E0001");
    CHECK(contains(missing, "there is no such file"));
  }
  std::filesystem::create_directory(sandbox.inside() / "folder.stride");
  CHECK(contains(refusal(sandbox, "evenstride check folder.stride", "E0001"), "it is a directory"));
  sandbox.write("large.stride", std::string((16 << 20) + 1, ' '));
  CHECK(contains(refusal(sandbox, "evenstride check large.stride", "E0001"), "16.0 MiB"));
  std::string fifo = "mkfifo pipe.stride";
  REQUIRE(sandbox.run(fifo).exitCode == 0);
  refusal(sandbox, "evenstride check pipe.stride", "E0001");
}

TEST_CASE("files that are no text") {
  Sandbox sandbox;
  sandbox.write("zero.stride", std::string_view("network\0a", 9));
  CHECK(contains(refusal(sandbox, "evenstride check zero.stride", "E0002"), "byte 8 is 0x00"));
  sandbox.write("latin.stride", "# caf\xE9\n");
  CHECK(contains(refusal(sandbox, "evenstride build latin.stride", "E0002"), "byte 6 is 0xe9"));
}

TEST_CASE("files without a network") {
  Sandbox sandbox;
  sandbox.write("empty.stride", "");
  refusal(sandbox, "evenstride check empty.stride", "E0003");
  sandbox.write("comment.stride", "# nothing yet\n");
  refusal(sandbox, "evenstride build comment.stride", "E0003");
}

TEST_CASE("files with several networks") {
  Sandbox sandbox;
  sandbox.write("two.stride", "network first(x: f32[1, 4, 4]) { return x -> relu }\n"
                              "network second(x: f32[1, 4, 4]) { return x -> relu }\n");
  CHECK(sandbox.run("evenstride check two.stride").exitCode == 0);
  CHECK(contains(refusal(sandbox, "evenstride build two.stride", "E0004"), "`two.stride:first`"));
  CHECK(contains(refusal(sandbox, "evenstride build two.stride:secnd", "E0004"), "did you mean `two.stride:second`?"));
}

TEST_CASE("errors of the model give exit code 1") {
  Sandbox sandbox;
  sandbox.write("layer.stride", "network n(x: f32[1, 4, 4]) { return x -> rellu }\n");
  CHECK(contains(refusal(sandbox, "evenstride check layer.stride", "E0201", 1), "`relu`"));
  sandbox.write("syntax.stride", "network n(x: f32[1, 4, 4]) { return x -> -> relu }\n");
  for (const char *command : {"check", "build", "run", "bench", "verify", "explain"})
    CHECK(sandbox.run(std::string("evenstride ") + command + " syntax.stride").exitCode == 1);
  sandbox.write("size.stride", "network n(x: f32[1, 8, 8]) { return x -> conv(1, 3x3, stride: 2) }\n");
  refusal(sandbox, "evenstride build size.stride --random-weights 1 -o out", "E0301", 1);
  std::string ide = refusal(sandbox, "evenstride build size.stride --random-weights 1 --diagnostics ide", "E0301", 1);
  CHECK(contains(ide, "size.stride:1:55: error: "));
}

TEST_CASE("machines get one JSON object") {
  Sandbox sandbox;
  sandbox.write("size.stride", "network n(x: f32[1, 8, 8]) { return x -> conv(1, 3x3, stride: 2) }\n");
  CommandResult json = sandbox.run("evenstride check size.stride --format json");
  CHECK(json.exitCode == 1);
  CHECK(json.output.starts_with("{\"diagnostics\":"));
  CHECK(json.errors.empty());
  CommandResult missing = sandbox.run("evenstride check nowhere.stride --format sarif");
  CHECK(missing.exitCode == 2);
  CHECK(contains(missing.output, "E0001"));
}
