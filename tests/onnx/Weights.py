# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Random weights, of which no variance is negative: for a model without any, and in the place of those of a safetensors file.
import json

import numpy as np


def random_weights(graph, shapes, random):
    """Arrays by name for weights of these shapes, of a size that keeps the activations of a graph near 1."""
    arrays = {}
    for name, shape in shapes.items():
        users = [(node.op_type, list(node.input).index(name)) for node in graph.node if name in node.input]
        fan_in = max(1, int(np.prod(shape[1:])))
        values = random.standard_normal(shape) * np.sqrt(2 / fan_in) if len(shape) > 1 else random.random(shape) * 0.2
        if ("BatchNormalization", 4) in users or ("BatchNormalization", 1) in users:
            values = 0.5 + random.random(shape)
        arrays[name] = values.astype(np.float32)
    return arrays


def perturb(path, random):
    """Replaces the weights in a safetensors file by such of which none is 0 or 1."""
    data = bytearray(path.read_bytes())
    header_size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + header_size])
    for name, entry in header.items():
        begin, end = (8 + header_size + offset for offset in entry["data_offsets"])
        values = np.frombuffer(bytes(data[begin:end]), "<f4")
        spread = 0.1 * random.standard_normal(values.size)
        if name.endswith(("running_var", "running_mean")) or np.all(values == 1):
            changed = 0.5 + np.abs(values) * 0.5 + np.abs(spread)
        else:
            changed = values + (spread if values.size and np.all(values == 0) else 0)
        data[begin:end] = changed.astype("<f4").tobytes()
    path.write_bytes(bytes(data))
