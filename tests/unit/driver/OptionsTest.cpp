// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The command line as data.
#include "driver/Options.h"
#include "driver/Model.h"
#include "support/Sandbox.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::driver;

namespace {

template <typename Options> Options parsed(std::vector<const char *> words) {
  words.insert(words.begin(), "evenstride");
  auto result = parseCommandLine(int(words.size()), words.data());
  REQUIRE(std::holds_alternative<Command>(result));
  REQUIRE(std::holds_alternative<Options>(std::get<Command>(result)));
  return std::get<Options>(std::get<Command>(result));
}

} // namespace

TEST_CASE("what is not said has its default") {
  auto build = parsed<BuildOptions>({"build", "net.stride"});
  CHECK(build.network.model == "net.stride");
  CHECK(build.directory == ".");
  CHECK_FALSE(build.network.randomWeights.has_value());
  CHECK_FALSE(build.network.exact);
  CHECK(parsed<BenchOptions>({"bench", "net.stride"}).threads == 1);
  CHECK(parsed<CheckOptions>({"check", "a", "b"}).models == std::vector<std::string>{"a", "b"});
}

TEST_CASE("what is said is taken") {
  auto run = parsed<RunOptions>({"run", "n.stride", "--input", "a=x.npy", "--input", "b=y.npy", "--output", "z.png",
                                 "--threads", "2", "--random-weights", "18446744073709551615", "--exact"});
  CHECK(run.inputs == std::vector<std::string>{"a=x.npy", "b=y.npy"});
  CHECK(run.outputs == std::vector<std::string>{"z.png"});
  CHECK(run.threads == 2);
  CHECK(run.network.randomWeights == ~uint64_t(0));
  CHECK(run.network.exact);
  CHECK(parsed<CheckOptions>({"check", "a", "--format", "sarif"}).format == Format::Sarif);
  CHECK(parsed<BuildOptions>({"build", "a", "--diagnostics", "ide"}).style == DiagnosticStyle::Ide);
  CHECK(parsed<BuildOptions>({"build", "a", "-o", "out", "--shared", "-v"}).directory == "out");
  CHECK(parsed<CacheOptions>({"cache", "clear"}).action == CacheOptions::Action::Clear);
  CHECK(parsed<CacheOptions>({"cache"}).action == CacheOptions::Action::List);
  CHECK_FALSE(parsed<TargetsOptions>({"targets"}).measure);
  CHECK(parsed<TargetsOptions>({"targets", "--measure", "--json"}).measure);
  CHECK(parsed<ExplainOptions>({"explain", "E0301"}).network.model == "E0301");
}

TEST_CASE("a model's name may say which network") {
  CHECK(parseModelName("net.stride").network == "");
  CHECK(parseModelName("net.stride:small").file == "net.stride");
  CHECK(parseModelName("net.stride:small").network == "small");
  CHECK(parseModelName("a:b/net.stride").file == "a:b/net.stride");
  test::Sandbox sandbox;
  sandbox.write("odd:name", "");
  std::string path = sandbox.inside() / "odd:name";
  CHECK(parseModelName(path).file == path);
}
