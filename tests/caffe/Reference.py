# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What Caffe computes at test time, as plain loops over numpy arrays [C, H, W]: the size rules and divisors are those of
# its documentation, and nothing here is shared with the importer.
import math

import numpy as np


def convolve(x, weight, bias, stride=(1, 1), pad=(0, 0), dilation=(1, 1), group=1):
    filters, _, kh, kw = weight.shape
    channels, height, width = x.shape
    padded = np.pad(x, ((0, 0), (pad[0], pad[0]), (pad[1], pad[1]))).astype(np.float64)
    reach = [(k - 1) * d + 1 for k, d in zip((kh, kw), dilation)]
    rows, columns = [(n + 2 * p - r) // s + 1 for n, p, r, s in zip((height, width), pad, reach, stride)]
    result = np.zeros((filters, rows, columns))
    for f in range(filters):
        g = f // (filters // group)
        own = padded[g * channels // group:(g + 1) * channels // group]
        for i in range(rows):
            for j in range(columns):
                top, left = i * stride[0], j * stride[1]
                patch = own[:, top:top + reach[0]:dilation[0], left:left + reach[1]:dilation[1]]
                result[f, i, j] = np.sum(patch * weight[f]) + (bias[f] if bias is not None else 0)
    return result


def deconvolve(x, weight, bias, stride, pad, group=1):
    channels, height, width = x.shape
    _, per_group, kh, kw = weight.shape
    full = np.zeros((per_group * group, (height - 1) * stride[0] + kh, (width - 1) * stride[1] + kw))
    for c in range(channels):
        g = c // (channels // group)
        for i in range(height):
            for j in range(width):
                for o in range(per_group):
                    full[g * per_group + o, i * stride[0]:i * stride[0] + kh, j * stride[1]:j * stride[1] + kw] += \
                        x[c, i, j] * weight[c, o]
    if bias is not None:
        full += np.asarray(bias)[:, None, None]
    return full[:, pad[0]:full.shape[1] - pad[0], pad[1]:full.shape[2] - pad[1]]


def pool(x, method, kernel, stride, pad=(0, 0), up=True):
    """None where a window holds nothing."""
    channels, height, width = x.shape
    extents = []
    for n, k, s, p in zip((height, width), kernel, stride, pad):
        steps = (n + 2 * p - k) / s
        count = (math.ceil(steps) if up else math.floor(steps)) + 1
        if any(pad) and (count - 1) * s >= n + p:
            count -= 1
        extents.append(count)
    result = np.zeros((channels, *extents))
    for i in range(extents[0]):
        for j in range(extents[1]):
            top, left = i * stride[0] - pad[0], j * stride[1] - pad[1]
            bottom, right = min(top + kernel[0], height + pad[0]), min(left + kernel[1], width + pad[1])
            size = (bottom - top) * (right - left)
            part = x[:, max(top, 0):min(bottom, height), max(left, 0):min(right, width)]
            if part.size == 0:
                return None
            result[:, i, j] = part.max((1, 2)) if method == "MAX" else part.sum((1, 2)) / size
    return result


def normalise(x, size, alpha, beta, k):
    result = np.zeros(x.shape)
    for c in range(x.shape[0]):
        around = x[max(0, c - size // 2):c + size // 2 + 1].astype(np.float64)
        result[c] = x[c] / (k + alpha / size * (around ** 2).sum(0)) ** beta
    return result


def softmax(x):
    powers = np.exp(x - x.max(0))
    return powers / powers.sum(0)
