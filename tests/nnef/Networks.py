#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Networks.py EVALUATE EVENSTRIDE: small networks built as ResNet, MobileNet, SqueezeNet, DenseNet and Inception are, as
# converters write them in NNEF: imported in their exact form, and computed as numpy computes them layer by layer.
import subprocess
import sys
import tempfile
from pathlib import Path

from Common import EVENSTRIDE, evaluate, graph, np, variables, write
from Importing import difference
from Reference import convolve, pool

random = np.random.default_rng(4)
failures = []


class Network:
    """Lines of a graph, and beside each name its value for one image."""

    def __init__(self, channels, extent):
        self.lines, self.tensors, self.count = [], {}, 0
        self.values = {"x": random.standard_normal((channels, extent, extent)).astype(np.float32)}

    def add(self, expression, value, variables=()):
        name = f"t{self.count}"
        self.count += 1
        self.tensors |= dict(variables)
        self.lines.append(f"{name} = {expression}")
        self.values[name] = np.asarray(value, np.float32)
        return name

    def variable(self, *shape, scale=1.0):
        return f"v{self.count}_{len(self.tensors)}", (random.standard_normal(shape) * scale).astype(np.float32)

    def conv(self, source, filters, kernel, stride=1, groups=1, norm=False, relu=True):
        x = self.values[source]
        depth = 1 if groups == 0 else len(x)
        filters = len(x) if groups == 0 else filters
        name, weight = self.variable(filters, depth, kernel, kernel, scale=(depth * kernel * kernel) ** -0.5)
        pad = [(kernel // 2, kernel // 2)] * 2
        value = convolve(x, weight, (stride, stride), pad, groups=groups)
        top = self.add(f"conv({source}, {name}, padding = {pad}, stride = [{stride}, {stride}], groups = {groups})", value,
                       {name: weight}.items())
        if norm:
            top = self.norm(top)
        return self.relu(top) if relu else top

    def norm(self, source):
        x = self.values[source]
        mean, offset, scale = (random.standard_normal((1, len(x))).astype(np.float32) for _ in range(3))
        variance = random.uniform(0.5, 2, (1, len(x))).astype(np.float32)
        names = [f"n{self.count}_{part}" for part in ("mean", "variance", "offset", "scale")]
        column = lambda row: row.reshape(-1, 1, 1)
        value = (x - column(mean)) / np.sqrt(column(variance) + 1e-5) * column(scale) + column(offset)
        call = f"batch_normalization({source}, {', '.join(names)}, epsilon = 0.00001)"
        return self.add(call, value, zip(names, (mean, variance, offset, scale)))

    def relu(self, source):
        return self.add(f"relu({source})", np.maximum(self.values[source], 0))

    def pool(self, source, kernel, stride, pad):
        sides = [(0, 0), (0, 0), (pad, pad), (pad, pad)]
        value = pool(self.values[source], "max", (kernel, kernel), (stride, stride), sides[2:], border="ignore")
        return self.add(f"max_pool({source}, size = [1, 1, {kernel}, {kernel}], stride = [1, 1, {stride}, {stride}], "
                        f"padding = {sides}, border = 'ignore')", value)

    def sum(self, a, b):
        return self.add(f"add({a}, {b})", self.values[a] + self.values[b])

    def concat(self, *sources):
        return self.add(f"concat([{', '.join(sources)}], axis = 1)", np.concatenate([self.values[s] for s in sources]))

    def classifier(self, source, classes=5):
        mean = self.add(f"mean_reduce({source}, axes = [2, 3])", self.values[source].mean((1, 2)))
        flat = self.add(f"reshape({mean}, shape = [0, -1])", self.values[mean])
        name, weight = self.variable(classes, len(self.values[flat]), scale=0.3)
        return self.add(f"linear({flat}, {name})", weight @ self.values[flat], {name: weight}.items())


def resnet(net):
    top = net.pool(net.conv("x", 8, 7, 2, norm=True), 3, 2, 1)
    for filters, stride in ((8, 1), (8, 1), (16, 2), (16, 1)):
        first = len(net.values[top]) != filters
        shortcut = net.conv(top, filters, 1, stride, norm=True, relu=False) if first else top
        branch = net.conv(net.conv(top, filters, 3, stride, norm=True), filters, 3, norm=True, relu=False)
        top = net.relu(net.sum(branch, shortcut))
    return net.classifier(top)


def mobilenet(net):
    top = net.conv("x", 8, 3, 2, norm=True)
    for filters, stride in ((16, 1), (32, 2), (32, 1), (32, 1)):
        top = net.conv(net.conv(top, 0, 3, stride, groups=0, norm=True), filters, 1, norm=True)
    return net.classifier(top)


def squeezenet(net):
    top = net.pool(net.conv("x", 8, 3, 2), 3, 2, 0)
    for squeeze, expand in ((4, 8), (4, 8), (6, 12)):
        squeezed = net.conv(top, squeeze, 1)
        top = net.concat(net.conv(squeezed, expand, 1), net.conv(squeezed, expand, 3))
    return net.classifier(top)


def densenet(net):
    top = net.conv("x", 8, 3, 2)
    for _ in range(3):
        branch = net.conv(net.relu(net.norm(top)), 12, 1, norm=True)
        top = net.concat(top, net.conv(branch, 4, 3, relu=False))
    return net.classifier(net.relu(net.norm(top)))


def inception(net):
    top = net.conv("x", 8, 3, 2)
    for one, three, five in ((4, 6, 2), (4, 6, 2)):
        top = net.concat(net.conv(top, one, 1), net.conv(net.conv(top, 4, 1), three, 3), net.conv(net.conv(top, 2, 1), five, 5),
                         net.conv(net.pool(top, 3, 1, 1), 4, 1))
    return net.classifier(top)


def imported(text, tensors):
    """The program that the importer writes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, text, tensors)
        result = subprocess.run([EVENSTRIDE, "import", folder, "-o", folder / "net.stride"], capture_output=True, text=True)
        return (folder / "net.stride").read_text() if result.returncode == 0 else result.stdout + result.stderr


def check(make, *said):
    net = Network(3, 31)
    output = make(net)
    text = graph(variables(net.tensors) + ";".join(net.lines), {"x": [1, 3, 31, 31]}, output)
    wrong = difference(evaluate(text, net.tensors, [net.values["x"]]), [net.values[output]])
    if wrong:
        failures.append(f"{make.__name__}: {wrong}")
    program = imported(text, net.tensors)
    failures.extend(f"{make.__name__}: `{each}` is not there:\n{program}" for each in said if each not in program)


def main():
    check(resnet, "conv(8, 7x7, stride: 2", "crop(bottom: 1, right: 1)", "stride: 2, pad: (1, 1, 0, 0)", "dense(5")
    check(mobilenet, "depthwise_conv(3x3", "repeat ", "global_avg_pool")
    check(squeezenet, "concat(", "max_pool(3x3, stride: 2, round: down)")
    check(densenet, "concat(", "batch_norm")
    check(inception, "5x5, pad: 2", "max_pool(3x3, stride: 1, pad: 1)")
    for failure in failures:
        print("FAILED", failure)
    sys.exit(1 if failures else 0)


main()
