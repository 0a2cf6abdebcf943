#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Values.py DESCRIPTORS EVALUATE EVENSTRIDE [compiled]: every type of layer against a plain computation of what Caffe does,
# bit for bit where small integers make fp32 exact; random convolutions and pools, for the rounding of sizes; and a network
# that is compiled.
import sys

from Common import Refused, compiled_output, evaluate, layer, net, np
from Importing import difference
from Reference import convolve, deconvolve, normalise, pool, softmax

random = np.random.default_rng(7)
failures = []


def integers(*shape):
    return random.integers(-4, 5, shape).astype(np.float32)


def expect(title, text, blobs, inputs, wanted, exact=True, **form):
    """The network gives `wanted`, a list of arrays."""
    try:
        results = evaluate(text, blobs, inputs, **form)
    except (Refused, AssertionError) as error:
        failures.append(f"{title}: {error}")
        return
    same = len(results) == len(wanted)
    for result, each in zip(results, wanted):
        each = np.asarray(each, np.float32).ravel()
        close = result.size == each.size and np.allclose(result, each, rtol=0 if exact else 1e-5, atol=0 if exact else 1e-6)
        same = same and close
    if not same:
        failures.append(f"{title}: {[r[:8] for r in results]} instead of {[np.ravel(w)[:8] for w in wanted]}")


def convolutions():
    x, bias = integers(4, 9, 8), integers(6)
    weight = integers(6, 2, 3, 2)
    written = "convolution_param { num_output: 6 group: 2 kernel_h: 3 kernel_w: 2 stride_h: 1 stride_w: 2 pad_h: 1 pad_w: 0 }"
    wanted = convolve(x, weight, bias, (1, 2), (1, 0), group=2)
    text = net(layer("Convolution", parameters=written), (1, 4, 9, 8))
    for form in ({}, {"old": True}, {"doubles": True}):
        expect(f"conv {form}", text, {"layer": [weight, bias]}, [x], [wanted], **form)
    weight = integers(5, 4, 3, 3)
    dilated = "convolution_param { num_output: 5 kernel_size: 3 pad: 2 dilation: 2 bias_term: false }"
    expect("dilated conv", net(layer("Convolution", parameters=dilated), (1, 4, 9, 8)), {"layer": [weight]}, [x],
           [convolve(x, weight, None, pad=(2, 2), dilation=(2, 2))])
    weight = integers(4, 1, 3, 3)
    for kind in ("Convolution", "DepthwiseConvolution", "ConvolutionDepthwise"):
        expect(kind, net(layer(kind, parameters="convolution_param { num_output: 4 group: 4 kernel_size: 3 bias_term: false }"),
                         (1, 4, 9, 8)), {"layer": [weight]}, [x], [convolve(x, weight, None, group=4)])
    weight, bias = integers(4, 3, 4, 4), integers(6)
    expect("deconv", net(layer("Deconvolution", parameters="convolution_param { num_output: 6 group: 2 kernel_size: 4 "
                                                           "stride: 2 pad: 1 }"), (1, 4, 5, 6)),
           {"layer": [weight, bias]}, [x[:, :5, :6]], [deconvolve(x[:, :5, :6], weight, bias, (2, 2), (1, 1), 2)])


def dense():
    x, weight, bias = integers(3, 4, 5), integers(7, 60), integers(7)
    text = "inner_product_param { num_output: 7 %s }"
    wanted = weight @ x.ravel() + bias
    shape = (1, 3, 4, 5)
    expect("dense", net(layer("InnerProduct", parameters=text % ""), shape), {"layer": [weight, bias]}, [x], [wanted])
    expect("old dense", net(layer("InnerProduct", parameters=text % ""), shape), {"layer": [weight, bias]}, [x], [wanted],
           old=True)
    expect("transposed dense", net(layer("InnerProduct", parameters=text % "transpose: true bias_term: false"), shape),
           {"layer": [weight.T]}, [x], [weight @ x.ravel()])
    two = layer("InnerProduct", "x", "a", text % "") + layer("InnerProduct", "a", "y",
                                                             "inner_product_param { num_output: 2 }", "second")
    second = integers(2, 7)
    expect("two dense", net(two, shape), {"layer": [weight, bias], "second": [second, bias[:2]]}, [x],
           [second @ wanted + bias[:2]])


