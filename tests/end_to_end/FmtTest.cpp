// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `evenstride fmt`: which files it writes, what it prints, and how it ends.
#include "support/Sandbox.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

namespace {

constexpr const char *untidy = "network n(x:f32[1,8,8]){return x->relu}# end";
constexpr const char *tidy = "network n(x: f32[1, 8, 8]) {\n    return x -> relu\n}  # end\n";
constexpr const char *broken = "network n(x:f32[1,8,8]){return x->}\n";

} // namespace

TEST_CASE("fmt rewrites what differs and names it") {
  Sandbox sandbox;
  sandbox.write("a.stride", untidy);
  sandbox.write("b.stride", tidy);
  const CommandResult done = sandbox.run("evenstride fmt a.stride b.stride");
  CHECK(done.exitCode == 0);
  CHECK(done.output == "a.stride\n");
  CHECK(done.errors == "");
  CHECK(sandbox.read("a.stride") == tidy);
  CHECK(sandbox.read("b.stride") == tidy);
  CHECK(sandbox.run("evenstride fmt a.stride").output == "");
}

TEST_CASE("fmt --check lists what differs and writes nothing") {
  Sandbox sandbox;
  sandbox.write("a.stride", untidy);
  sandbox.write("b.stride", tidy);
  const CommandResult found = sandbox.run("evenstride fmt --check a.stride b.stride");
  CHECK(found.exitCode == 1);
  CHECK(found.output == "a.stride\n");
  CHECK(sandbox.read("a.stride") == untidy);
  CHECK(sandbox.run("evenstride fmt --check b.stride").exitCode == 0);
}

TEST_CASE("fmt leaves a file with errors alone, and formats the others") {
  Sandbox sandbox;
  sandbox.write("a.stride", broken);
  sandbox.write("b.stride", untidy);
  const CommandResult done = sandbox.run("evenstride fmt a.stride b.stride");
  CHECK(done.exitCode == 1);
  CHECK(done.errors.find("a.stride:1:35") != std::string::npos);
  CHECK(sandbox.read("a.stride") == broken);
  CHECK(sandbox.read("b.stride") == tidy);
}

TEST_CASE("fmt --stdin goes from standard input to standard output") {
  Sandbox sandbox;
  sandbox.write("a.stride", untidy);
  sandbox.write("b.stride", broken);
  CHECK(sandbox.run("evenstride fmt --stdin < a.stride").output == tidy);
  CHECK(sandbox.run("evenstride fmt --stdin --check < a.stride").exitCode == 1);
  const CommandResult refused = sandbox.run("evenstride fmt --stdin < b.stride");
  CHECK(refused.exitCode == 1);
  CHECK(refused.output == "");
}

TEST_CASE("fmt asks for a file, and says which it cannot read") {
  Sandbox sandbox;
  CHECK(sandbox.run("evenstride fmt").exitCode == 2);
  CHECK(sandbox.run("evenstride fmt --stdin a.stride").exitCode == 2);
  const CommandResult missing = sandbox.run("evenstride fmt none.stride");
  CHECK(missing.exitCode == 2);
  CHECK(missing.errors.find("E0001") != std::string::npos);
}
