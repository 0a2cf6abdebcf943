// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names that differ.
#include "interchange/Names.h"

#include <doctest/doctest.h>

using namespace evenstride::interchange;

TEST_CASE("names that are taken come back with a number") {
  UniqueNames names{"net"};
  CHECK(names.take("net") == "net_2");
  CHECK(names.take("x") == "x");
  CHECK(names.take("x_2") == "x_2");
  CHECK(names.take("x") == "x_3");
  CHECK(names.take("x_2") == "x_2_2");
  CHECK(names.take("x") == "x_4");
}

TEST_CASE("labels are no names that layers without one are called by") {
  UniqueNames labels;
  CHECK(uniqueLabel("relu1", labels) == "relu1_");
  CHECK(uniqueLabel("conv1", labels) == "conv1");
  CHECK(uniqueLabel("conv1", labels) == "conv1_2");
}

TEST_CASE("a hundred thousand equal names take no longer than as many different ones") { // tried one by one: an hour
  UniqueNames names;
  std::string last;
  for (int i = 0; i < 100'000; ++i)
    last = names.take("x");
  CHECK(last == "x_100000");
}