def random_windows(count):
    """Sizes round down in convolutions and up in pools, each in its exact form."""
    for _ in range(count):
        channels, shape = 2, [int(random.integers(5, 14)) for _ in range(2)]
        kernel, stride = ([int(random.integers(1, 5)) for _ in range(2)] for _ in range(2))
        pad = [int(random.integers(0, k)) for k in kernel]
        x = integers(channels, *shape)
        fields = (f"kernel_h: {kernel[0]} kernel_w: {kernel[1]} stride_h: {stride[0]} stride_w: {stride[1]} "
                  f"pad_h: {pad[0]} pad_w: {pad[1]}")
        kind = ("conv", "MAX", "AVE")[random.integers(3)]
        if kind == "conv":
            weight = integers(3, channels, *kernel)
            text = layer("Convolution", parameters=f"convolution_param {{ num_output: 3 bias_term: false {fields} }}")
            expect(f"random conv of {shape}: {fields}", net(text, (1, channels, *shape)), {"layer": [weight]}, [x],
                   [convolve(x, weight, None, stride, pad)])
            continue
        up = random.random() < 0.7
        mode = "" if up else "round_mode: FLOOR"
        text = net(layer("Pooling", parameters=f"pooling_param {{ pool: {kind} {fields} {mode} }}"), (1, channels, *shape))
        wanted = pool(x, kind, kernel, stride, pad, up)
        if wanted is not None:
            expect(f"random {kind} of {shape}: {fields} {mode}", text, {}, [x], [wanted], exact=kind == "MAX")
            continue
        try:
            evaluate(text, {}, [x])
            failures.append(f"a pool with windows that hold nothing is imported: {shape}, {fields}")
        except Refused:
            pass


def pools():
    x, x8 = integers(2, 7, 7), integers(2, 8, 8)
    ceil = "pooling_param { pool: MAX kernel_size: 2 stride: 2 }"
    expect("ceil", net(layer("Pooling", parameters=ceil), (1, 2, 7, 7)), {}, [x], [pool(x, "MAX", (2, 2), (2, 2))])
    assert pool(x, "MAX", (2, 2), (2, 2)).shape == (2, 4, 4)
    clipped = "pooling_param { pool: MAX kernel_size: 2 stride: 3 pad: 1 }"
    expect("clip", net(layer("Pooling", parameters=clipped), (1, 2, 7, 7)), {}, [x], [pool(x, "MAX", (2, 2), (3, 3), (1, 1))])
    silent = layer("Pooling", "x", "y m", ceil) + layer("Silence", "m", "", name="s")
    expect("silence", net(silent, (1, 2, 7, 7)), {}, [x], [pool(x, "MAX", (2, 2), (2, 2))])
    padded = "pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 }"
    expect("padding counts", net(layer("Pooling", parameters=padded), (1, 2, 8, 8)), {}, [x8],
           [pool(x8, "AVE", (3, 3), (2, 2), (1, 1))], exact=False)
    expect("global mean", net(layer("Pooling", parameters="pooling_param { pool: AVE global_pooling: true }"), (1, 2, 7, 7)), {},
           [x], [x.mean((1, 2))], exact=False)
    expect("global maximum", net(layer("Pooling", parameters="pooling_param { global_pooling: true }"), (1, 2, 7, 7)), {}, [x],
           [x.max((1, 2))])


