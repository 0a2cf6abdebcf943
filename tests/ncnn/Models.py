# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# ncnn models for the tests, written layer by layer: the text and the numbers of the .bin file.
import random
import struct


def parameter(key, value):
    if isinstance(value, (list, tuple)):
        return f"{-23300 - key}={','.join(map(str, [len(value), *value]))}"
    return f"{key}={value}"


class Model:
    """A network of one input; each layer reads the last blob unless it says otherwise."""

    def __init__(self, *shape, seed=0):
        self.lines, self.numbers, self.blobs = [], [], set()
        self.random = random.Random(seed)
        self.shape, self.last = shape, None
        self.layer("Input", (), dict(zip((2, 1, 0) if len(shape) == 3 else (0,), shape)), ["data"])

    def layer(self, type_, bottoms=None, parameters=None, tops=None, name=None):
        bottoms = [self.last] if bottoms is None else bottoms
        tops = [f"b{len(self.blobs)}"] if tops is None else tops
        name = name or f"{type_.lower()}_{len(self.lines)}"
        self.blobs.update(bottoms, tops)
        self.lines.append(" ".join([type_.ljust(16), name.ljust(16), str(len(bottoms)), str(len(tops)), *bottoms, *tops,
                                    *(parameter(key, value) for key, value in (parameters or {}).items())]))
        self.last = tops[-1]
        return self

    def draw(self, count, tag=None, low=-1.0, high=1.0):
        """Numbers for the .bin file: plain, with the word 0 ahead, or as fp16."""
        values = [self.random.uniform(low, high) for _ in range(count)]
        if tag == "half":
            self.numbers.append(struct.pack("<I", 0x01306B47) + struct.pack(f"<{count}e", *values) + b"\0" * (count % 2 * 2))
        else:
            self.numbers.append((b"" if tag is None else b"\0\0\0\0") + struct.pack(f"<{count}f", *values))
        return self

    def conv(self, filters, channels, kernel, tag="plain", type_="Convolution", bias=1, **parameters):
        """Parameters as `p4=1`; `channels` is what each filter sees."""
        options = {0: filters, 1: kernel, 5: bias, 6: filters * channels * kernel * kernel}
        options |= {int(key[1:]): value for key, value in parameters.items()}
        size = options[6] = filters * channels * kernel * options.get(11, kernel)
        self.layer(type_, parameters=options).draw(size, tag)
        return self.draw(filters) if bias else self

    def dense(self, outputs, inputs, tag="plain", bias=1, **parameters):
        options = {0: outputs, 1: bias, 2: outputs * inputs} | {int(k[1:]): v for k, v in parameters.items()}
        self.layer("InnerProduct", parameters=options).draw(outputs * inputs, tag)
        return self.draw(outputs) if bias else self

    def norm(self, channels, epsilon="1.0e-5"):
        self.layer("BatchNorm", parameters={0: channels, 1: epsilon})
        return self.draw(channels).draw(channels).draw(channels, low=0.3, high=2.0).draw(channels)

    def text(self):
        return f"7767517\n{len(self.lines)} {len(self.blobs)}\n" + "\n".join(self.lines) + "\n"

    def bin(self):
        return b"".join(self.numbers)


def mobile():
    """Inverted residuals with gates, in the manner of MobileNetV3."""
    m = Model(3, 32, 32).conv(8, 3, 3, p3=2, p4=1, p9=6, p10=["1.666667e-01", "5.000000e-01"])
    for i in range(2):
        start = m.last
        m.layer("Split", tops=[f"s{i}a", f"s{i}b"])
        m.layer("Noop", [f"s{i}a"]).conv(16, 8, 1, p9=1)
        m.conv(16, 1, 3, type_="ConvolutionDepthWise", p4=1, p7=16, p9=1)
        m.layer("Split", tops=[f"g{i}a", f"g{i}b"])
        m.layer("Pooling", [f"g{i}a"], {0: 1, 4: 1}).dense(4, 16, p9=1).dense(16, 4)
        m.layer("HardSigmoid", parameters={0: "1.666667e-01", 1: "5.0e-01"})
        m.layer("BinaryOp", [f"g{i}b", m.last], {0: 2}).conv(8, 16, 1)
        m.layer("BinaryOp", [f"s{i}b", m.last], {0: 0})
        del start
    return m.layer("Pooling", parameters={0: 1, 4: 1}).dense(10, 8).layer("Softmax", parameters={0: 0, 1: 1})


