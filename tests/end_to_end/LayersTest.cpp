// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Small networks over all layers, compiled and held against the reference by `verify`: every group within its bound.
#include "support/Sandbox.h"
#include "support/Target.h"

#include <doctest/doctest.h>

using namespace evenstride::test;

namespace {

struct Program {
  const char *shape; // of the input x, or its type where it is not f32
  const char *body;  // what stands behind `return`, or whole statements
};

/// One thread and three on the machine's own target, and the lesser targets.
std::vector<std::string> allOptions() {
  std::vector<std::string> options{"", " --threads 3"};
  for (const evenstride::support::Target &target : evenstride::support::allTargets())
    if (&target != evenstride::support::hostTarget() && evenstride::support::hostRuns(target))
      options.push_back(" --target " + std::string(target.name));
  return options;
}

/// Verifies one network on each target that this machine can run.
void verifies(const Program &program) {
  std::string shape = program.shape, body = program.body;
  CAPTURE(shape);
  CAPTURE(body);
  Sandbox sandbox;
  if (body.find("return") == std::string::npos)
    body = "return " + body;
  std::string type = shape.starts_with('[') ? "f32" + shape : shape;
  sandbox.write("net.stride", "network net(x: " + type + ") {\n    " + body + "\n}\n");
  for (const std::string &options : allOptions()) {
    CommandResult result = sandbox.run("evenstride verify net.stride --random-weights 7 --samples 2" + options);
    CAPTURE(options);
    CAPTURE(result.output);
    CAPTURE(result.errors);
    CHECK(result.exitCode == 0);
    CHECK(result.output.find("every group is within its bound") != std::string::npos);
    CHECK(result.output.find("proves little") == std::string::npos);
  }
}

} // namespace

TEST_CASE("convolutions") {
  for (const Program &program : std::initializer_list<Program>{
           {"[1, 7, 7]", "x -> conv(1, 3x3)"},
           {"[3, 12, 17]", "x -> conv(16, 3x3, pad: 1)"},
           {"[16, 9, 9]", "x -> conv(33, 1x1)"},
           {"[17, 14, 11]", "x -> conv(19, 3x3, pad: (1, 0, 2, 3)) -> relu"},
           {"[4, 15, 15]", "x -> conv(8, 5x5, stride: 2, pad: 1)"},
           {"[8, 13, 13]", "x -> conv(8, 1x1, stride: 4)"},
           {"[5, 16, 10]", "x -> conv(6, 3x2, stride: (1, 2))"},
           {"[8, 11, 11]", "x -> conv(8, 3x3, dilation: 2, pad: 2) -> relu6"},
           {"[8, 9, 9]", "x -> conv(12, 3x3, groups: 4)"},
           {"[32, 6, 6]", "x -> conv(16, 3x3, bias: false)"},
           {"[2, 1, 1]", "x -> conv(3, 3x3, pad: 1)"},
           {"[3, 5, 5]", "x -> conv(2, 1x1, pad: 3)"},
           {"[3, 227, 35]", "x -> conv(4, 11x11, stride: 4)"},
       })
    verifies(program);
}

TEST_CASE("deconvolutions") {
  for (const Program &program : std::initializer_list<Program>{
           {"[3, 4, 5]", "x -> deconv(16, 2x2, stride: 2) -> relu"},
           {"[19, 5, 4]", "x -> deconv(17, 3x3, stride: 2, pad: (1, 0, 0, 1), output_pad: (1, 0))"},
           {"[16, 4, 4]", "x -> deconv(8, 4x4, stride: 2, pad: 1, bias: false) -> batch_norm -> relu"},
           {"[32, 4, 4]", "x -> deconv(32, 4x4, stride: 2, pad: 1, groups: 32) -> conv(5, 3x3, pad: 1)"},
           {"[20, 5, 5]", "x -> deconv(1, 9x9, stride: 4, pad: 4, output_pad: 3)"},
           {"[8, 9, 9]", "x + (x -> conv(16, 3x3, stride: 2) -> deconv(8, 3x3, stride: 2))"},
       })
    verifies(program);
}

