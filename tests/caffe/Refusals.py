#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Refusals.py DESCRIPTORS EVALUATE EVENSTRIDE: what cannot be imported is refused with its code, its place and its reason,
# all of it in one run; weights that do not fit are told in numbers; damaged files are refused or imported, and nothing
# worse.
import subprocess

from Checks import run_checks
from Common import EVENSTRIDE, caffemodel, layer, net, np

WEIGHTS = {"layer": [np.ones((4, 3, 3, 3)), np.ones(4)]}
CONV = "convolution_param { num_output: 4 kernel_size: 3 %s }"
failures = []


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True)


def expect(folder, text, *texts, weights=None):
    """The importer refuses the network, or warns of it, and says all of the texts."""
    (folder / "net.prototxt").write_text(text)
    model = folder / "net.caffemodel"
    model.unlink(missing_ok=True)
    if weights is not None:
        model.write_bytes(weights if isinstance(weights, bytes) else caffemodel(weights))
    result = run(EVENSTRIDE, "import", folder / "net.prototxt", "-o", folder / "net.stride")
    wanted = 0 if texts[0].startswith("W") else 1
    if result.returncode != wanted or any(each not in result.stderr for each in texts):
        failures.append(f"{texts}: exit code {result.returncode}\n{result.stdout}{result.stderr}")


def texts(folder):
    expect(folder, "", "E0507", "no layer")
    expect(folder, "network n(x: f32[1, 1, 1]) { return x }", "E0501", "net.prototxt:1:9")
    expect(folder, "layer {\n  name: ", "E0501", "a value is expected", "net.prototxt:2:9")
    expect(folder, "layer {\n  name: \"abc\n}", "E0501", "no end on its line", "net.prototxt:2:9")
    expect(folder, "layer { name: \"x\" ", "E0501", "`}` is expected")
    expect(folder, "a { " * 40 + "} " * 40, "E0501", "nested more than 32 deep")
    expect(folder, "a " * 3, "E0501", "`:` or `{`")
    expect(folder, net("bogus: 3\n" + layer("ReLU")), "E0503", "`bogus`", "net.prototxt:2:1")


