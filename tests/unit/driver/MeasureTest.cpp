// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Statistics of times, and the peak.
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