TEST_CASE("depthwise convolutions") {
  for (const Program &program : std::initializer_list<Program>{
           {"[33, 9, 8]", "x -> depthwise_conv(3x3, pad: 1) -> relu6"},
           {"[16, 11, 11]", "x -> depthwise_conv(3x3, stride: 2)"},
           {"[3, 8, 8]", "x -> depthwise_conv(5x5, multiplier: 2, pad: 2)"},
           {"[8, 9, 9]", "x -> depthwise_conv(3x3, pad: 1) -> relu6 -> conv(24, 1x1) -> relu6"},
       })
    verifies(program);
}

TEST_CASE("pools") {
  for (const Program &program : std::initializer_list<Program>{
           {"[3, 8, 8]", "x -> max_pool(2x2, stride: 2)"},
           {"[17, 9, 13]", "x -> max_pool(3x3, stride: 2)"},
           {"[16, 7, 7]", "x -> max_pool(3x3, stride: 1, pad: 1)"},
           {"[5, 8, 8]", "x -> avg_pool(2x2, stride: 2)"},
           {"[16, 7, 7]", "x -> avg_pool(3x3, stride: 2, pad: 1, border: ignore)"},
           {"[16, 7, 7]", "x -> avg_pool(3x3, stride: 2, pad: 1, border: zero)"},
           {"[33, 5, 6]", "x -> global_avg_pool"},
           {"[33, 5, 6]", "x -> global_max_pool"},
           {"[3, 9, 7]", "x -> conv(20, 3x3) -> relu -> global_max_pool -> silu"},
           {"[4, 10, 10]", "x -> conv(20, 3x3) -> relu -> max_pool(2x2, stride: 2)"},
       })
    verifies(program);
}

TEST_CASE("activations") {
  for (const char *activation : {"relu", "relu6", "leaky_relu(0.1)", "prelu", "prelu(shared: true)", "elu", "tanh",
                                 "sigmoid", "hard_sigmoid", "hard_sigmoid(alpha: 0.2)", "hard_swish", "silu", "mish",
                                 "gelu", "gelu(approximate: tanh)", "clip(-0.25, 0.5)", "softmax", "dropout -> relu"}) {
    std::string alone = "x -> " + std::string(activation), fused = "x -> conv(9, 3x3) -> " + std::string(activation);
    verifies({"[19, 5, 6]", alone.c_str()});
    verifies({"[19, 5, 6]", fused.c_str()});
  }
}

TEST_CASE("batch norms, folded and not") {
  for (const Program &program : std::initializer_list<Program>{
           {"[8, 6, 6]", "x -> conv(12, 3x3, bias: false) -> batch_norm -> relu"},
           {"[19, 6, 6]", "x -> depthwise_conv(3x3, pad: 1) -> batch_norm(epsilon: 0.001) -> relu6"},
           {"[19, 6, 6]", "x -> batch_norm -> conv(8, 3x3, pad: 1)"},
           {"[19, 6, 6]", "x -> batch_norm -> conv(8, 3x3)"},
           {"[19, 6, 6]", "x -> batch_norm -> depthwise_conv(3x3, multiplier: 2) -> batch_norm -> dense(5)"},
           {"[16, 6, 6]", "x -> max_pool(2) -> batch_norm -> relu"},
           {"[3, 6, 6]", "let y = x -> batch_norm -> relu\n    return y, z: (y + x) -> batch_norm"},
       })
    verifies(program);
}

TEST_CASE("local response normalisation") {
  for (const Program &program : std::initializer_list<Program>{
           {"[19, 5, 6]", "x -> lrn(5)"},
           {"[3, 5, 6]", "x -> lrn(2, alpha: 0.5, beta: 0.6, k: 2) -> relu"},
           {"[40, 7, 9]", "x -> conv(48, 3x3) -> relu -> lrn(5, alpha: 0.001) -> max_pool(3x3, stride: 2)"},
           {"[4, 5, 6]", "x -> lrn(9, beta: 1) -> conv(8, 3x3)"},
       })
    verifies(program);
}