def layers(folder):
    conv = lambda fields: net(layer("Convolution", parameters=CONV % fields))
    expect(folder, conv("stride: 0"), "E0503", "`layer` (`Convolution`)", "its `stride` cannot be 0", "net.prototxt:2:")
    expect(folder, conv("pad: -1"), "E0503", "its `pad` cannot be -1")
    expect(folder, conv("group: 2"), "E0503", "3 channels and 4 filters do not divide into 2 groups")
    expect(folder, conv("stride: 99999999999999999999"), "E0503", "`99999999999999999999` is no integer")
    expect(folder, conv("stride: 4294967295"), "E0503", "cannot be 4294967295")
    expect(folder, conv("dilation: 9"), "E0503", "a window of 19 is larger than its input of 8")
    expect(folder, conv("pad_h: 1"), "E0503", "of `pad_h` and `pad_w` it has only one")
    expect(folder, conv("stride: 2 stride_h: 1 stride_w: 1"), "E0503", "for both axes")
    expect(folder, conv("bias_term: maybe"), "E0503", "`maybe` is neither `true` nor `false`")
    expect(folder, conv("axis: 2"), "E0503", "its channels are axis 2")
    expect(folder, conv("flavour: 7"), "E0503", "its `flavour` is not known")
    expect(folder, conv("stride: 0 pad: -1 dilation: x bias_term: maybe axis: 2"), "5 errors", "its `stride` cannot be 0",
           "its `pad` cannot be -1", "`x` is no integer", "`maybe` is neither", "its channels are axis 2")
    expect(folder, conv("num_output: 5"), "E0503", "`num_output` is given twice")
    expect(folder, net(layer("ReLU", parameters="pooling_param { pool: MAX }")), "E0503", "its `pooling_param` is not known")
    pool = lambda fields: net(layer("Pooling", parameters=f"pooling_param {{ {fields} }}"), (1, 3, 4, 4))
    expect(folder, pool("kernel_size: 1 stride: 2"), "E0503", "begins behind its input of 4 rows")
    expect(folder, pool("pool: STOCHASTIC kernel_size: 2"), "E0503", "`STOCHASTIC`")
    expect(folder, pool("pool: STOCHASTIC kernel_size: 0 round_mode: UP ceil_mode: 2"), "4 errors", "`STOCHASTIC`",
           "`kernel_size` cannot be 0", "`UP`", "`2` is neither")
    expect(folder, pool("kernel_size: 2 pad: 2"), "E0503", "a padding of 2")
    expect(folder, pool("global_pooling: true kernel_size: 2"), "E0503", "it is global")
    expect(folder, net(layer("LRN", parameters="lrn_param { norm_region: WITHIN_CHANNEL }")), "E0503", "`WITHIN_CHANNEL`")
    expect(folder, net(layer("LRN", parameters="lrn_param { local_size: 4 }")), "E0503", "`local_size` is 4")
    expect(folder, net(layer("Power", parameters="power_param { power: 0.5 }")), "E0503", "`power` is 0.5")
    expect(folder, net(layer("Softmax", parameters="softmax_param { axis: 2 }")), "E0503", "axis 2 of 4")
    expect(folder, net(layer("BatchNorm", parameters="batch_norm_param { use_global_stats: false }")), "E0503",
           "from the images that are run")
    expect(folder, net(layer("Scale", parameters="scale_param { axis: 2 }")), "E0503", "along axis 2")
    small = layer("Pooling", "x", "s", "pooling_param { kernel_size: 2 stride: 2 }", "pool")
    expect(folder, net(small + layer("Eltwise", "x s", "y", name="sum")), "E0503", "[1, 3, 8, 8] and [1, 3, 4, 4]")
    expect(folder, net(layer("Eltwise", "x x", "y", "eltwise_param { operation: MAX }")), "E0503", "`MAX`")
    expect(folder, net(layer("Concat", "x x", "y", "concat_param { axis: 2 }")), "E0503", "axis 2")
    expect(folder, net(layer("Slice", "x", "a b")), "E0503", "3 elements do not divide into 2 tops")
    expect(folder, net(layer("Reshape", parameters="reshape_param { shape { dim: 0 dim: 7 dim: -1 } }")), "E0503",
           "does not hold the 192 elements that come in")
    mixed = layer("Permute", parameters="permute_param { order: 0 order: 1 order: 3 order: 2 }")
    expect(folder, net(mixed), "E0503", "`y`, which is an output")
    expect(folder, net(layer("ReLU", "q", "y")), "E0503", "nothing before it gives its bottom `q`")
    expect(folder, net(layer("ReLU", "x", "y", name="a") + layer("ReLU", "x", "y", name="b")), "E0503",
           "given by a layer before it")
    expect(folder, net(layer("Flatten", "x", "f") + layer("Concat", "f f", "y z", name="c")), "E0503", "it gives no `z`")
    expect(folder, net(layer("Pooling", "x", "y m", "pooling_param { kernel_size: 2 }")), "E0503", "the places of its maxima")
    expect(folder, net(layer("ReLU", "x x", "y")), "E0503", "2 bottoms")
    many = "".join(layer(kind, "x", f"y{i}", name=f"l{i}") for i, kind in enumerate(["LSTM", "ArgMax", "LSTM", "MVN", "LSTM"]))
    expect(folder, net(many), "3 errors", "`l0` (`LSTM`)", "the same holds for 2 more, in lines 4, 6", "`l1` (`ArgMax`)",
           "`l3` (`MVN`)")
    behind = layer("Convolution", parameters=CONV % "stride: 0") + layer("LSTM", "y", "z", name="behind")
    expect(folder, net(behind), "2 errors", "`stride` cannot be 0", "`behind` (`LSTM`)")
    expect(folder, "layers { layer { name: 'x' type: 'conv' } }", "E0503", "oldest form")


def inputs(folder):
    data = 'layer { name: "d" type: "Data" top: "x" top: "label" transform_param { crop_size: 9 } }\n'
    body = layer("Convolution", parameters=CONV % "")
    expect(folder, data + body, "E0506", "`x`", "--set C=…")
    expect(folder, 'input: "x"\n' + body, "E0506", "--set C=… --set H=… --set W=…", "net.prototxt:1:8")
    expect(folder, net(body, (1, 3, 8)), "E0506", "3 axes")
    expect(folder, net(body, (1, 3, 99999999, 99999999)), "E0506", "larger than")
    expect(folder, 'input: "x" input_dim: 1\n' + body, "E0503", "1 extents")
    for head, sizes, shape in ((data, ["C=3"], "f32[3, 9, 9]"), ('input: "x"\n', ["C=3", "H=7", "W=6"], "f32[3, 7, 6]"),
                               (net(""), ["H=20"], "f32[3, 20, 8]")):
        (folder / "net.prototxt").write_text(head + body)
        settings = [each for size in sizes for each in ("--set", size)]
        result = run(EVENSTRIDE, "import", folder / "net.prototxt", "-o", folder / "net.stride", *settings)
        if result.returncode != 0 or shape not in (folder / "net.stride").read_text():
            failures.append(f"--set {sizes}: {result.stdout}{result.stderr}")


