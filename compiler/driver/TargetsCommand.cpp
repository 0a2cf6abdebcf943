// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `targets`: what networks can be compiled for, and what this machine costs.
#include "driver/Commands.h"
#include "driver/MeasureCosts.h"
#include "driver/Report.h"
#include "support/Target.h"
#include "support/Text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace evenstride::driver {

using nlohmann::ordered_json;

static ordered_json list(const support::Target *host) {
  ordered_json all = ordered_json::array();
  for (const support::Target &target : support::allTargets()) {
    fmt::print("{:16} {:2} floats per vector, {:2} vector registers, needs {}{}\n", target.name, target.vectorFloats,
               target.vectorRegisters, target.needs, &target == host ? "  (this machine)" : "");
    all.push_back({{"name", target.name},
                   {"vector_floats", target.vectorFloats},
                   {"vector_registers", target.vectorRegisters},
                   {"needs", target.needs},
                   {"this_machine", &target == host}});
  }
  return all;
}

static void print(const support::MachineCosts &costs, const support::Target &target) {
  auto level = [](const char *name, std::string size, double bytes) {
    fmt::print("{:22} {:>8}, {:6.1f} bytes a cycle\n", name, size, bytes);
  };
  auto text = [](int64_t bytes) { return support::bytesText(uint64_t(bytes)); };
  const double vectorBytes = double(sizeof(float)) * target.vectorFloats;
  fmt::print("one core with {}, a cycle being the time of two multiply-adds of vectors:\n", target.name);
  fmt::print("{:22} {:>8.1f} cycles\n", "latency of a sum", costs.latency);
  level("first level of cache", text(costs.firstLevel), costs.vectorLoads * vectorBytes);
  level("second level", text(costs.secondLevel), costs.secondLevelBytes);
  level("third level", text(costs.thirdLevel), costs.thirdLevelBytes);
  level("memory", "-", costs.memoryBytes);
}

int runCommand(const TargetsOptions &options) {
  diagnostics::Sink sink;
  const support::Target *host = support::hostTarget();
  ordered_json json{{"targets", list(host)}};
  if (options.measure && !host)
    sink.report(fault(diagnostics::Code::E0007, "no target suits this machine's processor"));
  if (options.measure && host) {
    const support::MachineCosts costs = measureCosts(*host);
    print(costs, *host);
    json["costs"] = ordered_json::parse(toJson(costs));
  }
  if (options.json)
    fmt::print("{}\n", json.dump());
  return finish(sink);
}

} // namespace evenstride::driver
