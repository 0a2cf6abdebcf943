// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "emit/StripCycles.h"

#include "kernels/Kernels.h"

#include <map>
#include <memory>

namespace evenstride::emit {

namespace {

/// The kernel for so many rows of its output, as passes/StripRewrite.cpp makes it but for the pitches.
kernels::KernelSpec stripOf(plan::KernelOp op, int64_t rows, const Reading &reading) {
  kernels::KernelSpec spec = specOf(op, reading);
  spec.output.height = rows;
  spec.window.pad[0] = spec.window.pad[2] = 0;
  for (size_t i = 0; i < spec.inputs.size(); ++i)
    if (const auto window = passes::rowWindowOf(op, unsigned(i)))
      spec.inputs[i].height = window->count(rows);
  return spec;
}

/// Of kernels that have no model of their own: a vector of the output takes a load and an operation for each element of
/// the window, two a cycle, and as much for each step of the epilogue.
double vectorCycles(const kernels::KernelSpec &spec) {
  const double vectors = double(spec.output.blocks() * spec.output.height * spec.output.width) * spec.output.block /
                         spec.target->vectorFloats;
  const auto taps = double(spec.window.kernel[0] * spec.window.kernel[1]);
  return vectors * (taps + 1 + double(spec.epilogue.size())) / 2;
}

} // namespace

passes::KernelCycles stripCycles(const Reading &reading, const support::MachineCosts &costs) {
  auto known = std::make_shared<std::map<std::string, double>>(); // many layers of a network are alike
  return [&reading, costs, known](plan::KernelOp op, int64_t rows) {
    const kernels::KernelSpec spec = stripOf(op, rows, reading);
    auto [entry, isNew] = known->try_emplace(kernels::describe(spec), 0);
    if (isNew) {
      const double cycles = kernels::estimatedCycles(spec, costs);
      entry->second = cycles > 0 ? cycles : vectorCycles(spec);
    }
    return entry->second;
  };
}

} // namespace evenstride::emit