def norms():
    x, mean, variance = integers(3, 8, 8), integers(3), np.array([4, 9, 16], np.float32)
    gamma, beta = integers(3), integers(3)
    plain = (x - mean[:, None, None]) / np.sqrt(variance + 1e-5)[:, None, None]
    wanted = plain * gamma[:, None, None] + beta[:, None, None]
    norm = layer("BatchNorm", "x", "y", name="bn")
    scale = layer("Scale", "y", "y", "scale_param { bias_term: true }", "sc")
    blobs = {"bn": [mean * 4, variance * 4, [4]], "sc": [gamma, beta]}
    expect("batch norm", net(norm), blobs, [x], [plain], exact=False)
    expect("batch norm and scale", net(norm + scale), blobs, [x], [wanted], exact=False)
    apart = norm + layer("Scale", "y", "z", "scale_param { bias_term: true }", "sc") + layer(
        "Eltwise", "y z", "s", name="both")
    expect("a batch norm that is read twice", net(apart), blobs, [x], [plain + wanted], exact=False)
    parted = norm + layer("Split", "y", "a b", name="split") + layer("Scale", "a", "c", "scale_param { bias_term: true }",
                                                                     "sc") + layer("Eltwise", "b c", "s", name="both")
    expect("a batch norm behind a split", net(parted), blobs, [x], [plain + wanted], exact=False)
    twice = norm + scale + layer("Scale", "y", "y", "", "sc2")
    expect("two scales", net(twice), blobs | {"sc2": [gamma]}, [x], [wanted * gamma[:, None, None]], exact=False)
    empty = {"bn": [mean, variance, [0]]}
    expect("a batch norm that has seen nothing", net(norm), empty, [x], [x / np.sqrt(1e-5)], exact=False)
    coarse = layer("BatchNorm", "x", "y", "batch_norm_param { use_global_stats: true eps: 0.5 }", "bn")
    expect("epsilon", net(coarse), blobs, [x], [(x - mean[:, None, None]) / np.sqrt(variance + 0.5)[:, None, None]],
           exact=False)
    expect("scale alone", net(layer("Scale", parameters="scale_param { bias_term: true }")), {"layer": [gamma, beta]}, [x],
           [x * gamma[:, None, None] + beta[:, None, None]])
    expect("bias alone", net(layer("Bias")), {"layer": [beta]}, [x], [x + beta[:, None, None]])
    gate = layer("Pooling", "x", "g", "pooling_param { pool: MAX global_pooling: true }", "pool") + layer(
        "Flatten", "g", "f", name="flat") + layer("Scale", "x f", "y", "scale_param { axis: 0 }")
    expect("gate", net(gate), {}, [x], [x * x.max((1, 2))[:, None, None]])
    y = integers(7, 4, 4)
    expect("lrn", net(layer("LRN", parameters="lrn_param { local_size: 3 alpha: 0.5 beta: 0.75 k: 2 }"), (1, 7, 4, 4)), {}, [y],
           [normalise(y, 3, 0.5, 0.75, 2)], exact=False)
    expect("lrn by default", net(layer("LRN"), (1, 7, 4, 4)), {}, [y], [normalise(y, 5, 1, 0.75, 1)], exact=False)


def elements():
    x = integers(3, 4, 5)
    shape = (1, 3, 4, 5)
    slopes = integers(3)
    cases = [
        ("ReLU", "", np.maximum(x, 0)),
        ("ReLU", "relu_param { negative_slope: 0.25 }", np.where(x > 0, x, x * 0.25)),
        ("Sigmoid", "", 1 / (1 + np.exp(-x))),
        ("TanH", "", np.tanh(x)),
        ("ELU", "elu_param { alpha: 0.5 }", np.where(x > 0, x, 0.5 * (np.exp(x) - 1))),
        ("Power", "power_param { scale: 0.25 }", x * 0.25),
        ("Power", "power_param { shift: -3 }", x - 3),
        ("Power", "power_param { scale: 3 shift: 1 }", 3 * x + 1),
        ("Power", "power_param { power: 2 scale: -1 shift: 2 }", (2 - x) ** 2),
        ("Softmax", "", softmax(x)),
        ("Dropout", "dropout_param { dropout_ratio: 0.3 }", x),
        ("ReLU6", "", np.clip(x * 3, 0, 6)),
        ("Clip", "clip_param { min: -1 max: 2 }", np.clip(x, -1, 2)),
        ("Swish", "", x / (1 + np.exp(-x))),
    ]
    for kind, parameters, wanted in cases:
        given = x * 3 if kind == "ReLU6" else x
        expect(f"{kind} {parameters}", net(layer(kind, parameters=parameters), shape), {}, [given], [wanted], exact=False)
        expect(f"{kind} in place", net(layer(kind, "x", "x", parameters), shape), {}, [given], [wanted], exact=False)
    expect("PReLU", net(layer("PReLU"), shape), {"layer": [slopes]}, [x], [np.where(x > 0, x, x * slopes[:, None, None])])
    expect("shared PReLU", net(layer("PReLU", parameters="prelu_param { channel_shared: true }"), shape), {"layer": [[0.25]]},
           [x], [np.where(x > 0, x, x * 0.25)])
    row = x.ravel()
    expect("softmax of a row", net(layer("Flatten", "x", "f") + layer("Softmax", "f", "y", name="s"), shape), {}, [x],
           [softmax(row)], exact=False)