TEST_CASE("scales, folded and not") {
  for (const Program &program : std::initializer_list<Program>{
           {"[3, 6, 6]", "x -> scale((0.5, -0.25, 1), 0.25)"},
           {"[3, 6, 6]", "x -> scale(0.5, (0.25, 1, 3)) -> conv(8, 3x3)"},
           {"[3, 6, 6]", "x -> scale(std: 0.25) -> conv(8, 3x3, pad: 1)"},
           {"[3, 6, 6]", "x -> scale((0.5, 0.25, 1)) -> conv(8, 3x3, pad: 1) -> relu"},
           {"[6, 6, 6]", "x -> scale((1, 2, 3, 4, 5, 6), 2) -> conv(8, 3x3, groups: 2)"},
           {"[3, 6, 6]", "let y = x -> scale(0.5)\n    return y -> conv(4, 1x1), y -> dense(3)"},
           {"[3, 6, 6]", "let y = x -> scale(0.5, 2)\n    return y, z: y -> conv(4, 1x1)"},
           {"[8, 6, 6]", "x -> conv(4, 3x3) -> scale(-0.5, 0.1) -> relu"},
       })
    verifies(program);
  for (const char *type : {"u8[12, 16, 3] hwc", "u8[4, 9, 40]"})
    for (const char *body : {
             "x -> scale(127.5, 127.5)",
             "x -> scale(100, 50) -> conv(16, 3x3, pad: 1) -> relu -> max_pool(3x3, stride: 1)",
             "x -> scale(std: 255) -> conv(5, 3x3, pad: (2, 0, 1, 3))",
             "x -> scale(100, 50) -> depthwise_conv(3x3, pad: 1) -> dense(7)",
         })
      verifies({type, body});
  for (const char *type : {"u8[3, 12, 16]", "u8[12, 16, 3] hwc"})
    verifies({type, "x -> scale((123.675, 116.28, 103.53), (58.395, 57.12, 57.375)) -> conv(18, 3x3, pad: (1, 2, 0, 2))"
                    " -> relu -> max_pool(2x2, stride: (1, 2))"});
}

TEST_CASE("merges and shapes") {
  for (const Program &program : std::initializer_list<Program>{
           {"[8, 6, 6]", "x + (x -> conv(8, 3x3, pad: 1) -> relu)"},
           {"[8, 6, 6]", "x - (x -> conv(8, 3x3, pad: 1))"},
           {"[8, 6, 6]", "(x -> conv(8, 3x3, pad: 1)) - x"},
           {"[16, 6, 6]", "x * (x -> global_avg_pool -> conv(16, 1x1) -> sigmoid)"},
           {"[8, 6, 6]", "concat(x -> conv(16, 1x1) -> relu, x -> conv(32, 3x3, pad: 1) -> relu)"},
           {"[5, 6, 6]", "concat(x, x -> conv(7, 1x1), x -> relu)"},
           {"[5, 8, 9]", "x -> crop(top: 1, left: 2, bottom: 3, right: 1)"},
           {"[16, 8, 9]", "x -> crop(right: 1) -> conv(8, 2x2, stride: 2)"},
           {"[8, 5, 4]", "x -> pixel_shuffle(2)"},
           {"[3, 6, 6]", "x -> conv(12, 3x3, pad: 1) -> pixel_shuffle(2)"},
           {"[6, 4, 5]", "x -> flatten -> dense(10)"},
           {"[40, 3, 3]", "x -> dense(17) -> relu -> dense(5) -> softmax"},
           {"[4, 6, 6]", "let a = x -> conv(8, 3x3) -> relu\n    let b = x -> conv(8, 3x3)\n    return sum: a + b, a"},
       })
    verifies(program);
}