def shuffle():
    m = Model(3, 16, 16).conv(8, 3, 3, p3=2, p4=1, p9=1).layer("Pooling", parameters={0: 0, 1: 3, 2: 2})
    m.layer("Slice", parameters={0: [-233, -233], 1: 0}, tops=["a", "b"])
    m.layer("Noop", ["b"]).conv(4, 4, 1, p9=1).conv(4, 1, 3, type_="ConvolutionDepthWise", p4=1, p7=4)
    m.layer("Concat", ["a", m.last], {0: 0})
    return m.layer("ShuffleChannel", parameters={0: 2}).conv(6, 8, 1)


def detector():
    """Two outputs, one after an upsampling that meets an earlier blob."""
    m = Model(3, 32, 32).conv(6, 3, 3, p3=2, p4=1, p9=2, p10=["0.1"]).layer("Split", tops=["early", "on"])
    m.layer("Noop", ["on"]).layer("Pooling", parameters={0: 0, 1: 2, 2: 2}).conv(8, 6, 3, p4=1, p9=5)
    m.layer("Split", tops=["deep", "head"]).layer("Noop", ["head"]).conv(12, 8, 1)
    m.layer("Interp", ["deep"], {0: 1, 1: "2.0", 2: "2.0"}).layer("Concat", [m.last, "early"], {0: 0})
    return m.conv(12, 14, 1)


def boxes():
    return Model(3, 8, 8).conv(6, 3, 3, p4=1).layer("Split", tops=["a", "b"]).layer("Sigmoid", ["a"], tops=["c"]).layer(
        "Yolov3DetectionOutput", ["b", "c"], {0: 1, 1: 1, 2: "0.5", 4: ["1.0", "2.0"]}, ["boxes"])


def one(shape, type_, parameters=None, numbers=()):
    m = Model(*shape).layer(type_, parameters=parameters)
    for count in numbers:
        m.draw(count)
    return m


IMAGE = (4, 9, 10)


def windows():
    yield "conv pads", Model(3, 9, 10).conv(4, 3, 3, p4=1, p14=2, p15=0, p16=1, p11=2, p3=2, p13=1)
    yield "conv dilation", Model(2, 12, 12).conv(3, 2, 3, p2=2, p12=1, p4=2, p14=1)
    yield "conv same upper", Model(2, 8, 9).conv(3, 2, 3, p3=2, p4=-233)
    yield "conv same lower", Model(2, 8, 9).conv(3, 2, 4, p3=2, p4=-234)
    yield "conv pad value", Model(2, 8, 9).conv(3, 2, 3, p4=1, p18="0.5")
    yield "conv half", Model(3, 8, 8).conv(3, 3, 3, tag="half").conv(5, 3, 1, tag="half", bias=0)
    yield "conv groups", Model(4, 8, 8).conv(6, 2, 3, type_="ConvolutionDepthWise", p7=2)
    yield "conv multiplier", Model(4, 8, 8).conv(8, 1, 3, type_="ConvolutionDepthWise", p7=4)
    yield "conv of a row", Model(6).conv(3, 6, 1, p9=4)
    for type_, numbers in ((1, []), (2, ["0.3"]), (3, ["-0.5", "0.75"]), (4, []), (5, []), (6, ["0.2", "0.5"])):
        yield f"conv activation {type_}", Model(3, 6, 6).conv(4, 3, 3, p9=type_, **({"p10": numbers} if numbers else {}))
    yield "deconv", Model(3, 5, 6).conv(4, 3, 3, type_="Deconvolution", p3=2, p4=1, p9=1)
    yield "deconv sides", Model(3, 5, 6).conv(4, 3, 4, type_="Deconvolution", p3=2, p4=1, p14=0, p15=2, p16=1, p11=3)
    yield "deconv output pad", Model(2, 5, 6).conv(2, 2, 3, type_="Deconvolution", p3=2, p18=1, p19=0)
    yield "deconv groups", Model(4, 5, 6).conv(6, 2, 3, type_="DeconvolutionDepthWise", p3=2, p7=2)
    yield "deconv depthwise", Model(4, 5, 6).conv(4, 1, 4, type_="DeconvolutionDepthWise", p3=2, p4=1, p7=4)
    yield "deconv same", Model(2, 5, 6).conv(2, 2, 3, type_="Deconvolution", p3=2, p4=-233, p20=12, p21=10)
    for kind in (0, 1):
        yield f"pool full {kind}", one(IMAGE, "Pooling", {0: kind, 1: 3, 2: 2})
        yield f"pool full pads {kind}", one((4, 10, 9), "Pooling", {0: kind, 1: 3, 2: 2, 3: 1})
        yield f"pool valid {kind}", one((4, 10, 9), "Pooling", {0: kind, 1: 3, 2: 2, 3: 1, 5: 1})
        yield f"pool sides {kind}", one(IMAGE, "Pooling", {0: kind, 1: 3, 11: 2, 2: 2, 12: 1, 3: 1, 13: 0, 14: 0, 15: 1, 5: 1})
        yield f"pool global {kind}", one(IMAGE, "Pooling", {0: kind, 4: 1})
        yield f"pool adaptive {kind}", one((4, 9, 12), "Pooling", {0: kind, 7: 1, 8: 4, 18: 3})
        yield f"pool adaptive one {kind}", one(IMAGE, "Pooling", {0: kind, 7: 1, 8: 1})
    yield "pool same upper", one((4, 8, 9), "Pooling", {0: 0, 1: 3, 2: 2, 5: 2})
    yield "pool same lower", one((4, 8, 9), "Pooling", {0: 0, 1: 2, 2: 1, 5: 3})
    yield "pool counts padding", one((4, 10, 9), "Pooling", {0: 1, 1: 3, 2: 2, 3: 1, 5: 1, 6: 1})
    yield "pool counts all", one((4, 10, 10), "Pooling", {0: 1, 1: 3, 2: 2, 6: 1})
    yield "mean keeps axes", one(IMAGE, "Reduction", {0: 3, 1: 0, 3: [-2, -1], 4: 1, 5: 1})
    yield "maximum", one(IMAGE, "Reduction", {0: 4, 1: 0, 3: [1, 2], 4: 0, 5: 1})
    yield "interp nearest", one(IMAGE, "Interp", {0: 1, 3: 27, 4: 30})
    yield "interp bilinear", one(IMAGE, "Interp", {0: 2, 1: "2.0", 2: "2.0"})


