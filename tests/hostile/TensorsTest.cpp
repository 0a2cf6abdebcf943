// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pictures and arrays that `run` cannot take. None of these gets as far as compiling.
#include "Refusal.h"

using namespace evenstride::test;

namespace {

/// A .npy file with this dictionary and `dataBytes` zeros.
std::string npy(std::string dictionary, size_t dataBytes) {
  std::string file("\x93NUMPY\x01\x00", 8);
  file += char(dictionary.size() & 0xFF);
  file += char(dictionary.size() >> 8);
  return file + dictionary + std::string(dataBytes, '\0');
}

std::string floats(const std::string &shape, size_t dataBytes) {
  return npy("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n", dataBytes);
}

struct RunSandbox : Sandbox {
  RunSandbox() {
    write("plain.stride", reluNetwork);
    write("two.stride", "network two(a: f32[1, 2, 2], b: f32[1, 2, 2]) {\n    return sum: a + b, rest: a - b\n}\n");
  }
  std::string refuses(const std::string &code, const std::string &content) const {
    write("input", content);
    return refusal(*this, "evenstride run plain.stride --input input --output out.npy", code);
  }
};

} // namespace

TEST_CASE("inputs that are no pictures and no arrays") {
  RunSandbox sandbox;
  refusal(sandbox, "evenstride run plain.stride --input nowhere.npy", "E0001");
  sandbox.refuses("E0011", "");
  sandbox.refuses("E0011", "GIF89a");
  sandbox.refuses("E0011", std::string("\x93NUMPY", 6));
  sandbox.refuses("E0011", npy("{}", 0));
  sandbox.refuses("E0011", npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1, 4, 4), }", 128));
  sandbox.refuses("E0011", npy("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 4, 4), }", 64));
  sandbox.refuses("E0011", floats("(1, 4, 4)", 63));
  sandbox.refuses("E0011", floats("(1, 4, 4)", 65));
  sandbox.refuses("E0011", floats("(4611686018427387904, 4)", 0));
  sandbox.refuses("E0011", floats("(1, -4, 4)", 64));
  sandbox.refuses("E0011", "\x89PNG\r\n\x1a\n and then nothing");
  sandbox.refuses("E0011", "P5 4 4 255\n123");
  sandbox.refuses("E0011", "P6 1000000000 1000000000 255\n");
}

TEST_CASE("inputs of another size") {
  RunSandbox sandbox;
  std::string text = sandbox.refuses("E0012", floats("(1, 4, 5)", 80));
  CHECK(contains(text, "`image` is [1, 4, 4], and the file holds [1, 4, 5]"));
  sandbox.refuses("E0012", floats("(4, 1, 4)", 64));
  sandbox.refuses("E0012", floats("(0, 1, 4, 4)", 0));
  sandbox.refuses("E0012", floats("()", 4));
  sandbox.refuses("E0012", "P6 4 4 255\n" + std::string(48, 'x'));
}

TEST_CASE("inputs and outputs that are not matched") {
  RunSandbox sandbox;
  sandbox.write("x.npy", floats("(1, 2, 2)", 16));
  CHECK(contains(refusal(sandbox, "evenstride run plain.stride", "E0013"), "`image`"));
  refusal(sandbox, "evenstride run two.stride --input x.npy", "E0013");
  refusal(sandbox, "evenstride run two.stride --input a=x.npy", "E0013");
  refusal(sandbox, "evenstride run two.stride --input a=x.npy --input a=x.npy", "E0013");
  refusal(sandbox, "evenstride run two.stride --input a=x.npy --input c=x.npy", "E0013");
  CHECK(contains(
      refusal(sandbox, "evenstride run two.stride --input a=x.npy --input b=x.npy --output total=y.npy", "E0013"),
      "`sum`"));
}
