# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# A plain reading of Darknet files, independent of the importer: what each layer computes, as loops over windows, and the
# order of the numbers in a .weights file, which are drawn here while the network is computed.
import struct

import numpy as np


def sections(text):
    """[(name, {key: value})] of a .cfg text."""
    result = []
    for line in text.splitlines():
        line = "".join(line.split())
        if not line or line[0] in "#;":
            continue
        if line[0] == "[":
            result.append((line[1:-1], {}))
        else:
            key, value = line.split("=", 1)
            result[-1][1].setdefault(key, value)
    return result


def windows(x, size, stride, before, rows, columns, fill):
    """The elements that each window sees: [size * size, C, rows, columns]; `fill` stands outside of the image."""
    channels, height, width = x.shape
    padded = np.full((channels, before + height + size + stride[0] * rows, before + width + size + stride[1] * columns),
                     fill, x.dtype)
    padded[:, before:before + height, before:before + width] = x
    return np.stack([padded[:, i:i + stride[0] * rows:stride[0], j:j + stride[1] * columns:stride[1]]
                     for i in range(size) for j in range(size)])


ACTIVATIONS = {
    "linear": lambda x: x,
    "logistic": lambda x: np.exp(-np.logaddexp(0, -x)),
    "relu": lambda x: x * (x > 0),
    "relu6": lambda x: np.minimum(np.maximum(x, 0), 6),
    "leaky": lambda x: np.where(x > 0, x, 0.1 * x),
    "relie": lambda x: np.where(x > 0, x, 0.01 * x),
    "elu": lambda x: np.where(x >= 0, x, np.expm1(np.minimum(x, 0))),
    "tanh": np.tanh,
    "hardtan": lambda x: np.clip(x, -1, 1),
    "swish": lambda x: x * np.exp(-np.logaddexp(0, -x)),
    "mish": lambda x: x * np.tanh(np.logaddexp(0, x)),
}