def functions():
    yield "relu", one(IMAGE, "ReLU")
    yield "leaky", one(IMAGE, "ReLU", {0: "0.25"})
    yield "prelu", one(IMAGE, "PReLU", {0: 4}, [4])
    yield "prelu shared", one(IMAGE, "PReLU", {0: 1}, [1])
    yield "clip", one(IMAGE, "Clip", {0: "-0.5", 1: "0.25"})
    yield "clip printed", one(IMAGE, "Clip", {0: "0.0", 1: "3.402823e+38"})
    for name in ("Sigmoid", "TanH", "Swish", "Mish", "ELU", "HardSigmoid", "HardSwish", "GELU"):
        yield name, one(IMAGE, name)
    yield "elu", one(IMAGE, "ELU", {0: "1.0"})
    yield "hard swish", one(IMAGE, "HardSwish", {0: "1.666667e-01", 1: "0.5"})
    yield "hard sigmoid", one(IMAGE, "HardSigmoid", {0: "0.7", 1: "0.4"})
    yield "fast gelu", one(IMAGE, "GELU", {0: 1})
    yield "softmax", one(IMAGE, "Softmax", {0: 0, 1: 1})
    yield "softmax of a row", one((7,), "Softmax", {0: 0})
    yield "dropout", one(IMAGE, "Dropout")
    yield "lrn", one(IMAGE, "LRN", {1: 3, 2: "0.5", 3: "0.7", 4: "2.0"})
    yield "norm", Model(*IMAGE).norm(4).norm(4, "0.01")
    yield "norm of a row", Model(5).norm(5)
    yield "scale", one(IMAGE, "Scale", {0: 4, 1: 1}, [4, 4])
    yield "factor", one(IMAGE, "Scale", {0: 4}, [4])
    yield "bias", one(IMAGE, "Bias", {0: 4}, [4])
    for operation in (0, 1, 2, 3, 7):
        yield f"number {operation}", one(IMAGE, "BinaryOp", {0: operation, 1: 1, 2: "0.625"})
    yield "maximum of a number", one(IMAGE, "BinaryOp", {0: 4, 1: 1, 2: "0.0"})


