#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Networks.py DESCRIPTORS EVALUATE EVENSTRIDE: networks of the shapes that everybody knows, generated here, come in without
# work by hand: what is written checks, has the shapes of the papers, and its blocks are found again.
import subprocess
import sys
import tempfile
from pathlib import Path

from Common import EVENSTRIDE, caffemodel, np

random = np.random.default_rng(5)
failures = []


class Builder:
    """A network's text, and weights of the right shapes for it."""

    def __init__(self, channels, height, width):
        self.text = f'input: "data"\ninput_dim: 1\ninput_dim: {channels}\ninput_dim: {height}\ninput_dim: {width}\n'
        self.channels, self.blobs, self.top = channels, {}, "data"

    def add(self, kind, name, bottoms, parameters="", top=None):
        top = top or name
        ends = "".join(f' bottom: "{each}"' for each in bottoms) + f' top: "{top}"'
        self.text += f'layer {{\n  name: "{name}"\n  type: "{kind}"\n {ends}\n  {parameters}\n}}\n'
        self.top = top
        return top

    def weights(self, *shape):
        return (random.random(shape, np.float32) - 0.5) / max(1, int(np.prod(shape[1:]))) ** 0.5

    def conv(self, name, filters, kernel, bottom=None, channels=None, relu=True, bias=True, **fields):
        channels = channels or self.channels
        written = " ".join(f"{key}: {value}" for key, value in fields.items()) + ("" if bias else " bias_term: false")
        self.blobs[name] = [self.weights(filters, channels // fields.get("group", 1), kernel, kernel)]
        if bias:
            self.blobs[name].append(self.weights(filters))
        self.add("Convolution", name, [bottom or self.top],
                 f"convolution_param {{ num_output: {filters} kernel_size: {kernel} {written} }}")
        self.channels = filters
        return self.relu(name) if relu else name

    def relu(self, top):
        return self.add("ReLU", f"relu_{top}", [top], top=top)

    def pool(self, name, kernel, stride, method="MAX", bottom=None, pad=0):
        return self.add("Pooling", name, [bottom or self.top],
                        f"pooling_param {{ pool: {method} kernel_size: {kernel} stride: {stride} pad: {pad} }}")

    def norm(self, name, top):
        self.blobs[f"bn{name}"] = [self.weights(self.channels), self.weights(self.channels) + 1, np.array([2])]
        self.blobs[f"scale{name}"] = [self.weights(self.channels), self.weights(self.channels)]
        self.add("BatchNorm", f"bn{name}", [top], "batch_norm_param { use_global_stats: true }", top)
        return self.add("Scale", f"scale{name}", [top], "scale_param { bias_term: true }", top)

    def dense(self, name, outputs, inputs):
        self.blobs[name] = [self.weights(outputs, inputs), self.weights(outputs)]
        return self.add("InnerProduct", name, [self.top], f"inner_product_param {{ num_output: {outputs} }}")


def alexnet():
    """Groups, normalisation, ceilings, dropout in place (Krizhevsky et al. 2012, with fewer filters)."""
    net = Builder(3, 227, 227)
    lrn = "lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 }"
    net.conv("conv1", 16, 11, stride=4)
    net.add("LRN", "norm1", [net.top], lrn)
    net.pool("pool1", 3, 2)
    net.conv("conv2", 32, 5, pad=2, group=2)
    net.add("LRN", "norm2", [net.top], lrn)
    net.pool("pool2", 3, 2)
    net.conv("conv3", 48, 3, pad=1)
    net.conv("conv4", 48, 3, pad=1, group=2)
    net.conv("conv5", 32, 3, pad=1, group=2)
    net.pool("pool5", 3, 2)
    net.dense("fc6", 64, 32 * 6 * 6)
    net.relu("fc6")
    net.add("Dropout", "drop6", ["fc6"], "dropout_param { dropout_ratio: 0.5 }", "fc6")
    net.dense("fc8", 10, 64)
    net.add("Softmax", "prob", ["fc8"])
    return net


def inception(net, name, bottom, channels, sizes):
    one, reduce3, three, reduce5, five, projected = sizes
    conv = lambda suffix, *rest, **fields: net.conv(f"{name}/{suffix}", *rest, **fields)
    branches = [conv("1x1", one, 1, bottom=bottom, channels=channels)]
    conv("3x3_reduce", reduce3, 1, bottom=bottom, channels=channels)
    branches.append(conv("3x3", three, 3, pad=1))
    conv("5x5_reduce", reduce5, 1, bottom=bottom, channels=channels)
    branches.append(conv("5x5", five, 5, pad=2))
    net.pool(f"{name}/pool", 3, 1, bottom=bottom, pad=1)
    branches.append(conv("pool_proj", projected, 1, channels=channels))
    net.channels = one + three + five + projected
    return net.add("Concat", f"{name}/output", branches)


def googlenet():
    """Inception modules behind pools that round up (Szegedy et al. 2015)."""
    net = Builder(3, 224, 224)
    net.conv("conv1/7x7_s2", 16, 7, stride=2, pad=3)
    net.pool("pool1/3x3_s2", 3, 2)
    net.conv("conv2/3x3", 32, 3, pad=1)
    bottom = net.pool("pool2/3x3_s2", 3, 2)
    bottom = inception(net, "inception_3a", bottom, 32, (8, 12, 16, 2, 4, 4))
    bottom = inception(net, "inception_3b", bottom, net.channels, (16, 16, 24, 4, 12, 8))
    channels = net.channels
    bottom = net.pool("pool3/3x3_s2", 3, 2)
    inception(net, "inception_4a", bottom, channels, (8, 12, 16, 2, 4, 4))
    net.pool("pool5/7x7_s1", 14, 1, "AVE")
    net.dense("loss3/classifier", 10, net.channels)
    net.add("Softmax", "prob", [net.top])
    net.blobs["loss1/classifier"] = [net.weights(10, 8), net.weights(10)]  # of the training alone
    return net


def resnet():
    """Shortcuts, batch norms with their scales in place, 1x1 convolutions with stride 2 (He et al. 2016)."""
    net = Builder(3, 224, 224)
    net.conv("conv1", 16, 7, stride=2, pad=3, relu=False, bias=False)
    net.relu(net.norm("_conv1", "conv1"))
    bottom = net.pool("pool1", 3, 2)
    for stage, filters in enumerate((16, 32, 64), 2):
        for block in "abc":
            first = block == "a"
            stride, channels = 2 if first and stage > 2 else 1, net.channels
            shortcut = bottom
            if first:
                net.conv(f"res{stage}a_branch1", filters, 1, bottom=bottom, stride=stride, relu=False, bias=False)
                shortcut = net.norm(f"{stage}a_branch1", net.top)
            name = f"{stage}{block}_branch2"
            net.conv(f"res{name}a", filters, 3, bottom=bottom, channels=channels, stride=stride, pad=1, relu=False, bias=False)
            net.relu(net.norm(f"{name}a", net.top))
            net.conv(f"res{name}b", filters, 3, pad=1, relu=False, bias=False)
            net.norm(f"{name}b", net.top)
            bottom = net.relu(net.add("Eltwise", f"res{stage}{block}", [shortcut, net.top]))
    net.pool("pool5", 14, 1, "AVE")
    net.dense("fc", 10, 64)
    return net


def squeezenet():
    """Fire modules with names in paths, and pools that round up to an odd size (Iandola et al. 2016)."""
    net = Builder(3, 227, 227)
    net.conv("conv1", 16, 3, stride=2)
    net.pool("pool1", 3, 2)
    for number, (squeeze, expand) in enumerate(((4, 16), (4, 16), (8, 32), (8, 32)), 2):
        name = f"fire{number}"
        squeezed = net.conv(f"{name}/squeeze1x1", squeeze, 1)
        left = net.conv(f"{name}/expand1x1", expand, 1, bottom=squeezed, channels=squeeze)
        right = net.conv(f"{name}/expand3x3", expand, 3, bottom=squeezed, channels=squeeze, pad=1)
        net.add("Concat", f"{name}/concat", [left, right])
        net.channels = 2 * expand
        if number == 3:
            net.pool("pool3", 3, 2)
    net.add("Dropout", "drop9", [net.top], "dropout_param { dropout_ratio: 0.5 }", net.top)
    net.conv("conv10", 10, 1)
    net.add("Pooling", "pool10", [net.top], "pooling_param { pool: AVE global_pooling: true }")
    net.add("Softmax", "prob", [net.top])
    return net


def mobilenet():
    """Depthwise convolutions as groups of one channel, each with its norm and scale (Howard et al. 2017)."""
    net = Builder(3, 224, 224)
    net.conv("conv1", 8, 3, stride=2, pad=1, relu=False, bias=False)
    net.relu(net.norm("conv1", net.top))
    for number, (filters, stride) in enumerate(((16, 1), (32, 2), (32, 1), (64, 2)), 2):
        channels = net.channels
        net.conv(f"conv{number}/dw", channels, 3, stride=stride, pad=1, group=channels, relu=False, bias=False)
        net.relu(net.norm(f"conv{number}/dw", net.top))
        net.conv(f"conv{number}/sep", filters, 1, relu=False, bias=False)
        net.relu(net.norm(f"conv{number}/sep", net.top))
    net.add("Pooling", "pool6", [net.top], "pooling_param { pool: AVE global_pooling: true }")
    net.dense("fc7", 10, 64)
    return net


def densenet():
    """Layers that read all before them: a norm and a rectifier stand before each convolution (Huang et al. 2017)."""
    net = Builder(3, 224, 224)
    net.conv("conv1", 16, 7, stride=2, pad=3)
    bottom, channels = net.pool("pool1", 3, 2), 16
    for layer in range(1, 5):
        name = f"conv2_{layer}"
        net.channels = channels
        net.add("BatchNorm", f"{name}/bn", [bottom])
        net.blobs[f"{name}/bn"] = [net.weights(channels), net.weights(channels) + 1, np.array([2])]
        net.add("ReLU", f"{name}/relu", [net.top], top=net.top)
        grown = net.conv(name, 8, 3, channels=channels, pad=1, relu=False, bias=False)
        bottom, channels = net.add("Concat", f"concat_{layer}", [bottom, grown]), channels + 8
    net.add("Pooling", "pool5", [bottom], "pooling_param { pool: AVE global_pooling: true }")
    net.dense("fc6", 10, channels)
    return net


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True)


def check(folder, make, *texts):
    """The network is imported, checks without a word, says all of the texts, and keeps all of its weights."""
    net, name = make(), make.__name__
    (folder / f"{name}.prototxt").write_text(net.text)
    (folder / f"{name}.caffemodel").write_bytes(caffemodel(net.blobs))
    imported = run(EVENSTRIDE, "import", folder / f"{name}.prototxt", "-o", folder / f"{name}.stride")
    checked = run(EVENSTRIDE, "check", folder / f"{name}.stride")
    if imported.returncode != 0 or checked.returncode != 0 or "error" in checked.stderr:
        failures.append(f"{name}: {imported.stdout}{imported.stderr}{checked.stderr}")
        return
    program = (folder / f"{name}.stride").read_text()
    for text in texts:
        if text not in program + imported.stdout + imported.stderr:
            failures.append(f"{name}: `{text}` is not there:\n{program}\n{imported.stdout}{imported.stderr}")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        check(folder, alexnet, "conv(16, 11x11, stride: 4) @conv1", "groups: 2", "lrn(5)", "dropout", "return prob:")
        check(folder, googlenet, "@inception_3a", "its rounding up written as padding", "W0503", "`loss1/classifier`",
              "block ")
        check(folder, resnet, "batch_norm @bn_conv1", "crop(bottom: 1, right: 1)", "@fc")
        check(folder, squeezenet, "block ", "global_avg_pool -> softmax", "@conv10")
    for failure in failures:
        print("FAILED", failure)
    sys.exit(1 if failures else 0)


main()