TEST_CASE("slices, pads, upsamplings and shuffles") {
  for (const Program &program : std::initializer_list<Program>{
           {"[40, 5, 6]", "concat(x -> slice(channels: 16..40) -> relu, x -> slice(channels: 3..=7))"},
           {"[32, 6, 6]",
            "let a = x -> conv(32, 3x3, pad: 1)\n"
            "    return a -> slice(channels: 16..32) -> conv(8, 3x3, pad: 1), b: a -> slice(channels: 0..5)"},
           {"[9, 6, 7]", "x -> pad(top: 1, right: 2, value: -0.5) -> conv(5, 3x3) -> pad(bottom: 3)"},
           {"[3, 7, 9]", "x -> pad(1, 1, 0, 0) -> conv(16, 3x3, stride: 2, pad: (0, 0, 1, 1))"},
           {"[3, 19, 37]", "x -> pad(4, 4, 4, 4, mode: reflect) -> conv(16, 9x9) -> relu"
                           " -> pad(1, 1, 1, 1, mode: reflect) -> conv(32, 3x3, stride: 2)"},
           {"[40, 5, 6]", "x -> pad(1, 2, 0, 3, mode: replicate) -> relu -> conv(5, 3x3, pad: 1)"},
           {"[2, 1, 1]", "x -> pad(1, 2, 3, 4, mode: replicate)"},
           {"[19, 5, 6]", "x -> upsample(2) -> conv(8, 3x3, pad: 1)"},
           {"[3, 5, 6]", "(x -> upsample(3)) + (x -> upsample(3, mode: bilinear))"},
           {"[20, 4, 5]", "x -> conv(24, 1x1) -> upsample(4, mode: bilinear) -> sigmoid"},
           {"[3, 5, 6]", "x -> upsample((2, 3)) -> upsample((3, 1), mode: bilinear)"},
           {"[20, 4, 5]", "(x -> upsample((3, 2))) + (x -> upsample((3, 2), mode: bilinear))"},
           {"[3, 12, 8]", "x -> pixel_unshuffle(2) -> conv(16, 3x3, pad: 1) -> relu -> pixel_shuffle(2)"},
           {"[24, 4, 4]", "x -> conv(24, 1x1, groups: 3) -> channel_shuffle(3) -> depthwise_conv(3x3, pad: 1)"},
       })
    verifies(program);
}

TEST_CASE("split") {
  verifies({"[33, 5, 5]", "let a, b, c = x -> split(channels: 3)\n    return a, concat(c -> relu, b), c"});
  verifies({"[32, 6, 6]", "let left, right = x -> conv(32, 1x1) -> split(channels: 2) @halves\n"
                          "    return concat(left, right -> conv(16, 3x3, pad: 1) -> relu) -> channel_shuffle(2)"});
}

TEST_CASE("bytes, planar and with channels last, whatever reads them first") {
  for (const char *type : {"u8[3, 12, 16]", "u8[12, 16, 3] hwc"})
    for (const char *body : {
             "x -> conv(16, 3x3, pad: 1) -> relu",
             "x -> conv(5, 2x2, stride: 2)",
             "x -> crop(top: 1, left: 3) -> conv(8, 3x3, pad: 1)",
             "x -> pad(1, 1, 1, 1) -> conv(8, 3x3)",
             "x -> conv(9, 3x3, pad: (0, 1, 2, 1)) -> relu -> max_pool(2)",
             "x -> relu",
             "x -> max_pool(2)",
             "x -> depthwise_conv(3x3, pad: 1)",
             "x -> deconv(4, 2x2, stride: 2)",
             "x -> pixel_unshuffle(2) -> conv(8, 3x3, pad: 1)",
             "x -> upsample(2, mode: bilinear)",
             "x -> slice(channels: 1..3) -> conv(4, 1x1)",
             "x -> flatten -> dense(5)",
             "x -> dense(5)",
             "x -> global_avg_pool",
             "x * (x -> global_avg_pool)",
             "concat(x, x -> relu) -> conv(4, 1x1)",
             "let a, b, c = x -> split(channels: 3)\n    return a + b, c",
             "let y = x -> conv(4, 3x3)\n    return x, y, again: x",
         })
      verifies({type, body});
}

TEST_CASE("outputs that are inputs, that are read again, and that are returned twice") {
  for (const Program &program : std::initializer_list<Program>{
           {"[5, 4, 4]", "return x"},
           {"[5, 4, 4]", "return x, same: x"},
           {"[5, 4, 4]", "let y = x -> conv(16, 3x3, pad: 1)\n    return y, z: y -> relu, again: y"},
           {"[16, 4, 4]", "let y = x -> slice(channels: 0..8)\n    return y, z: y -> conv(4, 3x3, pad: 1), y2: y"},
           {"[4, 6, 6]", "let y = x -> crop(top: 1)\n    return y, y2: y -> flatten, z: concat(y, y)"},
       })
    verifies(program);
}

