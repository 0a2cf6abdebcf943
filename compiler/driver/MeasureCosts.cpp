// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "driver/MeasureCosts.h"

#include "driver/Bandwidth.h"
#include "driver/Peak.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace evenstride::driver {

using support::MachineCosts;

/// Each level as large as the one before it at least: a machine without a third one reports none.
static void setCaches(MachineCosts &costs) {
  const auto [first, second, third] = cacheSizes();
  costs.firstLevel = first > 0 ? first : costs.firstLevel;
  costs.secondLevel = std::max(second > 0 ? second : costs.secondLevel, costs.firstLevel);
  costs.thirdLevel = std::max(third > 0 ? third : costs.thirdLevel, costs.secondLevel);
}

MachineCosts measureCosts(const support::Target &target) {
  constexpr double seconds = 0.1;
  // Loops have steps and ends besides their multiply-adds.
  constexpr double slack = 1.1;
  const int floats = target.vectorFloats;
  MachineCosts costs;
  setCaches(costs);
  const double nanoseconds = 2 * 2 * floats / measurePeakGflops(1, seconds, floats); // a cycle
  costs.latency = slack * measureLatency(seconds, floats) / nanoseconds;
  auto read = [&](int64_t bytes) { return measureReading(bytes, seconds, floats) * nanoseconds / 1e9; };
  const double first = read(costs.firstLevel / 2);
  costs.vectorLoads = first / (floats * double(sizeof(float)));
  // Noise must not turn the levels round.
  costs.secondLevelBytes = std::min(first, read(costs.secondLevel / 2));
  costs.thirdLevelBytes = std::min(costs.secondLevelBytes, read(std::max(costs.secondLevel * 2, costs.thirdLevel / 8)));
  costs.memoryBytes = std::min(costs.thirdLevelBytes, read(costs.thirdLevel * 4));
  return costs;
}

std::string toJson(const MachineCosts &costs) {
  return nlohmann::ordered_json{{"latency", costs.latency},
                                {"vector_loads", costs.vectorLoads},
                                {"second_level_bytes", costs.secondLevelBytes},
                                {"third_level_bytes", costs.thirdLevelBytes},
                                {"memory_bytes", costs.memoryBytes},
                                {"first_level", costs.firstLevel},
                                {"second_level", costs.secondLevel},
                                {"third_level", costs.thirdLevel}}
      .dump();
}

std::optional<MachineCosts> costsFromJson(std::string_view text) try {
  const nlohmann::json json = nlohmann::json::parse(text);
  return MachineCosts{.latency = json.at("latency"),
                      .vectorLoads = json.at("vector_loads"),
                      .secondLevelBytes = json.at("second_level_bytes"),
                      .thirdLevelBytes = json.at("third_level_bytes"),
                      .memoryBytes = json.at("memory_bytes"),
                      .firstLevel = json.at("first_level"),
                      .secondLevel = json.at("second_level"),
                      .thirdLevel = json.at("third_level")};
} catch (const nlohmann::json::exception &) {
  return std::nullopt;
}

} // namespace evenstride::driver