def weights(folder):
    conv = net(layer("Convolution", parameters=CONV % ""))
    expect(folder, conv, "E0501", "net.caffemodel", weights=b"\x89HDF nothing")
    expect(folder, conv, "E0501", weights=caffemodel(WEIGHTS)[:-9])
    expect(folder, conv, "E0503", "there are no weights for it; for `layer_` there are", weights={"layer_": WEIGHTS["layer"]})
    expect(folder, conv, "E0503", "there is 1 tensor of weights for it, and 2 follow", weights={"layer": [np.ones(4)]})
    expect(folder, conv, "E0503", "[4, 3, 5, 3]", "[4, 3, 3, 3]", weights={"layer": [np.ones((4, 3, 5, 3)), np.ones(4)]})
    short = bytearray(caffemodel(WEIGHTS))
    at = short.index(b"\x3a\x04\x04\x03\x03\x03") if b"\x3a\x04\x04\x03\x03\x03" in short else short.index(b"\x04\x03\x03\x03")
    short[short.index(b"\x04\x03\x03\x03", at)] = 5
    expect(folder, conv, "E0503", "135 numbers", "108 stand", weights=bytes(short))
    expect(folder, conv, "W0503", "1 layer", "`other`", weights=WEIGHTS | {"other": [np.ones(2)]})
    batch = conv.replace("dim: 1 ", "dim: 10 ", 1)
    expect(folder, batch, "W0502", "10", weights=WEIGHTS)
    expect(folder, net(layer("Convolution", parameters=CONV % "stride: 4"), (1, 3, 9, 9)), "W0501", "2 rows and 2 columns",
           "net.prototxt:2:", weights=WEIGHTS)
    alone = run(EVENSTRIDE, "import", folder / "net.caffemodel")
    if alone.returncode != 1 or "E0509" not in alone.stderr or "net.prototxt" not in alone.stderr:
        failures.append(f"weights alone:\n{alone.stderr}")
    accepted = run(EVENSTRIDE, "check", folder / "net.prototxt")
    if accepted.returncode != 0 or "W0501" not in accepted.stderr:
        failures.append(f"check of a file that is imported:\n{accepted.stderr}")


def damage(folder, count):
    """Seeded corruption of both files. Exit codes are those of users' mistakes."""
    random = np.random.default_rng(11)
    text = net(layer("Convolution", "x", "a", CONV % "pad: 1") + layer("BatchNorm", "a", "a", name="bn") +
               layer("Scale", "a", "a", "scale_param { bias_term: true }", "sc") +
               layer("Pooling", "a", "b", "pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 }", "pool") +
               layer("Reshape", "b", "c", "reshape_param { shape { dim: 0 dim: -1 } }", "r") +
               layer("InnerProduct", "c", "y", "inner_product_param { num_output: 5 }", "ip")).encode()
    model = caffemodel(WEIGHTS | {"bn": [np.ones(4), np.ones(4), [2]], "sc": [np.ones(4)] * 2, "ip": [np.ones((5, 100)), np.ones(5)]})
    for _ in range(count):
        files = [bytearray(text), bytearray(model)]
        target = files[int(random.integers(2))]
        for _ in range(random.integers(1, 4)):
            at, kind = int(random.integers(len(target))), random.integers(4)
            if kind < 2:
                target[at] = int(random.integers(256))
            elif kind == 2:
                del target[at:at + int(random.integers(1, 9))]
            else:
                target[at:at] = target[at:at + int(random.integers(1, 40))]
        (folder / "net.prototxt").write_bytes(bytes(files[0]))
        (folder / "net.caffemodel").write_bytes(bytes(files[1]))
        result = run(EVENSTRIDE, "check", folder / "net.prototxt")
        usual = result.returncode in (0, 1) or (result.returncode == 2 and "is not text" in result.stderr)
        if not usual or (result.returncode == 1 and "error[E" not in result.stderr):
            failures.append(f"damaged file: exit code {result.returncode}: {result.stderr[:300]}")
            break


run_checks([texts, layers, inputs, weights, lambda folder: damage(folder, 400)], failures)
