// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A generated library and a library of Halide's own link into one program and leave each other alone.
#include "CompiledText.h"
#include "Process.h"
#include "RunPromises.h"
#include "TemporaryFolder.h"

#include <Halide.h>
#include <doctest/doctest.h>

using namespace evenstride;
using test::runCommand;

TEST_CASE("another Halide library links into the same program") {
  test::TemporaryFolder folder;
  test::CompiledText network("network beside(x: f32[16, 90, 90]) { return y: (x -> conv(32, 3x3) @conv1 -> relu) }");
  network.build();
  network.write(folder.path);

  Halide::Func squares("squares");
  Halide::Var x("x"), outer("outer"), inner("inner");
  squares(x) = x * x;
  squares.split(x, outer, inner, 64).parallel(outer);
  squares.compile_to_static_library((folder.path / "squares").string(), {}, "squares",
                                    Halide::Target("x86-64-linux-sse41"));

  const auto built =
      runCommand(folder.path, CC " -O1 -std=c11 -I. -I" RUNTIME_INCLUDE " -I" HALIDE_INCLUDE " " + test::programs +
                                  "other.c -o program libbeside.a squares.a -lm -lpthread -ldl");
  REQUIRE_MESSAGE(built.status == 0, built.output);
  CHECK(runCommand(folder.path, "./program").output == "both\n");
}
