// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tree as text, with the place of every node.
#include "ast/Dump.h"
#include "support/Parsed.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

TEST_CASE("every construct shows with its span") {
  const Parsed parsed = parseText(R"(block b(x, n: int) {
    let a, c = x -> split(channels: 0..n)
    return left: -a, c * 2 @p
}
network n(x: f32[3, 8]) {
    return (x -> repeat i in 0..=2 { b(i, 3x1) @"s.{i}" }
            -> repeat 2 { relu } -> expect [_, 0.5])
}
)");
  REQUIRE(errorPlaces(parsed) == Places{});
  CHECK(ast::dump(parsed.module) == R"(block b  1:1-4:2
  tensor parameter x  1:9-1:10
  integer parameter n  1:12-1:13
  let  2:5-2:42
    name a  2:9-2:10
    name c  2:12-2:13
    pipeline  2:16-2:42
      name x  2:16-2:17
      call split  2:21-2:42
        channels:  2:27-2:35
          range  2:37-2:41
            integer 0  2:37-2:38
            name n  2:40-2:41
  return  3:5-3:30
    left:  3:12-3:16
      negate  3:18-3:20
        name a  3:19-3:20
    operator *  3:22-3:30
      name c  3:22-3:23
      integer 2  3:26-3:27
      label  3:28-3:30
        text "p"
network n  5:1-8:2
  input x  5:11-5:12
    type f32  5:14-5:23
      integer 3  5:18-5:19
      integer 8  5:21-5:22
  return  6:5-7:53
    pipeline  6:12-7:53
      name x  6:13-6:14
      repeat i  6:18-6:58
        range with its end  6:30-6:35
          integer 0  6:30-6:31
          integer 2  6:34-6:35
        call b  6:38-6:56
          name i  6:40-6:41
          window 3x1  6:43-6:46
          label  6:48-6:56
            text "s."
            name i  6:53-6:54
      repeat  7:16-7:33
        integer 2  7:23-7:24
        call relu  7:27-7:31
      expect  7:37-7:52
        any
        fraction 0.5  7:48-7:51
)");
}

TEST_CASE("an imported tree has no places to show") {
  ast::Module module;
  ast::Network network;
  network.name.name = "n";
  module.items.push_back(network);
  CHECK(ast::dump(module) == "network n\n");
}
