// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The list of targets holds together, and the host's target is one of them.
#include "support/Target.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace evenstride::support;

TEST_CASE("targets have distinct names and can be found by them") {
  std::set<std::string_view> names;
  for (const Target &target : allTargets()) {
    CHECK(names.insert(target.name).second);
    CHECK(findTarget(target.name) == &target);
  }
  CHECK(names == std::set<std::string_view>{"x86-64-sse41", "x86-64-avx2", "x86-64-avx512", "aarch64-neon"});
  CHECK(findTarget("x86-64-avx") == nullptr);
  CHECK(findTarget("") == nullptr);
}

TEST_CASE("a stronger target of the same kind of processor has wider vectors, and is run by fewer machines") {
  const auto targets = allTargets();
  for (size_t i = 1; i < targets.size(); ++i) {
    if (targets[i].triple != targets[i - 1].triple)
      continue;
    CHECK(targets[i].vectorFloats > targets[i - 1].vectorFloats);
    CHECK((hostRuns(targets[i - 1]) || !hostRuns(targets[i])));
  }
}

TEST_CASE("Halide's and LLVM's names of a target say the same about fused multiply-add") {
  for (const Target &target : allTargets()) {
    if (!target.triple.starts_with("x86_64"))
      continue; // elsewhere it is part of the floating-point instructions
    CHECK((target.halide.find("-fma") != std::string_view::npos) == target.fma);
    bool llvmFma = target.features.find("+fma") != std::string_view::npos || target.cpu == "skylake-avx512";
    CHECK(llvmFma == target.fma);
  }
}

TEST_CASE("the host's target is one of the list") {
  const Target *host = hostTarget();
  if (!host)
    return; // a machine that is none of ours
  CHECK(findTarget(host->name) == host);
  CHECK(hostRuns(*host));
#if defined(__AVX512F__) && defined(__AVX512VL__)
  CHECK(host->name == "x86-64-avx512");
#endif
}