def combinations():
    x = integers(6, 4, 5)
    shape = (1, 6, 4, 5)
    halves = layer("Slice", "x", "a b", "slice_param { slice_point: 2 }")
    expect("slice and concat", net(halves + layer("Concat", "b a", "y", name="c"), shape), {}, [x],
           [np.concatenate([x[2:], x[:2]])])
    thirds = layer("Slice", "x", "a b c", "slice_param { axis: -3 }")
    expect("outputs in order", net(thirds, shape), {}, [x], [x[:2], x[2:4], x[4:]])
    expect("rows", net(layer("Slice", "x", "a b", "slice_param { axis: 2 slice_point: 1 }"), shape), {}, [x],
           [x[:, :1], x[:, 1:]])
    expect("old names", net(layer("Slice", "x", "a b", "slice_param { slice_dim: 1 }") +
                            layer("Concat", "b a", "y", "concat_param { concat_dim: 1 }", "c"), shape), {}, [x],
           [np.concatenate([x[3:], x[:3]])])
    a, b, c = x[:2], x[2:4], x[4:]
    sums = [("", a + b), ("eltwise_param { operation: PROD }", a * b), ("eltwise_param { coeff: 1 coeff: -1 }", a - b),
            ("eltwise_param { coeff: -1 coeff: 1 }", b - a), ("eltwise_param { coeff: -1 coeff: -1 }", -a - b),
            ("eltwise_param { coeff: [0.5, 2] }", a / 2 + 2 * b)]
    for parameters, wanted in sums:
        expect(f"Eltwise {parameters}", net(thirds + layer("Eltwise", "a b", "y", parameters, "e"), shape), {}, [x],
               [c, wanted])
    expect("three", net(thirds + layer("Eltwise", "a b c", "y", "eltwise_param { operation: SUM }", "e"), shape), {}, [x],
           [a + b + c])
    crop = layer("Convolution", "x", "r", "convolution_param { num_output: 1 kernel_size: 3 bias_term: false }", "r") + layer(
        "Crop", "x r", "y", "crop_param { axis: 2 offset: 1 offset: 2 }")
    expect("crop", net(crop, shape), {"r": [integers(1, 6, 3, 3)]}, [x], [x[:, 1:3, 2:5]])
    shuffled = x.reshape(3, 2, 4, 5).transpose(1, 0, 2, 3)
    expect("channel shuffle", net(layer("ShuffleChannel", parameters="shuffle_channel_param { group: 3 }"), shape), {}, [x],
           [shuffled])
    by_hand = layer("Reshape", "x", "a", "reshape_param { shape { dim: 0 dim: 3 dim: 2 dim: 4 dim: -1 } }", "r1") + layer(
        "Permute", "a", "b", "permute_param { order: 0 order: 2 order: 1 }", "p") + layer(
        "Reshape", "b", "c", "reshape_param { shape { dim: 6 } axis: 1 num_axes: 2 }", "r2") + layer("ReLU", "c", "y", name="z")
    expect("channel shuffle by hand", net(by_hand, shape), {}, [x], [np.maximum(shuffled, 0)])
    split = layer("Split", "x", "a b", name="s") + layer("ReLU", "a", "a", name="r") + layer("Eltwise", "a b", "y", name="e")
    expect("split", net(split, shape), {}, [x], [np.maximum(x, 0) + x])
    branches = layer("ReLU", "x", "a", name="r") + layer("Power", "a", "a", "power_param { shift: 1 }", "p") + layer(
        "Eltwise", "x a", "y", name="e")
    expect("in place behind a branch", net(branches, shape), {}, [x], [np.maximum(x, 0) + 1 + x])