def joined(type_, parameters=None, second=None):
    """A layer over the input and something made of it."""
    m = Model(*IMAGE).layer("Split", tops=["a", "b", "c"])
    m.layer(*second) if second else m.layer("Sigmoid", ["b"])
    return m.layer(type_, ["a", m.last], parameters)


def merges():
    pooled = ("Pooling", ["b"], {0: 1, 4: 1})
    for operation in (0, 1, 2):
        yield f"binary {operation}", joined("BinaryOp", {0: operation})
        yield f"binary row {operation}", joined("BinaryOp", {0: operation}, pooled)
    m = Model(*IMAGE).layer("Split", tops=["a", "b"]).layer("Pooling", ["a"], {0: 1, 4: 1})
    yield "binary row first", m.layer("BinaryOp", [m.last, "b"], {0: 2})
    yield "product", joined("Eltwise", {0: 0})
    yield "sum", joined("Eltwise", {0: 1})
    yield "difference", joined("Eltwise", {0: 1, 1: ["1.0", "-1.0"]})
    m = Model(*IMAGE).layer("Split", tops=["a", "b", "c"])
    yield "sum of three", m.layer("Eltwise", ["a", "b", "c"], {0: 1, 1: ["1.0", "1.0", "1.0"]})
    yield "concat", joined("Concat", {0: -3})
    yield "concat of rows", Model(5).layer("Split", tops=["a", "b"]).layer("Concat", ["a", "b"], {0: 0})
    for parameters in ({0: [1, 3]}, {0: [1, -233], 1: -3}, {2: [3]}, {2: [-1], 1: 0}):
        m = Model(*IMAGE).layer("Slice", parameters=parameters, tops=["a", "b"])
        yield f"slice {parameters}", m.layer("Sigmoid", ["a"], tops=["x"]).layer("TanH", ["b"], tops=["y"])


def moves():
    yield "crop offsets", one(IMAGE, "Crop", {0: 1, 1: 2, 2: 1, 3: 5, 4: 4, 5: 2})
    yield "crop rest", one(IMAGE, "Crop", {0: 1, 1: 2, 2: 0, 3: -233, 4: -233, 5: -233, 6: 2, 7: 1})
    yield "crop ends", one(IMAGE, "Crop", {9: [1, 2, -4], 10: [3, -233, -1], 11: [0, 1, 2]})
    yield "crop one axis", one(IMAGE, "Crop", {9: [2], 10: [-1], 11: [-1]})
    yield "padding", one(IMAGE, "Padding", {0: 1, 1: 2, 2: 0, 3: 3, 4: 0, 5: "0.5"})
    yield "padding repeats", one(IMAGE, "Padding", {0: 1, 1: 2, 2: 0, 3: 3, 4: 1})
    yield "padding mirrors", one(IMAGE, "Padding", {0: 1, 1: 2, 2: 0, 3: 3, 4: 2})
    yield "pixel shuffle", one((8, 3, 4), "PixelShuffle", {0: 2})
    yield "pixel shuffle mode", one((8, 3, 4), "PixelShuffle", {0: 2, 1: 1})
    yield "reorg", one((3, 6, 4), "Reorg", {0: 2})
    yield "reorg mode", one((3, 6, 4), "Reorg", {0: 2, 1: 1})
    yield "shuffle", one((6, 3, 4), "ShuffleChannel", {0: 2})
    yield "shuffle back", one((6, 3, 4), "ShuffleChannel", {0: 2, 1: 1})
    yield "flatten", Model(3, 4, 5).layer("Flatten").dense(4, 60)
    yield "dense", Model(3, 4, 5).dense(4, 60, p9=2, p10=["0.5"]).dense(3, 4, tag="half", bias=0)
    yield "reshape row", Model(3, 4, 5).layer("Reshape", parameters={0: -1}).dense(4, 60)
    yield "reshape image", Model(3, 4, 5).layer("Reshape", parameters={0: 0, 1: 0, 2: -1}).layer("Sigmoid")
    yield "reshape pixel", Model(6).layer("Reshape", parameters={0: 1, 1: 1, 2: -1}).conv(4, 6, 1)


NETWORKS = {"mobile": mobile(), "shuffle": shuffle(), "detector": detector(), **dict(windows()), **dict(functions()),
            **dict(merges()), **dict(moves())}
