# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What NNEF's specification says that windows compute, as plain loops over numpy arrays [C, H, W]; nothing here is shared
# with the importer.
import numpy as np


def automatic(extent, kernel, stride, dilation=1):
    """The padding of an empty list: the output has extent / stride elements, rounded up, and the odd zero comes after."""
    outputs = -(-extent // stride)
    total = max((outputs - 1) * stride + (kernel - 1) * dilation + 1 - extent, 0)
    return total // 2, total - total // 2


def paddings(shape, kernel, stride, dilation, padding):
    return padding or [automatic(*each) for each in zip(shape, kernel, stride, dilation)]


def convolve(x, weight, stride=(1, 1), padding=None, dilation=(1, 1), groups=1):
    kernel = weight.shape[2:]
    pads = paddings(x.shape[1:], kernel, stride, dilation, padding)
    padded = np.pad(x, ((0, 0), *pads)).astype(np.float64)
    reach = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
    sizes = [(n - r) // s + 1 for n, r, s in zip(padded.shape[1:], reach, stride)]
    groups = groups or x.shape[0]
    result = np.zeros((weight.shape[0], *sizes))
    for f in range(weight.shape[0]):
        first = f // (weight.shape[0] // groups) * weight.shape[1]
        for i in range(sizes[0]):
            for j in range(sizes[1]):
                top, left = i * stride[0], j * stride[1]
                patch = padded[first:first + weight.shape[1], top:top + reach[0]:dilation[0], left:left + reach[1]:dilation[1]]
                result[f, i, j] = np.sum(patch * weight[f])
    return result


def deconvolve(x, weight, stride, sizes, before, groups=1):
    """The output of the given sizes, from which `before` rows and columns are cut off at the beginning."""
    channels, height, width = x.shape
    per_group, kh, kw = weight.shape[1:]
    full = np.zeros((per_group * groups, (height - 1) * stride[0] + kh + sizes[0], (width - 1) * stride[1] + kw + sizes[1]))
    for c in range(channels):
        g = c // (channels // groups)
        for i in range(height):
            for j in range(width):
                full[g * per_group:(g + 1) * per_group, i * stride[0]:i * stride[0] + kh, j * stride[1]:j * stride[1] + kw] += \
                    x[c, i, j] * weight[c]
    return full[:, before[0]:before[0] + sizes[0], before[1]:before[1] + sizes[1]]


def pool(x, method, kernel, stride, padding=None, dilation=(1, 1), border="constant"):
    """None where a window holds nothing but an ignored border."""
    pads = paddings(x.shape[1:], kernel, stride, dilation, padding)
    padded = np.pad(x, ((0, 0), *pads)).astype(np.float64)
    real = np.pad(np.ones(x.shape), ((0, 0), *pads)) > (0 if border == "ignore" else -1)
    reach = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
    sizes = [(n - r) // s + 1 for n, r, s in zip(padded.shape[1:], reach, stride)]
    if min(sizes) < 1:
        return None
    result = np.zeros((x.shape[0], *sizes))
    for i in range(sizes[0]):
        for j in range(sizes[1]):
            top, left = i * stride[0], j * stride[1]
            taps = np.s_[:, top:top + reach[0]:dilation[0], left:left + reach[1]:dilation[1]]
            part, counts = padded[taps], real[taps]
            if not counts.any():
                return None
            if method == "max":
                result[:, i, j] = np.where(counts, part, -np.inf).max((1, 2))
            else:
                result[:, i, j] = np.where(counts, part, 0).sum((1, 2)) / counts[0].sum()
    return result
