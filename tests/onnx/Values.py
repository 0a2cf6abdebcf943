#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Values.py EVALUATE EVENSTRIDE: random convolutions and pools against ONNX Runtime, bit for bit (small integers make fp32
# exact), so that every rewrite to an exact form is proven to change nothing; and the light models of the package `onnx`,
# whose own weights are constant, with random ones.
import sys

from Common import Refused, evaluate, np, require_close, runtime_outputs
from Light import light_model
from Models import model, node

random = np.random.default_rng(20)


def choose(*values):
    return values[random.integers(len(values))]


def integers(*shape):
    return random.integers(-4, 5, shape).astype(np.float32)


def window(kernel):
    """Attributes of a random window; sometimes its padding is automatic."""
    attributes = {"kernel_shape": kernel, "strides": [int(random.integers(1, 4)) for _ in range(2)]}
    if random.random() < 0.3:
        attributes["auto_pad"] = choose("SAME_UPPER", "SAME_LOWER", "VALID")
    else:
        attributes["pads"] = [int(random.integers(0, min(kernel[i % 2], 3))) for i in range(4)]
    return attributes


def random_kernel():
    return [int(random.integers(1, 5)) for _ in range(2)]


def random_conv():
    kernel, groups = random_kernel(), choose(1, 1, 2, 4)
    channels, filters = 4, 4 * int(random.integers(1, 3))
    attributes = window(kernel)
    if random.random() < 0.3 and "auto_pad" not in attributes:
        attributes["dilations"] = [int(random.integers(1, 3)) for _ in range(2)]
    weights = {"w": integers(filters, channels // groups, *kernel)}
    inputs = ["x", "w"]
    if random.random() < 0.5:
        weights["b"] = integers(filters)
        inputs.append("b")
    shape = [1, channels, int(random.integers(6, 15)), int(random.integers(6, 15))]
    return model([node("Conv", inputs, ["y"], group=groups, **attributes)], [("x", shape)], [("y", None)], weights), shape


def random_pool():
    op = choose("MaxPool", "AveragePool")
    attributes = window(random_kernel())
    if "auto_pad" not in attributes:
        attributes["ceil_mode"] = int(random.integers(0, 2))
    if op == "AveragePool":
        attributes["count_include_pad"] = int(random.integers(0, 2))
    shape = [1, 2, int(random.integers(6, 15)), int(random.integers(6, 15))]
    return model([node(op, ["x"], ["y"], **attributes)], [("x", shape)], [("y", None)], opset=19), shape


def random_transposed():
    kernel = random_kernel()
    attributes = {"strides": [int(random.integers(1, 4)) for _ in range(2)],
                  "pads": [int(random.integers(0, kernel[i % 2])) for i in range(4)]}
    attributes["output_padding"] = [int(random.integers(0, stride)) for stride in attributes["strides"]]
    shape = [1, 3, int(random.integers(3, 8)), int(random.integers(3, 8))]
    return model([node("ConvTranspose", ["x", "w"], ["y"], **attributes)], [("x", shape)], [("y", None)],
                 {"w": integers(3, 2, *kernel)}), shape


def compare(program, make, count):
    """Models of one kind; returns how many were refused, with the last reason."""
    refused, reason = 0, ""
    for _ in range(count):
        candidate, shape = make()
        x = integers(*shape)
        try:
            expected = runtime_outputs(candidate, [x])[0]
        except Exception:  # a window that never fits
            continue
        try:
            ours = evaluate(program, candidate, [x], 1)[0]
        except Refused as refusal:
            refused, reason = refused + 1, str(refusal)
            continue
        exact = make is not random_pool or candidate.graph.node[0].op_type == "MaxPool"
        if ours.size != expected.size or not (np.array_equal(ours, expected.ravel()) if exact else
                                              np.allclose(ours, expected.ravel(), rtol=1e-6, atol=1e-6)):
            print("FAILED", candidate.graph.node[0])
            sys.exit(1)
    return refused, reason


def reversed_pads():
    """Padding as PyTorch's older exporter computes it, from numbers in the order of its own functions."""
    first, last = np.array([-1]), np.array([-(2**63) + 1])
    weights = {"own": np.array([1, 2, 3, 4, 0, 0, 0, 0]), "pairs": np.array([-1, 2]), "first": first, "last": last,
               "axis": np.array([0]), "step": np.array([-1]), "all": np.array([-1]), "value": np.float32(0.5)}
    nodes = [node("Reshape", ["own", "pairs"], ["a"]), node("Slice", ["a", "first", "last", "axis", "step"], ["b"]),
             node("Transpose", ["b"], ["c"], perm=[1, 0]), node("Reshape", ["c", "all"], ["pads"]),
             node("Pad", ["x", "pads", "value"], ["p"], mode="constant"),
             node("ReduceMax", ["p", "rows"], ["y"], keepdims=int(random.integers(0, 2)))]
    weights["rows"] = np.array([2, 3])
    shape = [1, 3, 5, 6]
    return model(nodes, [("x", shape)], [("y", None)], weights, opset=18), shape


def compare_light(program):
    for name in ("light_squeezenet", "light_shufflenet"):  # the others take minutes in plain loops of doubles
        candidate, x = light_model(name, random)
        require_close(name, evaluate(program, candidate, [x], 1)[0], runtime_outputs(candidate, [x])[0].ravel())


def main():
    program = sys.argv[1]
    for make, count in ((random_conv, 120), (random_pool, 120), (random_transposed, 40), (reversed_pads, 4)):
        refused, reason = compare(program, make, count)
        print(f"{make.__name__}: {count} models, {refused} refused {reason.splitlines()[0] if reason else ''}")
        if refused > count / 4:
            sys.exit(1)
    compare_light(program)


main()