def forms():
    """Files of several ages, and layers of the training that are not there at test time."""
    x, weight = integers(3, 6, 6), integers(2, 3, 3, 3)
    wanted = convolve(x, weight, None)
    body = 'bottom: "data" top: "c" convolution_param { num_output: 2 kernel_size: 3 bias_term: false }'
    blobs = {"c": [weight]}
    heads = ['input: "data" input_dim: 1 input_dim: 3 input_dim: 6 input_dim: 6',
             'input: "data" input_shape { dim: 1 dim: 3 dim: 6 dim: 6 }',
             'layer { name: "d" type: "MemoryData" top: "data" top: "label" memory_data_param { channels: 3 height: 6 width: 6 } }',
             'layer { name: "d" type: "Data" top: "data" include { phase: TRAIN } }\n'
             'layer { name: "d" type: "Input" top: "data" input_param { shape: { dim: [1, 3, 6, 6] } } include { phase: TEST } }']
    for head in heads:
        expect(head, f'name: "n"\n{head}\nlayer {{ name: "c" type: "Convolution" {body} }}', blobs, [x], [wanted])
    expect("old layers", f'{heads[0]}\nlayers {{ name: "c" type: CONVOLUTION blobs_lr: 1 weight_decay: 0 {body} }}\n'
                         'layers { name: "l" type: SOFTMAX_LOSS bottom: "c" bottom: "label" top: "loss" }', blobs, [x], [wanted],
           old=True)
    training = f'''{heads[2]}
        layer {{ name: "c" type: "Convolution" {body} param {{ lr_mult: 1 decay_mult: 1 }} param {{ lr_mult: 2 }} }}
        layer {{ name: "drop" type: "ReLU" bottom: "c" top: "c" exclude {{ phase: TEST }} }}
        layer {{ name: "deploy" type: "ReLU" bottom: "c" top: "c" include {{ stage: "deploy" }} }}
        layer {{ name: "a" type: "Accuracy" bottom: "c" bottom: "label" top: "a" include {{ phase: TEST }} }}
        layer {{ name: "l" type: "SoftmaxWithLoss" bottom: "c" bottom: "label" top: "l" loss_weight: 1 }}'''
    expect("training", training, blobs, [x], [wanted])
    expect("a stage", training + '\nstate { stage: "deploy" }', blobs, [x], [np.maximum(wanted, 0)])
    commented = f'# a comment\n{heads[0]} ;;, layer < name: \'c\' type: "Convo" "lution" {body}, > # end'
    expect("the text format", commented.replace(";;", ";"), blobs, [x], [wanted])


def compiled():
    x, row = random.standard_normal((3, 16, 16)).astype(np.float32), lambda values: values[:, None, None]
    blobs = {"c": [integers(8, 3, 3, 3) / 4, integers(8)], "n": [integers(8), integers(8) + 5, np.array([2])],
             "s": [integers(8) + 5, integers(8)], "g": [integers(8, 2, 3, 3) / 4], "d": [integers(5, 8 * 4 * 4) / 8, integers(5)]}
    text = net("".join([layer("Convolution", "x", "c", "convolution_param { num_output: 8 kernel_size: 3 stride: 2 pad: 1 }", "c"),
                        layer("BatchNorm", "c", "c", name="n"), layer("Scale", "c", "c", "scale_param { bias_term: true }", "s"),
                        layer("ReLU", "c", "c", name="r"),
                        layer("Convolution", "c", "g", "convolution_param { num_output: 8 kernel_size: 3 pad: 1 group: 4 "
                                                       "bias_term: false }", "g"),
                        layer("Eltwise", "g c", "e", name="e"),
                        layer("Pooling", "e", "p", "pooling_param { pool: MAX kernel_size: 3 stride: 2 }", "p"),
                        layer("InnerProduct", "p", "d", "inner_product_param { num_output: 5 }", "d")]), (1, 3, 16, 16))
    first = convolve(x, *blobs["c"], (2, 2), (1, 1))
    mean, variance = (row(each / 2) for each in blobs["n"][:2])
    first = np.maximum((first - mean) / np.sqrt(variance + 1e-5) * row(blobs["s"][0]) + row(blobs["s"][1]), 0)
    pooled = pool(convolve(first, blobs["g"][0], None, pad=(1, 1), group=4) + first, "MAX", (3, 3), (2, 2))
    wanted = blobs["d"][0] @ pooled.ravel() + blobs["d"][1]
    if wrong := difference([compiled_output(text, blobs, x)], [wanted]):
        failures.append(f"compiled: {wrong}")


for check in (convolutions, dense, pools, norms, elements, combinations, forms):
    check()
random_windows(120)
if "compiled" in sys.argv[4:]:
    compiled()
for failure in failures:
    print("FAILED", failure)
sys.exit(1 if failures else 0)
