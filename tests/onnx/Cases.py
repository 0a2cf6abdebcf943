# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Programs for the tests of exporters: every layer kind with its arguments, on an image and, where one is taken, on a row.

# Keyword of layers.def, and expressions over `image: f32[8, 13, 12]`, `other` of the same size and `row: f32[8, 1, 1]`.
LAYERS = [
    ("conv", "image -> conv(6, 3x3)", "image -> conv(6, 4x3, stride: (3, 3), pad: (1, 0, 2, 0))",
     "image -> conv(4, 3x2, stride: 1, pad: (5, 4, 3, 2), dilation: (2, 3), groups: 4, bias: false)",
     "image -> conv(6, 3x3) -> relu -> conv(3, 1x1) @named -> conv(2, 3x3) @\"odd.name-1\"",
     "row -> conv(3, 1x1)", "row -> dense(4) -> conv(3, 1x1)"),
    ("depthwise_conv", "image -> depthwise_conv(3x3, pad: 1)",
     "image -> depthwise_conv(3x2, stride: (2, 1), multiplier: 3, bias: false)",
     "image -> slice(channels: 0..1) -> depthwise_conv(3x3, multiplier: 2)"),
    ("deconv", "image -> deconv(5, 3x3)", "image -> deconv(6, 4x3, stride: 2, pad: (1, 1, 0, 1), output_pad: 1)",
     "image -> deconv(4, 3x3, stride: (3, 2), pad: (2, 0, 0, 1), output_pad: (2, 1), dilation: 2, groups: 2, bias: false)",
     "image -> deconv(4, 2x2, stride: 2, output_pad: (3, 2))", "image -> deconv(4, 3x3, pad: 3, output_pad: 4)"),
    ("max_pool", "image -> max_pool(13x2)", "image -> max_pool(3x3, stride: (2, 3), pad: (1, 1, 1, 2))",
     "image -> max_pool(2x3, stride: 1, dilation: (3, 2), pad: (2, 0, 1, 2))"),
    ("avg_pool", "image -> avg_pool(13x2)", "image -> avg_pool(3x3, stride: (2, 3), pad: (1, 1, 1, 2))",
     "image -> avg_pool(3x3, stride: (2, 3), pad: (1, 1, 1, 2), border: zero)",
     "image -> avg_pool(2x3, stride: 1, dilation: (3, 2), pad: (1, 0, 1, 2))",
     "image -> avg_pool(2x3, stride: 1, dilation: (3, 2), pad: (2, 0, 1, 2), border: zero)",
     "image -> avg_pool(2x2, stride: 3, round: up)"),
    ("relu", "image -> relu", "row -> dense(5) -> relu"),
    ("relu6", "image -> scale(0, 0.2) -> relu6", "row -> dense(5) -> relu6"),
    ("leaky_relu", "image -> leaky_relu(0.1)", "image -> leaky_relu(-0.3)"),
    ("prelu", "image -> prelu", "image -> prelu(shared: true)", "row -> dense(5) -> prelu"),
    ("elu", "image -> elu", "image -> elu(0.3)"),
    ("tanh", "image -> tanh"),
    ("sigmoid", "image -> sigmoid", "row -> dense(5) -> sigmoid"),
    ("hard_sigmoid", "image -> hard_sigmoid", "image -> hard_sigmoid(0.2, 0.4)"),
    ("hard_swish", "image -> hard_swish"),
    ("silu", "image -> silu", "row -> dense(5) -> silu", "(image * (image -> sigmoid))"),
    ("mish", "image -> mish"),
    ("gelu", "image -> gelu", "image -> gelu(approximate: tanh)"),
    ("clip", "image -> clip(-0.5, 0.25)", "image -> clip(0, 1)", "image -> clip(-1000000, 0.3)",
     "image -> clip(0.1, 340282350000000000000000000000000000000.0)"),
    ("softmax", "image -> softmax", "row -> dense(5) -> softmax"),
    ("add", "(image + other)", "(image + row)", "((row -> dense(8)) + image)", "((row -> dense(5)) + (row -> dense(5)))"),
    ("sub", "(image - other)", "(image - (image -> global_avg_pool))", "(row - image)"),
    ("mul", "(image * other)", "(image * (image -> global_avg_pool -> conv(8, 1x1) -> sigmoid))",
     "((image -> global_avg_pool -> dense(2) -> relu -> dense(8) -> sigmoid) * image)"),
    ("concat", "concat(image, other, image -> relu)", "concat(row, row -> dense(3))",
     "concat(row -> dense(2), row -> dense(3))"),
    ("slice", "image -> slice(channels: 2..5)", "row -> dense(6) -> slice(channels: 1..=3)"),
    ("split", "concat(second -> relu, first)"),
    ("crop", "image -> crop(1, 2, 3, 4)", "image -> crop(left: 1)", "image -> crop(bottom: 2)"),
    ("pad", "image -> pad(1, 2, 3, 4)", "image -> pad(left: 1, value: -0.1)", "image -> pad(bottom: 2)"),
    ("flatten", "image -> flatten", "row -> dense(4) -> flatten", "image -> flatten -> conv(3, 1x1)"),
    ("upsample", "image -> upsample(2)", "image -> upsample(3)", "image -> upsample(2, mode: bilinear)",
     "image -> upsample((2, 3))", "image -> upsample((3, 2), mode: bilinear)",
     "image -> upsample((1, 2), mode: bilinear)", "image -> upsample(1, mode: bilinear)", "image -> upsample(1)"),
    ("pixel_shuffle", "image -> pixel_shuffle(2)", "image -> pixel_shuffle(1)"),
    ("pixel_unshuffle", "image -> crop(top: 1) -> pixel_unshuffle(2)", "image -> crop(top: 1) -> pixel_unshuffle(4)"),
    ("channel_shuffle", "image -> channel_shuffle(2)", "image -> channel_shuffle(4)", "image -> channel_shuffle(8)"),
    ("global_avg_pool", "image -> global_avg_pool", "image -> global_avg_pool -> dense(3)"),
    ("global_max_pool", "image -> global_max_pool", "image -> global_max_pool -> flatten -> dense(3)"),
    ("dense", "image -> dense(5)", "row -> dense(5, bias: false)", "image -> flatten -> dense(5) -> relu -> dense(4) @last"),
    ("batch_norm", "image -> batch_norm", "image -> conv(4, 3x3, bias: false) -> batch_norm(0.001) -> relu",
     "row -> dense(5) -> batch_norm"),
    ("lrn", "image -> lrn(5)", "image -> lrn(3, alpha: 0.5, beta: 0.6, k: 1.5)", "image -> lrn(1, alpha: 0.5)",
     "image -> lrn(17, alpha: 0.5)", "image -> lrn(4, alpha: 0.5)", "image -> lrn(2, alpha: 0.1, beta: 0.5, k: 2)"),
    ("scale", "image -> scale(0.5, 0.25)", "image -> scale((1, 2, 3, 4, 5, 6, 7, 8), 0.3)",
     "row -> dense(3) -> scale((1, 2, 3), (0.1, 0.2, 0.3))", "image -> scale", "image -> scale(std: 255) -> conv(3, 3x3)"),
    ("dropout", "image -> dropout", "image -> dropout(0.2)", "row -> dense(3) -> dropout"),
]


def layer_program(call):
    """A network of that call alone, with the inputs that it reads."""
    inputs = [f"{name}: {kind}" for name, kind in
              (("image", "f32[8, 13, 12]"), ("other", "f32[8, 13, 12]"), ("row", "f32[8, 1, 1]")) if name in call or ("second" in call and name == "image")]
    halves = "    let first, second = image -> split(channels: 2)\n" if "second" in call else ""
    return f"network net({', '.join(inputs)}) {{\n{halves}    return {call}\n}}\n"