TEST_CASE("a U-Net") {
  verifies({"[1, 32, 48]", "let a = x -> conv(8, 3x3, pad: 1) -> relu -> conv(8, 3x3, pad: 1) -> relu\n"
                           "    let b = a -> max_pool(2) -> conv(16, 3x3, pad: 1) -> relu\n"
                           "    let c = b -> max_pool(2) -> conv(32, 3x3, pad: 1) -> relu\n"
                           "    let d = concat(b, c -> deconv(16, 2x2, stride: 2)) -> conv(16, 3x3, pad: 1) -> relu\n"
                           "    let e = concat(a, d -> deconv(8, 2x2, stride: 2)) -> conv(8, 3x3, pad: 1) -> relu\n"
                           "    return mask: e -> conv(1, 1x1) -> sigmoid, coarse: c -> upsample(4, mode: bilinear)"});
}

TEST_CASE("a ShuffleNet unit, twice") {
  verifies(
      {"[24, 14, 14]",
       "let a, b = x -> split(channels: 2)\n"
       "    let c = concat(a, b -> conv(12, 1x1) -> relu -> depthwise_conv(3x3, pad: 1) -> conv(12, 1x1) -> relu)\n"
       "    let d, e = c -> channel_shuffle(2) -> split(channels: 2)\n"
       "    return concat(d, e -> conv(12, 1x1) -> relu -> depthwise_conv(3x3, pad: 1) -> conv(12, 1x1) -> relu)"
       " -> channel_shuffle(2) -> global_avg_pool -> dense(10)"});
}

TEST_CASE("a super-resolution network") {
  verifies({"[3, 20, 26]", "let f = x -> pixel_unshuffle(2) -> conv(24, 3x3, pad: 1) -> relu\n"
                           "    let g = f + (f -> conv(24, 3x3, pad: 1) -> relu -> conv(24, 3x3, pad: 1))\n"
                           "    let h = g -> conv(48, 3x3, pad: 1) -> pixel_shuffle(4)\n"
                           "    return (x -> upsample(2, mode: bilinear)) + h"});
}

TEST_CASE("a network for a camera") {
  verifies({"u8[33, 49, 3] hwc", "x -> scale((123.675, 116.28, 103.53), (58.395, 57.12, 57.375))"
                                 " -> conv(16, 3x3, stride: 2) -> batch_norm -> relu -> conv(24, 3x3, stride: 2, pad: "
                                 "(1, 0, 0, 1), round: down) -> relu -> global_avg_pool -> dense(4) -> softmax"});
}

TEST_CASE("chains") {
  for (const Program &program : std::initializer_list<Program>{
           {"[1, 20, 20]", "let n = x -> conv(8, 3x3, pad: 1) -> relu -> repeat 3 { conv(8, 3x3, pad: 1) -> relu }"
                           " -> conv(1, 3x3, pad: 1)\n    return x - n"},
           {"[3, 31, 31]", "let a = x -> conv(16, 3x3, stride: 2) -> relu\n"
                           "    let b = a -> conv(16, 3x3, pad: 1) -> relu -> conv(16, 3x3, pad: 1)\n"
                           "    let c = (a + b) -> relu\n"
                           "    let d = c -> conv(32, 3x3, stride: 2)\n"
                           "    let e = c -> crop(bottom: 2, right: 2) -> conv(32, 1x1, stride: 2)\n"
                           "    return (d + e) -> relu -> global_avg_pool -> dense(10)"},
           {"[3, 23, 23]", "x -> conv(8, 3x3, stride: 2) -> relu6 -> depthwise_conv(3x3, pad: 1) -> relu6"
                           " -> conv(16, 1x1) -> relu6 -> max_pool(3x3, stride: 2) -> flatten -> dense(4) -> softmax"},
       })
    verifies(program);
}
