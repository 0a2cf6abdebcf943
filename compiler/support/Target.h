// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The machines that a network can be compiled for, and the few facts of each that plans and kernels depend on.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace evenstride::support {

/// One instruction set level. `vectorFloats` is also the channel block of activations in memory.
struct Target {
  std::string_view name;     // "x86-64-avx512", as users write it
  std::string_view needs;    // "AVX2, FMA and F16C", for people
  std::string_view triple;   // LLVM's
  std::string_view cpu;      // LLVM's -mcpu
  std::string_view features; // LLVM's -mattr, for the orchestrator
  std::string_view halide;   // Halide's target string without the no_… features, written out in full
  int vectorFloats = 0;      // fp32 lanes of one vector register
  int vectorRegisters = 0;
  bool fma = false;
};

std::span<const Target> allTargets();
const Target *findTarget(std::string_view name);
/// Whether this machine can run code for the target (asks the CPU and the operating system).
bool hostRuns(const Target &target);
/// The best target that this machine can run, or null.
const Target *hostTarget();

} // namespace evenstride::support