class Network:
    def __init__(self, text, seed, norm_biases=True, transposed=False):
        self.sections = sections(text)
        self.random = np.random.default_rng(seed)
        self.numbers = []  # of the file, in order
        self.norm_biases = norm_biases
        self.transposed = transposed

    def draw(self, *shape, low=-1.0, high=1.0):
        values = self.random.uniform(low, high, shape).astype(np.float32)
        self.numbers.append(values.ravel())
        return values.astype(np.float64)

    def weights_file(self, version=(0, 2, 0)):
        seen = struct.pack("<Q" if version[0] * 10 + version[1] >= 2 else "<I", 32013312)
        return struct.pack("<3i", *version) + seen + np.concatenate([np.zeros(0, np.float32), *self.numbers]).tobytes()

    def run(self, image):
        """{name: values} of the network's outputs, computed in double."""
        self.outputs, self.heads = [], {}
        x = image.astype(np.float64)
        for name, options in self.sections[1:]:
            self.options = options
            x = getattr(self, name)(x)
            self.outputs.append(x)
        if x is not None or not self.heads:
            self.heads["output"] = next(each for each in reversed(self.outputs) if each is not None)
        return list(self.heads.values())

    def number(self, key, otherwise):
        return int(str(self.options.get(key, otherwise)).split("#")[0])

    def activate(self, x, otherwise):
        return ACTIVATIONS[self.options.get("activation", otherwise)](x)

    def norm(self, x, biases, scales, means, variances):
        shape = (-1, 1, 1)
        x = (x - means.reshape(shape)) / np.sqrt(variances.reshape(shape) + 1e-5)
        return x * scales.reshape(shape) + biases.reshape(shape)

    def statistics(self, count):
        return self.draw(count, low=0.5, high=1.5), self.draw(count), self.draw(count, low=0.2, high=2)

    def convolutional(self, x):
        filters, size = self.number("filters", 1), self.number("size", 1)
        groups, dilation = self.number("groups", 1), self.number("dilation", 1) if size > 1 else 1
        stride = [self.number(key, self.number("stride", 1)) for key in ("stride_y", "stride_x")]
        padding = size // 2 if self.number("pad", 0) else self.number("padding", 0)
        normalized = self.number("batch_normalize", 0)
        biases = self.draw(filters)
        statistics = self.statistics(filters) if normalized else None
        per_group = x.shape[0] // groups
        if self.number("flipped", 0):
            weight = self.draw(per_group * size * size, filters).T.reshape(filters, per_group, size, size)
        else:
            weight = self.draw(filters, per_group, size, size)
        spread = np.zeros((filters, per_group, dilation * (size - 1) + 1, dilation * (size - 1) + 1))
        spread[:, :, ::dilation, ::dilation] = weight
        rows, columns = [(extent + 2 * padding - size) // step + 1 for extent, step in zip(x.shape[1:], stride)]
        seen = windows(x, spread.shape[2], stride, padding * dilation, rows, columns, 0.0)
        result = np.empty((filters, rows, columns))
        for f in range(filters):
            first = f // (filters // groups) * per_group
            flat = spread[f].reshape(per_group, -1)
            result[f] = np.einsum("kcyx,ck->yx", seen[:, first:first + per_group], flat)
        if normalized:
            result = self.norm(result, biases, *statistics)
        else:
            result += biases.reshape(-1, 1, 1)
        return self.activate(result, "logistic")

    def pool(self, x, fill):
        stride = [self.number(key, self.number("stride", 1)) for key in ("stride_y", "stride_x")]
        size = self.number("size", self.number("stride", 1))
        padding = self.number("padding", size - 1)
        rows, columns = [(extent + padding - size) // step + 1 for extent, step in zip(x.shape[1:], stride)]
        return windows(x, size, stride, padding // 2, rows, columns, fill)

    def maxpool(self, x):
        return self.pool(x, -np.inf).max(0)

    def local_avgpool(self, x):
        return np.nanmean(self.pool(x, np.nan), 0)

    def avgpool(self, x):
        return x.mean((1, 2), keepdims=True)

    def upsample(self, x):
        factor = self.number("stride", 2)
        return x.repeat(factor, 1).repeat(factor, 2) * float(self.options.get("scale", 1))

    def reorg3d(self, x):
        s = self.number("stride", 1)
        return np.concatenate([x[:, i::s, j::s] for i in range(s) for j in range(s)])

    def reorg(self, x):
        s = self.number("stride", 1)
        channels, height, width = x.shape
        other = x.reshape(channels // (s * s), height * s, width * s)
        squares = np.concatenate([other[:, i::s, j::s] for i in range(s) for j in range(s)])
        return squares.reshape(channels * s * s, height // s, width // s)

    def crop(self, x):
        rows, columns = self.number("crop_height", 1), self.number("crop_width", 1)
        top, left = (x.shape[1] - rows) // 2, (x.shape[2] - columns) // 2
        x = x[:, top:top + rows, left:left + columns]
        return x if self.number("noadjust", 0) else 2 * x - 1

    def connected(self, x):
        outputs, normalized = self.number("output", 1), self.number("batch_normalize", 0)
        biases = self.draw(outputs)
        if self.transposed:
            weight = self.draw(x.size, outputs).T
        else:
            weight = self.draw(outputs, x.size)
        x = (weight @ x.ravel()).reshape(-1, 1, 1)
        x = self.norm(x, biases, *self.statistics(outputs)) if normalized else x + biases.reshape(-1, 1, 1)
        return self.activate(x, "logistic")

    def batchnorm(self, x):
        biases = self.draw(x.shape[0]) if self.norm_biases else np.zeros(x.shape[0])
        return self.norm(x, biases, *self.statistics(x.shape[0]))

    def softmax(self, x):
        x = x.reshape(-1, 1, 1) / float(self.options.get("temperature", 1))
        x = np.exp(x - x.max())
        return x / x.sum()

    def activation(self, x):
        return self.activate(x, "linear")

    def dropout(self, x):
        return x

    def named(self, key):
        numbers = [int(each) for each in self.options[key].split(",")]
        return [self.outputs[len(self.outputs) + each if each < 0 else each] for each in numbers]

    def route(self, x):
        groups, group = self.number("groups", 1), self.number("group_id", 0)
        parts = [np.split(each, groups)[group] for each in self.named("layers")]
        return np.concatenate(parts)

    def shortcut(self, x):
        result = x.copy()
        for other in self.named("from"):
            channels, factor = min(len(x), len(other)), other.shape[1] // x.shape[1]
            result[:channels] += other[:channels, ::factor, ::factor]
        return self.activate(result, "linear")

    def scale_channels(self, x):
        return self.activate(self.named("from")[0] * x, "linear")

    sam = scale_channels

    def head(self, x, name):
        count = sum(key.startswith(name) for key in self.heads)
        self.heads[name + (str(count + 1) if count else "")] = x
        return None

    def yolo(self, x):
        return self.head(x, "yolo")

    def region(self, x):
        return self.head(x, "region")

    def detection(self, x):
        return self.head(x, "detection")

    def cost(self, x):
        return None
