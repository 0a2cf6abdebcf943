// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Statistics of times, and what is measured of the machine.
#include "driver/Bandwidth.h"
#include "driver/MeasureCosts.h"
#include "driver/Peak.h"
#include "driver/Race.h"
#include "driver/Timing.h"

#include <doctest/doctest.h>

using namespace evenstride::driver;

TEST_CASE("quantiles are times that were measured") {
  std::vector<double> times;
  for (int i = 200; i > 0; --i)
    times.push_back(i);
  Timing timing(times);
  CHECK(timing.min() == 1);
  CHECK(timing.median() == 100);
  CHECK(timing.p99() == 198);
  CHECK(timing.runs() == 200);
  CHECK(Timing({3.0}).p99() == 3);
  CHECK(Timing({3.0, 1.0, 2.0}).median() == 2);
}

TEST_CASE("work is repeated, three times at least, and warmed up before") {
  int calls = 0;
  Timing timing = measure([&] { ++calls; }, 0);
  CHECK(timing.runs() >= 3);
  CHECK(size_t(calls) > timing.runs());
}

TEST_CASE("a time beats another where it is shorter in every half of the turns") {
  const LeastTimes modelled{{10, 10.1}};
  CHECK(LeastTimes{{9.5, 9.6}}.beats(modelled));
  CHECK_FALSE(LeastTimes{{9.5, 9.9}}.beats(modelled)); // by chance in one half
  CHECK_FALSE(LeastTimes{{9.9, 9.9}}.beats(modelled)); // by less than noise
  LeastTimes sum;
  sum.add(modelled);
  sum.add(modelled);
  CHECK(sum.least() == 20);
  CHECK(sum.halves[1] == doctest::Approx(20.2));
}

TEST_CASE("the peak is plausible, and two threads do not lower it") {
  double peak = measurePeakGflops(1, 0.05);
  CHECK(peak > 1);
  CHECK(peak < 10'000);
  CHECK(measurePeakGflops(2, 0.05) > 0.5 * peak);
}

TEST_CASE("small buffers are read no slower than large ones") {
  const double near = measureReading(8 << 10, 0.02, 16), far = measureReading(64 << 20, 0.05, 16);
  CHECK(far > 1e8);
  CHECK(near > 0.9 * far);
  CHECK(measureReading(1, 0.001, 4) > 0); // is rounded up to what the loop needs
}

TEST_CASE("the costs of this machine are positive, and farther memory is larger and slower") {
  const evenstride::support::Target &host = *evenstride::support::hostTarget();
  const evenstride::support::MachineCosts costs = measureCosts(host);
  CHECK(costs.latency > 0.5);
  CHECK(costs.latency < 100);
  CHECK(costs.vectorLoads > 0.1);
  CHECK(costs.memoryBytes > 0);
  CHECK(costs.thirdLevelBytes >= costs.memoryBytes);
  CHECK(costs.secondLevelBytes >= costs.thirdLevelBytes);
  CHECK(costs.vectorLoads * host.vectorFloats * 4 >= 0.99 * costs.secondLevelBytes);
  CHECK(costs.firstLevel >= 4 << 10);
  CHECK(costs.secondLevel >= costs.firstLevel);
  CHECK(costs.thirdLevel >= costs.secondLevel);
}

TEST_CASE("costs survive the cache") {
  evenstride::support::MachineCosts costs;
  costs.latency = 2.2;
  costs.vectorLoads = 1.5;
  costs.secondLevelBytes = 50.25;
  costs.thirdLevelBytes = 20.125;
  costs.memoryBytes = 7;
  costs.firstLevel = 48 << 10;
  costs.secondLevel = 2 << 20;
  costs.thirdLevel = int64_t(1) << 33;
  CHECK(costsFromJson(toJson(costs)) == costs);
  CHECK_FALSE(costsFromJson("{}"));
  CHECK_FALSE(costsFromJson("damaged"));
}
